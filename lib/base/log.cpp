#include "base/log.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <climits>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::base {
namespace {
std::atomic<LogLevel> g_least{LogLevel::warning};
std::atomic<bool> g_json{false};
std::atomic<int> g_fd{2};
std::atomic<bool> g_drops{false};
std::atomic<int> g_dropped{0};

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

std::string line_of(LogLevel level, std::string_view component, std::string_view message) {
  const auto at = rfc3339_utc(SystemClock{}.now());
  if (!g_json) return fmt::format("{} {} {}: {}\n", at, word(level), component, printable(message));
  JsonWriter out;
  out.object().field("time", at).field("level", word(level)).field("component", component).field("message", message).end();
  return out.take() + "\n";
}

bool takes_a_line() {
  pollfd fd{g_fd, POLLOUT, 0};
  return ::poll(&fd, 1, 0) == 1 && (fd.revents & POLLOUT) != 0;
}
}  // namespace

void set_log(const LogOptions& options) {
  g_least = options.least;
  g_json = options.json;
  g_fd = options.fd;
  g_drops = false;
}

bool log_enabled(LogLevel level) { return level >= g_least; }

void drop_what_log_cannot_take() { g_drops = true; }

void log_line(LogLevel level, std::string_view component, std::string_view message) {
  if (!log_enabled(level)) return;
  auto line = line_of(level, component, message);
  if (!g_drops) {
    [[maybe_unused]] auto written = ::write(g_fd, line.data(), line.size());
    return;
  }
  if (!takes_a_line()) {
    ++g_dropped;
    return;
  }
  if (const int dropped = g_dropped.exchange(0)) {
    const auto note = line_of(LogLevel::warning, "log", fmt::format("{} lines were dropped, nobody read them", dropped));
    [[maybe_unused]] auto written = ::write(g_fd, note.data(), note.size());
    if (!takes_a_line()) {
      ++g_dropped;
      return;
    }
  }
  // A pipe that is writable takes as much as this at once; see pipe(7).
  if (line.size() > PIPE_BUF) line = line_of(level, component, cut_to_width(message, 400));
  [[maybe_unused]] auto written = ::write(g_fd, line.data(), line.size());
}

}  // namespace retrovue::base
