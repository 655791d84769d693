#include "playout/event_child.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>

#include "playout/event_command.h"
#include "playout/timeline.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {
// What a child gave.
struct Given {
  std::size_t pictures = 0;
  std::vector<std::int16_t> pcm;
  std::optional<ChildEnd> end;
};

EventChild::Handlers handlers(Given& given) {
  return {[&](AccessUnit) { ++given.pictures; }, [&](std::span<const std::int16_t> more) { given.pcm.insert(given.pcm.end(), more.begin(), more.end()); },
          [&](const ChildEnd& end) { given.end = end; }};
}

// Runs the loop until the process sleeps and used no processor time between two looks.
void until_it_waits(boost::asio::io_context& loop, int pid) {
  std::int64_t used = -1;
  for (int looks = 0; looks < 2'000; ++looks) {
    loop.run_for(std::chrono::milliseconds(50));
    const auto seen = look_at(pid);
    if (seen.state == 'S' && seen.cpu_ns == used) return;
    used = seen.cpu_ns;
  }
  FAIL("it never waits");
}
}  // namespace

TEST_CASE("a child that is held waits with all it has, and gives the rest when it is let go") {
  boost::asio::io_context loop;
  const auto profile = model::built_in_profiles().front();
  const Timeline timeline{profile.rate};
  constexpr std::int64_t frames = 1'800;
  Clip clip;
  clip.bars = true;
  Given given;
  std::unique_ptr<EventChild> child;
  auto to = handlers(given);
  to.unit = [&](AccessUnit) {
    if (given.pictures++ == 0) child->hold(Hold::everything);
  };
  child = std::make_unique<EventChild>(loop, event_command(clip, profile, {0, 0, frames}), to, ChildBounds{});
  while (given.pictures == 0 && !given.end) loop.run_one();
  until_it_waits(loop, child->pid());
  CHECK_FALSE(given.end);
  const auto before = given;
  until_it_waits(loop, child->pid());
  CHECK(given.pictures == before.pictures);
  CHECK(given.pcm.size() == before.pcm.size());
  CHECK(given.pictures < frames);

  // With its pictures held it gives sound, until it cannot go on without giving pictures.
  child->hold(Hold::pictures);
  until_it_waits(loop, child->pid());
  CHECK(given.pictures == before.pictures);
  CHECK(given.pcm.size() > before.pcm.size());
  CHECK_FALSE(given.end);

  child->hold(Hold::nothing);
  while (!given.end) loop.run_one();
  CHECK(given.end->text() == "exit 0");
  CHECK(given.pictures == frames);
  CHECK(given.pcm.size() == static_cast<std::size_t>(timeline.samples(frames)) * 2);
}

TEST_CASE("sound is whole pairs, wherever the pipe cuts it") {
  boost::asio::io_context loop;
  Given given;
  // Waits with each piece until the one before is read, so that every cut is seen.
  const std::string script = R"(
import array, fcntl, os, struct, sys, termios, time
os.close(1)
whole = array.array("h", [n * 31 % 65536 - 32768 for n in range(20000)]).tobytes()
for at, size in ((0, 1), (1, 2), (3, 3), (6, 4091), (4097, 1), (4098, 40000), (44098, 80000)):
    os.write(3, whole[at:at + size])
    while struct.unpack("i", fcntl.ioctl(3, termios.FIONREAD, b"0000"))[0]: time.sleep(0.001)
)";
  EventChild child(loop, {"python3", "-c", script}, handlers(given), ChildBounds{});
  std::size_t odd = 0;
  while (!given.end) {
    loop.run_one();
    odd += given.pcm.size() % 2;
  }
  CHECK(given.end->text() == "exit 0");
  CHECK(odd == 0);
  REQUIRE(given.pcm.size() == 20'000);
  std::size_t wrong = 0;
  for (std::size_t n = 0; n < given.pcm.size(); ++n) wrong += given.pcm[n] == static_cast<std::int16_t>(static_cast<int>(n * 31 % 65536) - 32768) ? 0 : 1;
  CHECK(wrong == 0);
}
