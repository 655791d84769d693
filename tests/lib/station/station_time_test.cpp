#include "station/station_time.h"

#include <doctest/doctest.h>

#include <vector>

#include "model/channel.h"

using namespace retrovue;
using station::StationTime;

namespace {

constexpr base::Millis kStart = 1'763'683'200'000, kHour = 3'600'000;

struct Clocks {
  base::FixedClock air{kStart}, machine{kStart + 77};  // as far apart as they are, it is no step
  StationTime time{air, &machine};
  base::Millis set = 0;
  // Both go on; looks twice a second. How many of the looks were the beginning of a change.
  int pass(base::Millis length) {
    int changes = 0;
    for (base::Millis done = 0; done < length; done += 500) {
      air.set(air.now() + 500);
      machine.set(air.now() + 77 + set);
      changes += time.look() ? 1 : 0;
    }
    return changes;
  }
};

// A film of ten minutes on the hour and another one on the half, on and on.
struct Plan final : playout::Playlog {
  explicit Plan(const base::Rate& r) : rate(r) {}
  playout::AirEvent event_at(std::int64_t frame) override {
    const auto at = model::frame_start(rate, frame), half = at / (kHour / 2) * (kHour / 2);
    playout::AirEvent made;
    made.event.id = half / (kHour / 2);
    made.event.start_frame = model::frame_at(rate, half);
    made.event.frames = model::frame_at(rate, half + kHour / 2) - made.event.start_frame;
    if (frame < alert_end) {
      auto text = std::make_shared<playout::Overlay>();
      text->start = alert_end - 300;
      text->script = "script";
      made.overlay = text;
      made.until = alert_end;
    }
    asked = frame;
    return made;
  }
  playout::AirEvent filler(std::int64_t frame, std::int64_t) override {
    asked = frame;
    return {};
  }
  base::Rate rate;
  std::int64_t alert_end = 0, asked = 0;
};

struct Log final : playout::AsRunLog {
  void aired(const model::AsRun& row) override { rows.push_back(row); }
  void airing(const model::AsRun& row) override { rows.push_back(row); }
  std::vector<model::AsRun> rows;
};

}  // namespace

