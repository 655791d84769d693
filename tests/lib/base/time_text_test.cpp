#include "base/time_text.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue::base;

namespace {
const Zone kNewYork("America/New_York");
constexpr Millis kNow = 1'763'683'200'000;  // 2025-11-21T00:00:00Z

Millis at(const char* text) { return parse_time(text, kNewYork, kNow); }
}  // namespace

TEST_CASE("times are read as RFC 3339, local or relative") {
  CHECK(at("2025-11-21T00:00:00Z") == kNow);
  CHECK(at("2025-11-20T19:00:00-05:00") == kNow);
  CHECK(at("2025-11-20 19:00") == kNow);
  CHECK(at("2025-11-20T19:00:00.25") == kNow + 250);
  CHECK(at("2025-11-20") == kNow - 19 * 3'600'000);
  CHECK(at("now") == kNow);
  CHECK(at("+2h") == kNow + 7'200'000);
  CHECK(at("now-90s") == kNow - 90'000);
}

TEST_CASE("what is no time is refused") {
  for (const char* bad : {"", "2025-13-01", "2025-02-29", "2025-11-20 25:00", "2025-11-20T19:00:00+25:00", "2025-11-20 19", "+2",
                          "2025-11-20T19:00:00Zx", "yesterday", "12", "now+", "2025-11-20 19:00:0"})
    CHECK_THROWS_AS(at(bad), Error);
}

TEST_CASE("a time in the gap comes after it, one that is twice is the first") {
  CHECK(at("2026-03-08 02:30") == at("2026-03-08T03:00:00-04:00"));
  CHECK(at("2026-11-01 01:30") == at("2026-11-01T01:30:00-04:00"));
}

TEST_CASE("durations have units or colons") {
  CHECK(parse_duration("90s") == 90'000);
  CHECK(parse_duration("7m30s") == 450'000);
  CHECK(parse_duration("1.5h") == 5'400'000);
  CHECK(parse_duration("2d") == 172'800'000);
  CHECK(parse_duration("250ms") == 250);
  CHECK(parse_duration("00:07:30.5") == 450'500);
  CHECK(parse_duration("7:30") == 450'000);
  CHECK(parse_duration("100:00:00") == 360'000'000);
  for (const char* bad : {"", "90", "-5s", "5x", "7:60", "1:2:3:4", "999999999999d", "1..5s", "s"}) CHECK_THROWS_AS(parse_duration(bad), Error);
}

TEST_CASE("times of day reach to 24:00") {
  CHECK(parse_time_of_day("06:00") == 21'600'000);
  CHECK(parse_time_of_day("24:00") == 86'400'000);
  CHECK(time_of_day_text(86'399'000) == "23:59:59");
  for (const char* bad : {"24:01", "6", "06:60", "6:0", "x"}) CHECK_THROWS_AS(parse_time_of_day(bad), Error);
}

TEST_CASE("times and lengths are written for people and programs") {
  CHECK(rfc3339_utc(kNow + 7) == "2025-11-21T00:00:00.007Z");
  CHECK(rfc3339_local(kNow, kNewYork) == "2025-11-20T19:00:00-05:00");
  CHECK(rfc3339_utc(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(clock_text(450'999) == "00:07:30.99");
  CHECK(clock_text(-1'000) == "-00:00:01.00");
  CHECK(short_duration(450'000) == "7m30s");
  CHECK(short_duration(3'900'000) == "1h05m");
  CHECK(short_duration(250) == "250ms");
  CHECK(short_duration(90'000'000) == "1d01h");
}
