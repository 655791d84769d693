#include "playout/aac_encoder.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <vector>

#include "base/log.h"

using namespace retrovue;
namespace asio = boost::asio;

namespace {

constexpr std::int64_t kFirst = 1'000;
constexpr std::int64_t kOneSecond = 48'000;

// An encoder on a loop of its own, and the frames that came; each must follow the one before.
struct Bench {
  explicit Bench(base::Millis hang_after)
      : encoder(loop, 128, kFirst, hang_after, [this](std::int64_t k, std::vector<std::uint8_t> adts) {
          CHECK(k == kFirst + frames);
          CHECK(adts.size() > 7);
          ++frames;
        }) {}

  void feed_second() {
    std::vector<std::int16_t> pcm;
    for (std::int64_t i = 0; i < kOneSecond; ++i) pcm.insert(pcm.end(), 2, static_cast<std::int16_t>((i * 37) % 8'000 - 4'000));
    encoder.feed(pcm);
    fed += kOneSecond;
  }
  // Runs the loop until enough frames came, at most so long that a test that fails ends.
  void until(std::int64_t count) {
    const auto end = base::steady_ms() + 120'000;
    while (frames < count && base::steady_ms() < end) loop.run_one_for(std::chrono::milliseconds(500));
    CHECK(frames >= count);
  }

  asio::io_context loop;
  std::int64_t frames = 0, fed = 0;
  playout::AacEncoder encoder;
};

cpu_set_t only(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return set;
}

}  // namespace

TEST_CASE("the sound encoder gives the frames it was fed, in order") {
  Bench bench(1'000);
  for (int i = 0; i < 3; ++i) bench.feed_second();
  bench.until(3 * kOneSecond / 1024 - 8);
  CHECK(bench.encoder.restarts() == 0);
  CHECK(bench.encoder.heard());
}

TEST_CASE("a sound encoder that is stopped or killed is replaced, and no frame is missing") {
  base::set_log({base::LogLevel::error, false, 2});
  ::signal(SIGPIPE, SIG_IGN);
  for (const int number : {SIGSTOP, SIGKILL}) {
    CAPTURE(number);
    Bench bench(200);
    bench.feed_second();
    bench.until(20);
    const auto first = bench.encoder.pid();
    REQUIRE(first > 0);
    ::kill(first, number);
    bench.feed_second();
    bench.until(2 * kOneSecond / 1024 - 8);
    CHECK(bench.encoder.restarts() == 1);
    CHECK(bench.encoder.pid() != first);
  }
}

TEST_CASE("a sound encoder that has hardly any processor is waited for") {
  cpu_set_t before;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &before)) ++cpu;
  const auto narrow = only(cpu);
  // The child and a crowd that never rests share one processor; starting alone takes it longer than the patience.
  REQUIRE(::sched_setaffinity(0, sizeof narrow, &narrow) == 0);
  std::atomic<bool> rest{false};
  std::vector<std::jthread> crowd;
  for (int i = 0; i < 16; ++i)
    crowd.emplace_back([&rest] {
      while (!rest) {
      }
    });
  {
    Bench bench(1'000);
    REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
    for (int i = 0; i < 2; ++i) bench.feed_second();
    bench.until(2 * kOneSecond / 1024 - 8);
    CHECK(bench.encoder.restarts() == 0);
  }
  rest = true;
}

TEST_CASE("a loop that was away too long does not blame the sound encoder") {
  Bench bench(100);
  bench.feed_second();
  bench.until(5);
  for (int i = 0; i < 5; ++i) {
    bench.feed_second();
    asio::steady_timer late(bench.loop);
    late.expires_after(std::chrono::milliseconds(0));
    late.async_wait([](const boost::system::error_code&) {
      for (const auto end = base::steady_ms() + 300; base::steady_ms() < end;) {
      }
    });
    bench.until(bench.frames + 1);
  }
  CHECK(bench.encoder.restarts() == 0);
}

TEST_CASE("silence in place of a stopped sound encoder does not hide that it hangs") {
  asio::io_context loop;
  std::vector<std::int64_t> came;
  playout::AacEncoder encoder(loop, 128, kFirst, 300, [&](std::int64_t k, std::vector<std::uint8_t>) { came.push_back(k); });
  const std::vector<std::int16_t> piece(2 * 2'400);  // 50 ms
  const auto end = base::steady_ms() + 120'000;
  const auto air = [&](bool silence, auto&& done) {
    while (!done() && base::steady_ms() < end) {
      encoder.feed(piece);
      if (silence) encoder.skip_to(encoder.fed() / 1'024 + 8);
      loop.run_for(std::chrono::milliseconds(50));
    }
    CHECK(done());
  };
  air(false, [&] { return came.size() > 20; });
  REQUIRE(::kill(encoder.pid(), SIGSTOP) == 0);
  air(true, [&] { return encoder.restarts() == 1; });
  const auto before = came.size();
  air(false, [&] { return came.size() > before + 20; });
  for (std::size_t i = 1; i < came.size(); ++i) CHECK(came[i] > came[i - 1]);
}
