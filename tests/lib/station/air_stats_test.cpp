#include "station/air_stats.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "station/air_tally.h"
#include "station/as_run.h"

using namespace retrovue;

namespace {

model::Channel channel(catalog::Catalog& catalog, int number) {
  model::Channel made;
  made.number = number;
  made.name = std::to_string(number);
  made.id = catalog::save_channel(catalog, made);
  return made;
}

catalog::AirHour counted(model::Id channel, const char* hour, std::int64_t frames) {
  catalog::AirHour made;
  made.channel_id = channel;
  made.hour = base::parse_time(hour, base::Zone{}, 0);
  made.frames = frames;
  made.most_viewers = frames / 10;
  return made;
}

}  // namespace

TEST_CASE("a tally gives what came since it was last cut") {
  station::AirTally tally;
  playout::AirStatus status;
  CHECK(tally.cut(status).empty());
  status.frames = 250, status.chunks_encoded = 5, status.cpu_ns = 1'999'999, status.viewers = 1;
  tally.see(3);
  tally.see(2);
  auto cut = tally.cut(status);
  CHECK(cut.frames == 250);
  CHECK(cut.chunks_encoded == 5);
  CHECK(cut.cpu_ms == 1);
  CHECK(cut.most_viewers == 3);
  status.frames = 300, status.cpu_ns = 3'000'000, status.late_frames = 4, status.restarts = 1, status.errors = 2, status.steps_down = 1, status.chunks_reused = 9;
  cut = tally.cut(status);
  CHECK(cut.frames == 50);
  CHECK(cut.chunks_encoded == 0);
  CHECK(cut.chunks_reused == 9);
  CHECK(cut.cpu_ms == 2);  // no part of a millisecond is lost
  CHECK(cut.late_frames == 4);
  CHECK(cut.restarts == 1);
  CHECK(cut.errors == 2);
  CHECK(cut.degrade_steps == 1);
  CHECK(cut.most_viewers == 1);
  status.viewers = 0;
  CHECK(tally.cut(status).empty());
}

TEST_CASE("what channels count is written with the as-run log, at the latest as the program ends") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "station.db", catalog::Mode::write);
  const auto five = channel(catalog, 5);
  const auto at = counted(five.id, "2026-11-20T18:00:00Z", 0).hour;
  {
    station::AsRunWriter writer(folder.path() / "station.db");
    catalog.transaction(false, [&] {  // it cannot write meanwhile
      for (int k = 0; k < 100; ++k) writer.counted(counted(five.id, "2026-11-20T18:00:00Z", 10));
    });
    writer.counted(counted(five.id, "2026-11-20T19:00:00Z", 7));
  }
  const auto rows = catalog::air_hours(catalog, five.id, at, at + 2 * catalog::kAirHour);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].frames == 1'000);
  CHECK(rows[0].most_viewers == 1);
  CHECK(rows[1].frames == 7);
}

TEST_CASE("by the hour or by the day of a zone, with sums") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "station.db", catalog::Mode::write);
  const auto five = channel(catalog, 5), six = channel(catalog, 6);
  catalog.transaction(false, [&] {
    catalog::add_air_hours(catalog, {counted(six.id, "2026-11-20T04:00:00Z", 50), counted(five.id, "2026-11-20T04:00:00Z", 20), counted(five.id, "2026-11-20T05:00:00Z", 30)});
  });
  const base::Zone zone("America/New_York");
  const auto from = base::parse_time("2026-11-19T00:00:00Z", {}, 0), to = base::parse_time("2026-11-21T00:00:00Z", {}, 0);
  const auto hours = station::air_stats(catalog, {six, five}, from, to, zone, false);
  REQUIRE(hours.rows.size() == 3);
  CHECK(hours.rows[0].channel == 5);
  CHECK(hours.rows[0].when == "2026-11-19 23:00");
  CHECK(hours.rows[1].channel == 6);
  CHECK(hours.rows[2].when == "2026-11-20 00:00");
  CHECK(hours.all.frames == 100);
  CHECK(hours.all.most_viewers == 5);
  const auto days = station::air_stats(catalog, {five}, from, to, zone, true);
  REQUIRE(days.rows.size() == 2);  // midnight in New York lies between them
  CHECK(days.rows[0].when == "2026-11-19");
  CHECK(days.rows[1].sums.frames == 30);
  const auto one = station::air_stats(catalog, {five}, from, to, base::Zone{}, true);
  REQUIRE(one.rows.size() == 1);
  CHECK(one.rows[0].sums.frames == 50);
  CHECK(one.rows[0].sums.most_viewers == 3);
}
