#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>

namespace retrovue::base {

enum class LogLevel { debug, info, warning, error };

struct LogOptions {
  LogLevel least = LogLevel::warning;
  bool json = false;    // one JSON object a line
  int fd = 2;           // where lines go; writes are one call each, so lines never mix
};

void set_log(const LogOptions& options);
// Until set_log, a line that cannot be written at once is dropped, and how many were is told with the next one that can:
// for what is on air, which must not stand still because whoever reads its log does.
void drop_what_log_cannot_take();
bool log_enabled(LogLevel level);
// component: the module that speaks ("sync", "air"). Control characters in message are escaped. Thread-safe.
void log_line(LogLevel level, std::string_view component, std::string_view message);

template <typename... Args>
void log(LogLevel level, std::string_view component, fmt::format_string<Args...> form, Args&&... args) {
  if (log_enabled(level)) log_line(level, component, fmt::format(form, std::forward<Args>(args)...));
}

}  // namespace retrovue::base