TEST_CASE("the station's time follows the machine's clock a while after it was set") {
  for (const auto by : {kHour, -kHour, base::Millis{400} * 24 * kHour, base::Millis{-2'000}}) {
    Clocks clocks;
    CHECK(clocks.pass(20'000) == 0);
    CHECK(clocks.time.now() == clocks.air.now());
    clocks.set = by;
    CHECK(clocks.pass(4'000) == 0);
    CHECK(clocks.time.problem().find(by > 0 ? "was set forward by" : "was set back by") != std::string::npos);
    CHECK(clocks.pass(2'000) == 1);  // once
    CHECK(clocks.time.problem().empty());
    CHECK(clocks.time.now() == clocks.air.now());  // what is given out already stays
    CHECK(clocks.pass(3'000) == 0);
    CHECK(clocks.time.now() == clocks.air.now() + by);
    CHECK(clocks.pass(60'000) == 0);
    clocks.set = 0;
    CHECK(clocks.pass(9'000) == 1);
    CHECK(clocks.time.now() == clocks.air.now());
  }
}

TEST_CASE("what is taken back at once, or is nothing to see, is not followed") {
  Clocks clocks;
  clocks.set = kHour;
  CHECK(clocks.pass(4'500) == 0);
  clocks.set = 0;
  CHECK(clocks.pass(20'000) == 0);
  CHECK(clocks.time.problem().empty());
  clocks.set = 1'999;
  CHECK(clocks.pass(20'000) == 0);
  for (int k = 0; k < 20; ++k) {  // it never stands for long enough
    clocks.set += 5'000;
    CHECK(clocks.pass(4'000) == 0);
  }
  CHECK(clocks.time.now() == clocks.air.now());
  CHECK(clocks.pass(9'000) == 1);
  CHECK(clocks.time.now() == clocks.air.now() + clocks.set);

  // Many small ones are a large one in the end.
  int changes = 0;
  const auto before = clocks.set;
  for (int k = 0; k < 100; ++k) {
    clocks.set += 100;
    changes += clocks.pass(10'000);
  }
  CHECK(changes == 5);
  CHECK(clocks.time.now() == clocks.air.now() + before + 10'000);
  for (int k = 0; k < 100; ++k) {
    clocks.set += kHour;
    CHECK(clocks.pass(10'000) == 1);
  }
  CHECK(clocks.time.now() == clocks.air.now() + clocks.set);

  StationTime alone{clocks.air};
  CHECK_FALSE(alone.follows());
  CHECK_FALSE(alone.look());
  CHECK(alone.now() == clocks.air.now());
}

TEST_CASE("from one frame on air the plan is another one, and the log tells the plan's time") {
  for (const auto& rate : {base::Rate{25, 1}, base::Rate{30'000, 1'001}, base::Rate{24'000, 1'001}, base::Rate{60, 1}})
    for (const auto by : {kHour, -kHour, base::Millis{123'457}, base::Millis{-98'765}}) {
      Clocks clocks;
      clocks.pass(10'000);
      clocks.set = by;
      clocks.pass(5'500);
      const auto air = model::frame_at(rate, clocks.air.now());
      const auto change = clocks.time.next(rate, air);
      REQUIRE(change);
      const auto at = change->frame;
      CHECK(model::frame_start(rate, at) >= clocks.air.now() + 3'000);
      CHECK(model::frame_start(rate, at) <= clocks.air.now() + 3'000 + 1'000 * rate.den / rate.num + 1);
      CHECK(clocks.time.step(rate, at - 1) == 0);
      const auto step = clocks.time.step(rate, at);
      CHECK(std::abs(model::frame_start(rate, at + step) - model::frame_start(rate, at) - by) <= 1'000 * rate.den / rate.num + 1);
      CHECK_FALSE(clocks.time.next(rate, at));

      Plan plan(rate);
      station::TimedPlaylog timed(plan, clocks.time, rate);
      const auto before = timed.event_at(at - 1), after = timed.event_at(at);
      CHECK(before.end() == at);
      CHECK(before.event.start_frame == plan.event_at(at - 1).event.start_frame);
      const auto planned = plan.event_at(at + step);
      CHECK(after.event.id == planned.event.id);
      CHECK(after.event.start_frame == planned.event.start_frame - step);
      CHECK(after.end() == planned.end() - step);
      CHECK((after.event.start_frame <= at && at < after.end()));
      timed.filler(at, 5);
      CHECK(plan.asked == at + step);

      // A text that lies over it moves with it, and lives on without the plan.
      plan.alert_end = at + step + 100;
      const auto shown = timed.event_at(at);
      CHECK(shown.until == at + 100);
      REQUIRE(shown.overlay);
      CHECK(shown.overlay->start == at - 200);
      CHECK(shown.overlay->script == "script");

      Log log;
      station::TimedLog told(log, clocks.time, rate);
      const auto tell = [&](const playout::AirEvent& event, std::int64_t first, std::int64_t frames, const char* status) {
        model::AsRun row;
        row.planned_start = model::frame_start(rate, event.event.start_frame);
        row.planned_frames = event.event.frames;
        row.actual_start = model::frame_start(rate, first);
        row.actual_frames = frames;
        row.status = status;
        told.aired(row);
        return log.rows.back();
      };
      const auto cut = tell(before, at - 500, 500, "joined");
      CHECK(cut.status == "cut");
      CHECK(cut.error == change->why);
      CHECK(cut.error.find("the machine's clock was set ") == 0);
      CHECK(model::frame_at(rate, cut.actual_start) == at - 500);
      const auto joined = tell(after, at, 40, "joined");
      CHECK(joined.status == "joined");
      CHECK(joined.error.empty());
      CHECK(model::frame_at(rate, joined.actual_start) == at + step);
      CHECK(joined.planned_start == model::frame_start(rate, planned.event.start_frame));  // to the millisecond
      CHECK(tell(before, at - 500, 400, "replaced").status == "replaced");

      model::AsRun nothing;
      nothing.channel_id = 3;
      told.airing(nothing);
      CHECK(log.rows.back().actual_start == 0);
    }
}
