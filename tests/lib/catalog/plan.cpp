#include "catalog/on_air.h"
#include "catalog/plan.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "catalog/channels.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {

constexpr model::Millis kHour = 3'600'000;

struct Planned : Scratch {
  model::Id channel_id = 0, show = item("episode", "Pilot"), spot = item("commercial", "Cola");

  Planned() {
    model::Channel channel;
    channel.number = 5;
    channel.name = "Retro";
    channel_id = save_channel(catalog, channel);
  }

  // Two acts with a spot between them, for each of count hours, at 25 frames a second.
  void plan(model::Millis from, int count) {
    std::vector<model::Slot> slots;
    std::vector<model::Event> events;
    for (int i = 0; i < count; ++i) {
      model::Slot slot;
      slot.start = from + i * kHour;
      slot.end = slot.start + kHour;
      slot.item_id = show;
      slot.title = "Pilot";
      slot.season = 0;
      slot.episode = 7;
      slot.rating = {"us-tv", "TV-G"};
      slots.push_back(slot);
      std::int64_t frame = slot.start / 40;
      for (const std::int64_t frames : {40'000, 20'000, 30'000}) {
        model::Event event;
        event.slot_id = i;
        event.start_frame = frame;
        event.frames = frames;
        event.kind = frames == 20'000 ? model::EventKind::spot : model::EventKind::program;
        event.item_id = frames == 20'000 ? spot : show;
        event.title = "x";
        events.push_back(event);
        frame += frames;
      }
    }
    replace_plan(catalog, channel_id, from, from + count * kHour, slots, events);
  }
};

}  // namespace

TEST_CASE("slots and events that overlap the range come back in order") {
  Planned p;
  CHECK_FALSE(planned_range(p.catalog, p.channel_id));
  p.plan(10 * kHour, 4);
  CHECK(planned_range(p.catalog, p.channel_id) == std::pair{10 * kHour, 14 * kHour});
  CHECK(slots(p.catalog, p.channel_id, 0, 10 * kHour).empty());
  CHECK(slots(p.catalog, p.channel_id, 14 * kHour, 20 * kHour).empty());
  CHECK(slots(p.catalog, p.channel_id, 0, 100 * kHour).size() == 4);
  const auto middle = slots(p.catalog, p.channel_id, 11 * kHour + 1, 12 * kHour + 1);
  REQUIRE(middle.size() == 2);
  CHECK(middle[0].start == 11 * kHour);
  CHECK(middle[0].rating.code == "TV-G");
  CHECK(middle[0].season == 0);
  CHECK(middle[0].episode == 7);
  CHECK_FALSE(middle[0].year);
  CHECK(slot_by_id(p.catalog, middle[1].id)->start == 12 * kHour);

  const std::int64_t first = 10 * kHour / 40;
  CHECK(events(p.catalog, p.channel_id, first + 39'999, first + 40'000).size() == 1);
  const auto two = events(p.catalog, p.channel_id, first + 39'999, first + 40'001);
  REQUIRE(two.size() == 2);
  CHECK(two[1].kind == model::EventKind::spot);
  CHECK(two[1].path == "/media/Cola.mkv");
  CHECK(two[1].slot_id == slots(p.catalog, p.channel_id, 10 * kHour, 11 * kHour).front().id);
}

TEST_CASE("replacing a range leaves what lies outside") {
  Planned p;
  p.plan(10 * kHour, 4);
  p.plan(12 * kHour, 1);
  CHECK(slots(p.catalog, p.channel_id, 0, 100 * kHour).size() == 4);
  CHECK(p.number("SELECT count(*) FROM events") == 12);
  replace_plan(p.catalog, p.channel_id, 11 * kHour, 13 * kHour, {}, {});
  CHECK(slots(p.catalog, p.channel_id, 0, 100 * kHour).size() == 2);
  CHECK(p.number("SELECT count(*) FROM events") == 6);
  model::Event stray;
  stray.slot_id = 3;
  CHECK_THROWS_AS(replace_plan(p.catalog, p.channel_id, 0, 1, {}, {stray}), base::Error);
}

TEST_CASE("airings: a programme by its run, break material by the time of its event") {
  Planned p;
  p.plan(10 * kHour, 2);
  const auto airings = break_airings(p.catalog, p.channel_id, 0, 11 * kHour);
  REQUIRE(airings.size() == 1);
  CHECK(airings[0].item_id == p.spot);
  CHECK(airings[0].at == 10 * kHour + 40'000 * 40);
  auto runs = channel_runs(p.catalog, p.channel_id, 12 * kHour);
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].slot.item_id == p.show);
  CHECK(runs[0].slot.start == 11 * kHour);
  CHECK(runs[0].channel == 5);
  CHECK(channel_runs(p.catalog, p.channel_id, 11 * kHour).at(0).slot.start == 10 * kHour);
}

