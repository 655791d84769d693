#include "schedule/calendar.h"

#include <doctest/doctest.h>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using schedule::test::kHour;
using schedule::test::kMinute;
using schedule::test::utc;

TEST_CASE("a broadcast day lasts 23 and 25 hours where the clocks change") {
  const Calendar new_york{base::Zone{"America/New_York"}, 6 * kHour, 30 * kMinute};
  const auto hours = [&](base::Date date) {
    return (new_york.day_begin(base::add_days(date, 1)) - new_york.day_begin(date)) / kHour;
  };
  CHECK(hours({2026, 3, 7}) == 23);
  CHECK(hours({2026, 10, 31}) == 25);
  CHECK(hours({2026, 6, 1}) == 24);
  CHECK(new_york.date_of(utc("2026-06-02T09:59:59Z")) == base::Date{2026, 6, 1});
  CHECK(new_york.date_of(utc("2026-06-02T10:00:00Z")) == base::Date{2026, 6, 2});
}

TEST_CASE("a day that starts in the repeated hour starts once") {
  const Calendar new_york{base::Zone{"America/New_York"}, 90 * kMinute, 30 * kMinute};
  const auto first = utc("2026-11-01T05:30:00Z");  // 01:30 EDT
  CHECK(new_york.day_begin({2026, 11, 1}) == first);
  CHECK(new_york.date_of(first - 1) == base::Date{2026, 10, 31});
  for (Millis at = first; at < first + 3 * kHour; at += 10 * kMinute) CHECK(new_york.date_of(at) == base::Date{2026, 11, 1});
}

TEST_CASE("a window before day_start is after midnight of its broadcast day") {
  const Calendar calendar{base::Zone{}, 6 * kHour, 30 * kMinute};
  CHECK(calendar.window({2026, 11, 20}, 30 * kMinute, 2 * kHour).start == utc("2026-11-21T00:30:00Z"));
  const auto late = calendar.window({2026, 11, 20}, 22 * kHour, 2 * kHour);
  CHECK(late.start == utc("2026-11-20T22:00:00Z"));
  CHECK(late.end == utc("2026-11-21T02:00:00Z"));
  const auto whole = calendar.window({2026, 11, 20}, 6 * kHour, 6 * kHour);
  CHECK(whole.end - whole.start == 24 * kHour);
}

TEST_CASE("grid lines are wall-clock times in every zone") {
  for (const auto* name : {"Asia/Kathmandu", "Australia/Eucla", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"}) {
    const base::Zone zone{name};
    const Calendar calendar{zone, 6 * kHour, 30 * kMinute};
    const auto line = calendar.line_from(utc("2026-04-04T11:07:13Z"), 30 * kMinute);
    CHECK(zone.local(line).ms_of_day % (30 * kMinute) == 0);
    CHECK(calendar.on_line(line, 30 * kMinute));
    CHECK(calendar.line_from(line, 30 * kMinute) == line);
    CHECK(calendar.line_before(line, 30 * kMinute) == line);
    CHECK(calendar.line_before(line + 1, 30 * kMinute) == line);
  }
}

TEST_CASE("the higher priority wins, then the shorter block, and losers are told") {
  const Calendar calendar{base::Zone{}, 6 * kHour, 30 * kMinute};
  auto day = schedule::test::block("day", "06:00", "06:00", {});
  auto news = schedule::test::block("news", "18:00", "19:00", {});
  auto special = schedule::test::block("special", "18:30", "20:00", {});
  special.priority = 5;
  special.days = 1 << 1;  // Monday
  std::vector<Overlap> overlaps;
  const auto from = utc("2026-11-23T06:00:00Z");
  const auto all = spans(calendar, {day, news, special}, from, from + 48 * kHour, overlaps);
  std::vector<int> order;
  for (const auto& span : all) order.push_back(span.block);
  CHECK(order == std::vector<int>{0, 1, 2, 0, 1, 0});
  CHECK(all[1].end == utc("2026-11-23T18:30:00Z"));
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i].start == all[i - 1].end);
  int ties = 0;
  for (const auto& overlap : overlaps) {
    if (overlap.tie) ++ties;
    if (overlap.winner == "special" && overlap.loser == "news") CHECK(overlap.times == 1);
    if (overlap.winner == "news") CHECK(overlap.times == 2);
  }
  CHECK(ties == 1);
}
