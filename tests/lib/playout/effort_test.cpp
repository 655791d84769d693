#include "playout/effort.h"

#include <doctest/doctest.h>

#include "base/process.h"
#include "playout/event_command.h"
#include "playout/h264.h"
#include "playout/presets.h"
#include "playout/ts_demux.h"

using namespace retrovue;
using playout::Effort;

namespace {

constexpr base::Millis kTick = 20;

// A channel seen for a while: `lead` gives the lead by milliseconds since the beginning. When the step changed first; -1: never.
template <typename Lead>
base::Millis until_change(Effort& effort, base::Millis& now, base::Millis most, bool busy, Lead lead) {
  for (base::Millis at = 0; at <= most; at += kTick)
    if (effort.look(now += kTick, {lead(at), busy, 0, 0})) return at;
  return -1;
}

std::vector<std::vector<std::uint8_t>> parameter_sets(const std::string& preset, int step, int threads) {
  auto profile = model::built_in_profiles().front();
  profile.preset = preset;
  auto argv = playout::event_command({}, profile, {0, 0, 3}, {.encode_threads = threads, .step = step});
  argv.back() = "/dev/null";  // the sound
  argv.insert(argv.begin() + 1, "-y");
  const auto made = base::run(argv, 60'000);
  REQUIRE(made.ok());
  std::vector<playout::AccessUnit> units;
  playout::TsDemux demux;
  demux.feed({reinterpret_cast<const std::uint8_t*>(made.out.data()), made.out.size()}, units);
  demux.finish(units);
  REQUIRE(units.size() == 3);
  std::vector<std::vector<std::uint8_t>> found;
  for (const auto& nal : playout::nals_of(units.front().bytes))
    if (nal.type() == playout::kNalSps || nal.type() == playout::kNalPps) found.emplace_back(nal.bytes.begin(), nal.bytes.end());
  return found;
}

}  // namespace

TEST_CASE("a lead that stays low steps the effort down, a low one that grows does not") {
  Effort sinking({}, 2), rising({}, 2), deep({}, 2), waiting({}, 2);
  base::Millis now = 1'000;
  CHECK(until_change(sinking, now, 60'000, true, [](base::Millis at) { return 8'000 - at / 2; }) > 12'000);
  CHECK(sinking.step() == 1);
  CHECK(until_change(rising, now, 20'000, true, [](base::Millis at) { return at / 8 - 500; }) == -1);
  CHECK(until_change(deep, now, 5'000, true, [](base::Millis) { return 240; }) == 2'000);
  // An encoder that is held back, or that is not there, is not too slow.
  CHECK(until_change(waiting, now, 20'000, false, [](base::Millis) { return 240; }) == -1);
}

TEST_CASE("each step is given its time, and the last one is the last") {
  Effort effort({}, 2);
  base::Millis now = 1'000;
  const auto low = [](base::Millis) { return 100; };
  CHECK(until_change(effort, now, 5'000, true, low) == 2'000);
  CHECK(until_change(effort, now, 5'000, true, low) >= 2'000);
  CHECK(until_change(effort, now, 60'000, true, low) == -1);
  CHECK(effort.step() == 2);
  CHECK(effort.downs() == 2);
}

TEST_CASE("a fault is not the preset's doing; too much memory is") {
  Effort effort({}, 2);
  base::Millis now = 1'000;
  for (std::uint64_t at = 0; at < 1'000; ++at) CHECK_FALSE(effort.look(now += kTick, {100, true, at / 50, 0}));
  CHECK(effort.look(now += kTick, {4'000, true, 20, 1}));
  CHECK(effort.step() == 1);
  CHECK_FALSE(effort.look(now += kTick, {4'000, true, 20, 1}));
}

TEST_CASE("it climbs back when there was room for long enough, and waits longer after a climb too many") {
  Effort effort({}, 1);
  base::Millis now = 1'000;
  const auto low = [](base::Millis) { return 100; };
  const auto high = [](base::Millis) { return 4'700; };
  REQUIRE(until_change(effort, now, 5'000, true, low) >= 0);
  // All the time at work: no room.
  CHECK(until_change(effort, now, 100'000, true, high) == -1);
  CHECK(until_change(effort, now, 100'000, false, high) >= 0);
  CHECK(effort.step() == 0);
  REQUIRE(until_change(effort, now, 5'000, true, low) >= 0);
  const auto second = until_change(effort, now, 100'000, false, high);
  CHECK(second >= 60'000);
  REQUIRE(until_change(effort, now, 5'000, true, low) >= 0);
  CHECK(until_change(effort, now, 119'000, false, high) == -1);
  CHECK(until_change(effort, now, 10'000, false, high) >= 0);
  CHECK(effort.ups() == 3);
  // What lasted starts anew.
  CHECK(until_change(effort, now, 400'000, false, high) == -1);
  REQUIRE(until_change(effort, now, 5'000, true, low) >= 0);
  CHECK(until_change(effort, now, 31'000, false, high) >= 30'000);
}

TEST_CASE("without bounds or steps nothing happens") {
  Effort off({.on = false}, 2), none({}, 0);
  base::Millis now = 1'000;
  for (auto* one : {&off, &none}) CHECK(until_change(*one, now, 10'000, true, [](base::Millis) { return 0; }) == -1);
}

TEST_CASE("the parameter sets of a preset are the same at every step") {
  CHECK(playout::faster_steps("ultrafast") == 0);
  CHECK(playout::preset_words("ultrafast", 2) == std::vector<std::string>{"-preset", "ultrafast"});
  CHECK(playout::faster_steps("superfast") == 1);
  CHECK(playout::preset_words("superfast", 1).at(1) == "ultrafast");
  CHECK(playout::effort_steps("ultrafast") == 2);
  CHECK(playout::effort_steps("medium") == 4);
  for (const int step : {0, 1, 2}) CHECK(playout::pictures_at("medium", step) == playout::Pictures::all);
  CHECK(playout::pictures_at("medium", 3) == playout::Pictures::no_spare_ones);
  CHECK(playout::pictures_at("ultrafast", 2) == playout::Pictures::few);
  CHECK(playout::pictures_at("medium", 99) == playout::Pictures::few);
  for (const std::string preset : {"superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"}) {
    CAPTURE(preset);
    const auto as_is = parameter_sets(preset, 0, 1);
    CHECK(as_is.size() == 2);
    for (int step = 1; step <= playout::faster_steps(preset); ++step) {
      CHECK(parameter_sets(preset, step, 1) == as_is);
      CHECK(playout::preset_words(preset, step) != playout::preset_words(preset, step - 1));
    }
    CHECK(parameter_sets(preset, 0, 2) == as_is);
  }
}
