#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retrovue::serve {

// Prometheus text exposition format 0.0.4.
class Metrics {
 public:
  struct Label {
    std::string_view name;
    std::string value;
  };
  Metrics& gauge(std::string_view name, std::string_view help) { return family(name, help, "gauge"); }
  Metrics& counter(std::string_view name, std::string_view help) { return family(name, help, "counter"); }
  Metrics& value(const std::vector<Label>& labels, double number);  // of the family named last
  const std::string& text() const { return text_; }

 private:
  Metrics& family(std::string_view name, std::string_view help, std::string_view type);
  std::string name_, text_;
};

std::int64_t resident_bytes();  // of this process; 0 when the system does not say

}  // namespace retrovue::serve
