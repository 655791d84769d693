#include "base/children.h"

#include <signal.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace retrovue::base {
namespace {
std::array<std::atomic<pid_t>, 1024> g_children;
static_assert(std::atomic<pid_t>::is_always_lock_free);

bool replace(pid_t from, pid_t to) noexcept {
  for (auto& place : g_children) {
    pid_t expected = from;
    if (place.compare_exchange_strong(expected, to)) return true;
  }
  return false;
}
}  // namespace

void remember_child(pid_t pid) noexcept { replace(0, pid); }
void forget_child(pid_t pid) noexcept { replace(pid, 0); }

void kill_children() noexcept {
  const int kept = errno;
  for (const auto& place : g_children)
    if (const pid_t pid = place; pid > 0) ::kill(-pid, SIGKILL);
  errno = kept;
}

}  // namespace retrovue::base
