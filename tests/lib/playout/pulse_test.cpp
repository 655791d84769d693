#include "playout/pulse.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include "base/process.h"

using namespace retrovue;
using playout::ProcessLook;
using playout::Pulse;

namespace {

constexpr base::Millis kHang = 1'000;
constexpr std::int64_t kMs = 1'000'000;

// Looks until it is told that the child hangs; how many looks that took, 0 when it was not told within `most`.
template <typename Look>
int looks_until_hung(Look look, base::Millis late = 0, int most = 1'000) {
  Pulse pulse(kHang);
  base::Millis now = 5'000'000;
  pulse.hangs(now, look(0));
  for (int i = 1; i <= most; ++i) {
    now += pulse.period() + late;
    if (pulse.hangs(now, look(i))) return i;
  }
  return 0;
}

}  // namespace

TEST_CASE("a child that is stopped or sleeps hangs after its time") {
  for (const char state : {'T', 'S', 't', '\0'}) {
    CAPTURE(state);
    CHECK(looks_until_hung([state](int) { return ProcessLook{state, 70 * kMs}; }) == 10);
  }
  CHECK(looks_until_hung([](int) { return ProcessLook{}; }) == 10);  // nothing can be told
}

TEST_CASE("a child that waits for a processor does not hang") {
  CHECK(looks_until_hung([](int) { return ProcessLook{'R', 70 * kMs}; }) == 0);
  CHECK(looks_until_hung([](int i) { return ProcessLook{'R', i * kMs / 10}; }) == 0);
}

TEST_CASE("a child that works without a result has five times as long") {
  // All of a processor: five seconds of it. A twentieth of one: a hundred seconds on the clock.
  CHECK(looks_until_hung([](int i) { return ProcessLook{'R', i * 100 * kMs}; }) == 50);
  CHECK(looks_until_hung([](int i) { return ProcessLook{'R', i * 5 * kMs}; }) == 1'000);
  // It sleeps when looked at, but worked in between; it waits for a disk.
  CHECK(looks_until_hung([](int i) { return ProcessLook{'S', i * kMs}; }) == 50);
  CHECK(looks_until_hung([](int) { return ProcessLook{'D', 70 * kMs}; }) == 50);
}

TEST_CASE("work between two naps begins the count of naps anew") {
  CHECK(looks_until_hung([](int i) { return ProcessLook{'S', i / 9 * kMs}; }, 0, 49) == 0);
}

TEST_CASE("a loop that wakes late does not count its own lateness") {
  CHECK(looks_until_hung([](int) { return ProcessLook{'S', 70 * kMs}; }, 60'000) == 10);
}

TEST_CASE("a sign begins the count anew") {
  Pulse pulse(kHang);
  base::Millis now = 77;
  for (int i = 1; i < 200; ++i) {
    if (i % 10 == 0) pulse.sign();
    CHECK_FALSE(pulse.hangs(now += pulse.period(), {'S', 0}));
  }
}

TEST_CASE("what the system says of a process") {
  const auto self = playout::look_at(::getpid());
  CHECK(self.state == 'R');
  CHECK(self.cpu_ns > 0);
  CHECK(self.resident > 1'000'000);
  CHECK(self.resident < 10'000'000'000);
  auto child = base::Child::spawn({"sleep", "60"}, {});
  child.signal_group(SIGSTOP);
  auto look = playout::look_at(child.pid());
  while (look.state != 'T') look = playout::look_at(child.pid());
  const auto again = playout::look_at(child.pid());
  CHECK(again.state == 'T');
  CHECK(again.cpu_ns == look.cpu_ns);
  child.destroy();
  CHECK(playout::look_at(-1).state == 0);
  CHECK(playout::look_at(-1).cpu_ns == -1);
}

TEST_CASE("what several processes use is summed, their memory while they live") {
  const auto sum = std::make_shared<playout::ProcessUse>();
  playout::UseMeter one(sum), other(sum);
  one.see({'R', 100, 5'000});
  other.see({'S', 40, 7'000});
  one.see({'R', 250, 4'000});
  CHECK(sum->cpu_ns == 290);
  CHECK(sum->resident == 11'000);
  one.see({});  // cannot be told
  CHECK(sum->cpu_ns == 290);
  one.gone(-1);
  other.see({'S', 45, 7'500});
  CHECK(sum->cpu_ns == 295);
  CHECK(sum->resident == 7'500);
  playout::UseMeter(nullptr).see({'R', 1, 1});
  CHECK_FALSE(playout::UseMeter(nullptr).too_much(0));

  // Too much is the matter of the one that holds most.
  one.see({'S', 300, 2'000});
  CHECK_FALSE(other.too_much(9'500));
  CHECK(other.too_much(9'499));
  CHECK_FALSE(one.too_much(9'499));
  other.gone(-1);
  CHECK(one.too_much(1'999));

  // A process that has ended and was not reaped is counted to its end.
  const auto used = std::make_shared<playout::ProcessUse>();
  auto child = base::Child::spawn({"head", "-c", "300000000", "/dev/zero"}, {});
  playout::UseMeter meter(used);
  auto look = playout::look_at(child.pid());
  for (; look.state != 'Z'; look = playout::look_at(child.pid())) meter.see(look);
  meter.gone(child.pid());
  const auto last = playout::look_at(child.pid());
  CHECK(child.wait() == 0);
  // Its last microseconds, in which it leaves the processor, come after it has become a zombie.
  CHECK(used->cpu_ns >= look.cpu_ns);
  CHECK(used->cpu_ns <= last.cpu_ns);
  CHECK(used->cpu_ns > 1'000'000);
  CHECK(used->resident == 0);
}
