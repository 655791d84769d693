#include "playout/pulse.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.h"

namespace retrovue::playout {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

// "1234 (name, which may hold anything) S 1 ..."
char state_of(int pid) {
  const base::Fd file{::open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.valid()) return 0;
  std::array<char, 256> text;
  const ssize_t n = ::read(file.get(), text.data(), text.size());
  const std::string_view line(text.data(), static_cast<std::size_t>(std::max<ssize_t>(0, n)));
  const auto name_end = line.rfind(')');
  return name_end != line.npos && name_end + 2 < line.size() ? line[name_end + 2] : '\0';
}

}  // namespace

ProcessLook look_at(int pid) {
  ProcessLook found;
  if (pid <= 0) return found;
  found.state = state_of(pid);
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &used) == 0)
    found.cpu_ns = std::int64_t{used.tv_sec} * 1000 * kNsPerMs + used.tv_nsec;
  return found;
}

Pulse::Pulse(base::Millis hang_after)
    : hang_after_(hang_after), period_(std::clamp<base::Millis>(hang_after / 10, 20, 250)) {}

bool Pulse::hangs(base::Millis now, const ProcessLook& process) {
  const auto passed = std::clamp<base::Millis>(now - looked_at_, 0, period_);
  const auto worked = std::max<std::int64_t>(0, process.cpu_ns - cpu_ns_);
  looked_at_ = now;
  cpu_ns_ = process.cpu_ns;
  if (signed_) {
    signed_ = false;
    asleep_ = slow_ns_ = 0;
    return false;
  }
  const bool wants_processor = process.state == 'R';
  if (worked > 0) {
    asleep_ = 0;
    slow_ns_ += wants_processor ? worked : passed * kNsPerMs;
  } else if (process.state == 'D') {
    slow_ns_ += passed * kNsPerMs;
  } else if (!wants_processor) {
    asleep_ += passed;
  }
  return asleep_ >= hang_after_ || slow_ns_ >= kSlow * hang_after_ * kNsPerMs;
}

}  // namespace retrovue::playout
