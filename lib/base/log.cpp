#include "base/log.h"

#include <unistd.h>

#include <atomic>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::base {
namespace {
std::atomic<LogLevel> g_least{LogLevel::warning};
std::atomic<bool> g_json{false};
std::atomic<int> g_fd{2};

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}
}  // namespace

void set_log(const LogOptions& options) {
  g_least = options.least;
  g_json = options.json;
  g_fd = options.fd;
}

bool log_enabled(LogLevel level) { return level >= g_least; }

void log_line(LogLevel level, std::string_view component, std::string_view message) {
  if (!log_enabled(level)) return;
  const auto at = rfc3339_utc(SystemClock{}.now());
  std::string line;
  if (g_json) {
    JsonWriter out;
    out.object().field("time", at).field("level", word(level)).field("component", component).field("message", message).end();
    line = out.take() + "\n";
  } else {
    line = fmt::format("{} {} {}: {}\n", at, word(level), component, printable(message));
  }
  [[maybe_unused]] auto written = ::write(g_fd, line.data(), line.size());
}

}  // namespace retrovue::base
