#include "playout/pulse.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/file.h"

namespace retrovue::playout {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

// "1234 (name, which may hold anything) S 1 ...": the third word is the state, the 24th the pages in memory; see proc(5).
void read_stat(int pid, ProcessLook& found) {
  const base::Fd file{::open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.valid()) return;
  std::array<char, 1024> text;
  const ssize_t n = ::read(file.get(), text.data(), text.size());
  std::string_view line(text.data(), static_cast<std::size_t>(std::max<ssize_t>(0, n)));
  const auto name_end = line.rfind(')');
  if (name_end == line.npos || name_end + 2 >= line.size()) return;
  line.remove_prefix(name_end + 2);
  found.state = line.front();
  for (int word = 3; word < 24; ++word) {
    const auto space = line.find(' ');
    if (space == line.npos) return;
    line.remove_prefix(space + 1);
  }
  std::int64_t pages = 0;
  std::from_chars(line.data(), line.data() + line.size(), pages);
  found.resident = pages * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

ProcessLook look_at(int pid) {
  ProcessLook found;
  if (pid <= 0) return found;
  read_stat(pid, found);
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &used) == 0)
    found.cpu_ns = std::int64_t{used.tv_sec} * 1000 * kNsPerMs + used.tv_nsec;
  return found;
}

void UseMeter::see(const ProcessLook& process) {
  if (!sum_) return;
  const auto more = std::max<std::int64_t>(0, process.cpu_ns - counted_.cpu_ns);
  sum_->cpu_ns += more;
  counted_.cpu_ns += more;
  sum_->resident += process.resident - counted_.resident;
  if (const auto old = sum_->shares.find(counted_.resident); counted_.resident > 0 && old != sum_->shares.end()) sum_->shares.erase(old);
  if (process.resident > 0) sum_->shares.insert(process.resident);
  counted_.resident = process.resident;
}

void UseMeter::gone(int pid) {
  auto last = look_at(pid);
  last.resident = 0;
  see(last);
}

bool UseMeter::too_much(std::int64_t most) const {
  return sum_ && sum_->resident > most && !sum_->shares.empty() && counted_.resident >= *sum_->shares.rbegin();
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
