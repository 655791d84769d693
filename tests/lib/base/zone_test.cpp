#include "base/zone.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue::base;

TEST_CASE("dates count") {
  CHECK(days_between({2024, 2, 28}, {2024, 3, 1}) == 2);
  CHECK(add_days({2025, 12, 31}, 1) == Date{2026, 1, 1});
  CHECK(weekday({2026, 11, 20}) == 5);
  CHECK_THROWS_AS(parse_date("2025-02-29"), Error);
  CHECK_THROWS_AS(parse_date("2025-2-29"), Error);
  CHECK(to_text(parse_date("0999-01-02")) == "0999-01-02");
}

TEST_CASE("every local reading leads back to its instant") {
  for (const char* name : {"UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"}) {
    const Zone zone(name);
    Millis at = 1'577'836'800'000;  // 2020
    for (int i = 0; i < 4000; ++i, at += 6 * 3'600'000 + 17'000) {
      const auto local = zone.local(at);
      const auto back = zone.utc(local.date, local.ms_of_day);
      // The second pass of an hour put back reads as the first one.
      if (back != at) CHECK(zone.local(back).ms_of_day == local.ms_of_day);
      CHECK(back <= at);
      CHECK(at - back <= 3'600'000);
    }
  }
}

TEST_CASE("days at the change of the clocks are 23 and 25 hours long") {
  const Zone zone("America/New_York");
  const auto hours = [&](Date date) { return (zone.utc(add_days(date, 1), 0) - zone.utc(date, 0)) / 3'600'000; };
  CHECK(hours({2026, 3, 8}) == 23);
  CHECK(hours({2026, 11, 1}) == 25);
  CHECK(hours({2026, 6, 1}) == 24);
  CHECK(zone.utc({2026, 6, 1}, 25 * 3'600'000) == zone.utc({2026, 6, 2}, 3'600'000));
}

TEST_CASE("an unknown zone is refused with the nearest one") {
  try {
    Zone zone("America/New_Yrok");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hint() == "did you mean America/New_York?");
  }
  CHECK(zone_names().size() > 300);
}
