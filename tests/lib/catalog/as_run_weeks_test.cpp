#include "catalog/as_run_weeks.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/time_text.h"
#include "catalog/plan.h"
#include "catalog/query.h"

using namespace retrovue;
using namespace retrovue::catalog;
using model::Millis;

namespace {

constexpr Millis kHour = 3'600'000, kDay = 24 * kHour, kWeek = 7 * kDay;
const Millis kMonday = base::parse_time("2026-03-02T00:00:00Z", base::Zone{}, 0);

model::AsRun row(model::Id channel, Millis at, const std::string& title) {
  model::AsRun made;
  made.channel_id = channel;
  made.item_id = 7;
  made.event_id = 3;
  made.slot_id = 4;
  made.title = title;
  made.planned_start = at;
  made.planned_frames = 100;
  made.actual_start = at + 40;
  made.actual_frames = 99;
  made.status = "short";
  made.error = "it ended, \"early\"";
  return made;
}

std::int64_t live(Catalog& catalog) {
  Query query(catalog, "SELECT count(*) FROM as_run");
  return query.step() ? query.integer(0) : -1;
}

struct Log {
  base::TempFolder folder;
  Catalog catalog{folder.path() / "station.db", Mode::write};
  void add(std::vector<model::AsRun> rows) {
    catalog.transaction(false, [&] { append_as_run(catalog, rows); });
  }
  std::vector<AsRunWeek> archive(Millis before, bool dry_run = false) {
    std::vector<AsRunWeek> weeks;
    catalog.transaction(dry_run, [&] { weeks = archive_as_run(catalog, before); });
    return weeks;
  }
};

}  // namespace

TEST_CASE("weeks begin on Mondays, also before 1970") {
  CHECK(week_of(kMonday) == kMonday);
  CHECK(week_of(kMonday + kWeek - 1) == kMonday);
  CHECK(week_of(kMonday - 1) == kMonday - kWeek);
  CHECK(week_of(0) == -3 * kDay);
  CHECK(week_of(-4 * kDay) == -10 * kDay);
}

TEST_CASE("rows go into the weeks of their channels and are read as before") {
  Log log;
  std::vector<model::AsRun> rows;
  for (int hour = 0; hour < 24 * 20; ++hour) rows.push_back(row(1 + hour % 2, kMonday + hour * kHour, "programme " + std::to_string(hour)));
  rows[50].alert_id = 9;
  log.add(rows);
  const auto before = as_run(log.catalog, 1, 0, kMonday * 2);
  REQUIRE(before.size() == 240);

  CHECK(log.archive(kMonday + 10 * kDay, true).size() == 4);
  CHECK(live(log.catalog) == 480);
  auto weeks = log.archive(kMonday + 10 * kDay);
  REQUIRE(weeks.size() == 4);
  CHECK(weeks[0].channel_id == 1);
  CHECK(weeks[0].week == kMonday);
  CHECK(weeks[0].added == 83);  // and the one of the alert
  CHECK(weeks[3].channel_id == 2);
  CHECK(weeks[3].week == kMonday + kWeek);
  CHECK(live(log.catalog) == 480 - 239);
  CHECK(log.archive(kMonday + 10 * kDay).empty());
  weeks = log.archive(kMonday + 12 * kDay);  // later rows join their week
  REQUIRE(weeks.size() == 2);
  CHECK(weeks[0].added == 24);
  CHECK(weeks[0].rows == 60);

  const auto after = as_run(log.catalog, 1, 0, kMonday * 2);
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(after[i].id == before[i].id);
    CHECK(after[i].channel_id == before[i].channel_id);
    CHECK(after[i].event_id == before[i].event_id);
    CHECK(after[i].slot_id == before[i].slot_id);
    CHECK(after[i].kind == before[i].kind);
    CHECK(after[i].item_id == before[i].item_id);
    CHECK(after[i].title == before[i].title);
    CHECK(after[i].planned_start == before[i].planned_start);
    CHECK(after[i].planned_frames == before[i].planned_frames);
    CHECK(after[i].actual_start == before[i].actual_start);
    CHECK(after[i].actual_frames == before[i].actual_frames);
    CHECK(after[i].status == before[i].status);
    CHECK(after[i].error == before[i].error);
    CHECK(after[i].alert_id == before[i].alert_id);
  }
  CHECK(as_run(log.catalog, 1, kMonday + 2 * kHour + 40, kMonday + 4 * kHour + 40).size() == 1);  // the end is not in it
  CHECK(as_run(log.catalog, 3, 0, kMonday * 2).empty());
}

TEST_CASE("the memory of what aired last outlives the rows") {
  Log log;
  log.add({row(1, kMonday, "a"), row(1, kMonday + kDay, "a"), row(2, kMonday + 2 * kDay, "a")});
  const auto remembered = [&] { return last_airings(log.catalog, 1, kMonday + kWeek); };
  REQUIRE(remembered().size() == 1);
  const auto at = remembered()[0].at;
  log.archive(kMonday + kWeek);
  REQUIRE(remembered().size() == 1);
  CHECK(remembered()[0].at == at);
  log.add({row(1, kMonday - kWeek, "a")});  // an older one, late
  log.archive(kMonday + kWeek);
  CHECK(remembered()[0].at == at);
  CHECK(last_airings(log.catalog, 1, kMonday).empty());
}

TEST_CASE("a week that was damaged is said to be") {
  Log log;
  log.add({row(1, kMonday, "a")});
  log.archive(kMonday + kWeek);
  for (const auto* sql : {"UPDATE as_run_weeks SET packed = x''", "UPDATE as_run_weeks SET packed = x'ffffffffffffffff00'", "UPDATE as_run_weeks SET packed = x'010000000000000078'"}) {
    execute(log.catalog, sql);
    try {
      as_run(log.catalog, 1, 0, kMonday * 2);
      CHECK(false);
    } catch (const base::Error& error) {
      CHECK(error.kind() == base::ErrorKind::catalog);
      CHECK(error.message() == "the archived as-run log of the week of 2026-03-02 is damaged");
    }
  }
}
