#include "model/season.h"

#include <doctest/doctest.h>

#include "model/programming.h"

using namespace retrovue;
using namespace retrovue::model;
using base::Date;

namespace {
Season dates(const std::optional<Season::Day>& from, const std::optional<Season::Day>& to) {
  Season made;
  made.from = from;
  made.to = to;
  return made;
}
}  // namespace

TEST_CASE("holidays fall where the calendars say") {
  CHECK(easter(2024) == Date{2024, 3, 31});
  CHECK(easter(2025) == Date{2025, 4, 20});
  CHECK(easter(2026) == Date{2026, 4, 5});
  CHECK(easter(2038) == Date{2038, 4, 25});  // the latest
  CHECK(easter(2285) == Date{2285, 3, 22});  // the earliest
  CHECK(easter(1961) == Date{1961, 4, 2});
  CHECK(*holiday("thanksgiving", 2026) == Date{2026, 11, 26});
  CHECK(*holiday("thanksgiving", 2028) == Date{2028, 11, 23});
  CHECK(*holiday("memorial_day", 2026) == Date{2026, 5, 25});
  CHECK(*holiday("labor_day", 2025) == Date{2025, 9, 1});
  CHECK(*holiday("mothers_day", 2026) == Date{2026, 5, 10});
  CHECK(*holiday("good_friday", 2026) == Date{2026, 4, 3});
  CHECK(*holiday("pentecost", 2026) == Date{2026, 5, 24});
  CHECK(*holiday("ash_wednesday", 2024) == Date{2024, 2, 14});
  CHECK_FALSE(holiday("mondayish", 2026));
  CHECK_FALSE(nth_weekday(2026, 2, 5, 1));
  CHECK(*nth_weekday(2024, 2, 5, 4) == Date{2024, 2, 29});
  CHECK(*nth_weekday(2026, 2, -1, 6) == Date{2026, 2, 28});
  for (const auto& name : holiday_names())
    for (int year = 1990; year < 2100; ++year) CHECK(holiday(name, year).has_value());
}

TEST_CASE("seasons hold their days, over the end of the year too") {
  const Season yearly = dates(season_day("12-20"), season_day("01-06"));
  CHECK(yearly.holds({2026, 12, 20}));
  CHECK(yearly.holds({2027, 1, 6}));
  CHECK_FALSE(yearly.holds({2027, 1, 7}));
  CHECK_FALSE(yearly.holds({2026, 12, 19}));
  const Season once = dates(season_day("2026-12-20"), season_day("2027-01-06"));
  CHECK(once.holds({2027, 1, 1}));
  CHECK_FALSE(once.holds({2027, 12, 25}));
  Season round;
  round.holiday = "new_year";
  round.before = 2;
  round.after = 1;
  CHECK(round.holds({2026, 12, 30}));
  CHECK(round.holds({2027, 1, 2}));
  CHECK_FALSE(round.holds({2026, 12, 29}));
  const Season leap = dates(season_day("02-29"), season_day("02-29"));
  CHECK(leap.holds({2028, 2, 29}));
  CHECK_FALSE(leap.holds({2027, 3, 1}));
  CHECK_FALSE(season_day("02-30"));
  CHECK_FALSE(season_day("2027-02-29"));
  CHECK_FALSE(season_day("13-01"));
  CHECK_FALSE(season_day("1-1"));
  CHECK(to_text(*season_day("2026-07-04")) == "2026-07-04");
  CHECK(item_season("halloween")->holds({2026, 10, 31}));
  CHECK(item_season("halloween")->holds({2026, 10, 3}));
  CHECK_FALSE(item_season("halloween")->holds({2026, 9, 30}));
  CHECK(item_season("12-01..01-06")->holds({2026, 1, 1}));
  CHECK_FALSE(item_season("cosy"));
}

TEST_CASE("alternate days and weeks take turns without end") {
  Block a, b, week;
  a.every = b.every = week.every = 2;
  a.turn = 1;
  b.turn = 2;
  week.weeks = true;
  week.days = 2;  // Mondays
  int mondays = 0;
  for (Date date{2016, 1, 1}; date < Date{2030, 1, 1}; date = base::add_days(date, 1)) {
    CHECK(runs_on(a, date) != runs_on(b, date));
    CHECK(runs_on(a, date) != runs_on(a, base::add_days(date, 1)));
    if (base::weekday(date) == 1) CHECK(runs_on(week, date) != runs_on(week, base::add_days(date, 7)));
    mondays += runs_on(week, date);
  }
  CHECK(mondays == 366);  // of 731, from the first to the last
}
