#include "serve/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace retrovue::serve {

Metrics& Metrics::family(std::string_view name, std::string_view help, std::string_view type) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  return *this;
}

Metrics& Metrics::value(const std::vector<Label>& labels, double number) {
  text_ += name_;
  char before = '{';
  for (const auto& label : labels) {
    text_ += before;
    text_ += label.name;
    text_ += "=\"";
    for (const char c : label.value) {
      if (c == '\\' || c == '"') text_ += '\\';
      text_ += c == '\n' ? ' ' : c;
    }
    text_ += '"';
    before = ',';
  }
  if (!labels.empty()) text_ += '}';
  text_ += fmt::format(" {:.15g}\n", number);
  return *this;
}

std::int64_t resident_bytes() {
  std::int64_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    long long size = 0, resident = 0;
    if (std::fscanf(file, "%lld %lld", &size, &resident) == 2) pages = resident;
    std::fclose(file);
  }
  return pages * ::sysconf(_SC_PAGESIZE);
}

}  // namespace retrovue::serve
