// Loaded before the C library (LD_PRELOAD): the machine's clock, as a program sees it, is set by what RETROVUE_TEST_CLOCK's
// file holds, eight bytes of nanoseconds. The clocks that never step stay as they are.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace {

std::int64_t offset() {
  static const volatile std::int64_t* const shared = [] {
    const char* path = std::getenv("RETROVUE_TEST_CLOCK");
    const int fd = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    void* page = fd >= 0 ? ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (fd >= 0) ::close(fd);
    return page == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(page);
  }();
  return shared ? *shared : 0;
}

constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* at) noexcept {
  const auto done = static_cast<int>(::syscall(SYS_clock_gettime, clock, at));
  if (done != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return done;
  const auto total = at->tv_sec * kSecond + at->tv_nsec + offset();
  at->tv_sec = total / kSecond;
  at->tv_nsec = total % kSecond;
  return 0;
}

extern "C" int gettimeofday(timeval* at, void*) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  *at = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

extern "C" time_t time(time_t* to) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
