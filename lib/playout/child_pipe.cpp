#include "playout/child_pipe.h"

#include <signal.h>
#include <time.h>

#include "base/text.h"

namespace retrovue::playout {

namespace asio = boost::asio;

void bury(asio::io_context& loop, base::Child child) {
  if (child.pid() <= 0 || child.poll()) return;
  child.signal_group(SIGKILL);
  if (child.poll() || !child.pidfd.valid()) return;  // without a pidfd the destructor waits
  struct Grave {
    base::Child child;
    asio::posix::stream_descriptor ended;
  };
  const int fd = child.pidfd.release();
  auto grave = std::make_shared<Grave>(Grave{std::move(child), asio::posix::stream_descriptor(loop, fd)});
  grave->ended.async_wait(asio::posix::stream_descriptor::wait_read,
                          [grave](const boost::system::error_code&) { grave->child.poll(); });
}

void Complaints::add(const char* bytes, std::size_t count) {
  constexpr std::size_t kKept = 4096;
  text_.append(bytes, count);
  if (text_.size() > 2 * kKept) text_.erase(0, text_.size() - kKept);
}

std::string Complaints::last_line() const {
  std::string_view text = base::trim(text_);
  if (const auto at = text.rfind('\n'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return base::printable(text.substr(0, 300));
}

std::int64_t cpu_ms(int pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return -1;
  return std::int64_t{used.tv_sec} * 1000 + used.tv_nsec / 1'000'000;
}

}  // namespace retrovue::playout