TEST_CASE("a removed item stays in its run by what it was; a shared run is seen from other channels only") {
  Planned p;
  p.plan(10 * kHour, 2);
  execute(p.catalog, "UPDATE slots SET run = 'shows', round = 3, item_id = NULL, season = 2, episode = 4");
  const auto runs = channel_runs(p.catalog, p.channel_id, 12 * kHour);
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].slot.item_id == 0);
  CHECK(runs[0].slot.episode == 4);
  CHECK(runs[0].slot.round == 3);
  CHECK(shared_run(p.catalog, "shows", p.channel_id).empty());
  CHECK(shared_run(p.catalog, "shows", p.channel_id + 1).size() == 2);
  CHECK(shared_run(p.catalog, "", p.channel_id + 1).empty());
}

TEST_CASE("as-run rows are appended, never changed, and outlive their channel") {
  Planned p;
  model::AsRun row;
  row.channel_id = p.channel_id;
  row.title = "Cola";
  row.kind = model::EventKind::spot;
  row.item_id = p.spot;
  row.actual_start = 5000;
  row.status = "aired";
  append_as_run(p.catalog, {row, row});
  CHECK_THROWS_AS(execute(p.catalog, "UPDATE as_run SET status = 'x'"), base::Error);
  remove_channel(p.catalog, p.channel_id);
  const auto rows = as_run(p.catalog, p.channel_id, 0, 6000);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].kind == model::EventKind::spot);
  CHECK(rows[0].event_id == 0);
  CHECK(rows[0].status == "aired");
  CHECK(p.number("SELECT channel_number FROM as_run") == 5);
  CHECK(as_run(p.catalog, p.channel_id, 0, 5000).empty());
}

TEST_CASE("of what was on air when a program was killed a row is made, once") {
  Planned p;
  model::AsRun row;
  row.channel_id = p.channel_id;
  row.title = "Pilot";
  row.kind = model::EventKind::program;
  row.item_id = p.spot;
  row.planned_frames = 900;
  row.actual_start = 5000;
  row.actual_frames = 300;
  row.status = "cut";
  set_on_air(p.catalog, "killed", row);
  row.actual_frames = 450;
  set_on_air(p.catalog, "killed", row);
  set_on_air(p.catalog, "runs", row);
  set_on_air(p.catalog, "ended", row);
  row.actual_frames = 0;
  set_on_air(p.catalog, "ended", row);
  const auto runs = [](const std::string& program) { return program == "runs"; };
  CHECK(close_on_air(p.catalog, runs, "it was killed") == 1);
  CHECK(close_on_air(p.catalog, runs, "it was killed") == 0);
  const auto rows = as_run(p.catalog, p.channel_id, 0, 6000);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].title == "Pilot");
  CHECK(rows[0].actual_frames == 450);
  CHECK(rows[0].status == "cut");
  CHECK(rows[0].error == "it was killed");
  CHECK(p.number("SELECT count(*) FROM on_air") == 1);
}

TEST_CASE("what went wrong before a program was killed is told with it, and what is in the log is not told again") {
  Planned p;
  model::AsRun row;
  row.channel_id = p.channel_id;
  row.title = "slate";
  row.kind = model::EventKind::slate;
  row.planned_frames = 900;
  row.actual_start = 5000;
  row.actual_frames = 300;
  row.status = "replaced";
  row.error = "nothing was ready in time";
  set_on_air(p.catalog, "killed", row);
  auto other = row;
  other.actual_start = 4000;
  end_on_air(p.catalog, "killed", other);
  end_on_air(p.catalog, "runs", row);
  other.actual_start = 5000;
  other.actual_frames = 0;
  end_on_air(p.catalog, "killed", other);
  const auto runs = [](const std::string& program) { return program == "runs"; };
  CHECK(close_on_air(p.catalog, runs, "it was killed") == 1);
  set_on_air(p.catalog, "ended", row);
  end_on_air(p.catalog, "ended", row);
  CHECK(close_on_air(p.catalog, runs, "it was killed") == 0);
  const auto rows = as_run(p.catalog, p.channel_id, 0, 6000);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].status == "replaced");
  CHECK(rows[0].error == "nothing was ready in time; it was killed");
}
