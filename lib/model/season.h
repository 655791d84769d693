#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"

// Parts of the year: dates, and holidays that move.
namespace retrovue::model {

// Days that have a name. Fixed dates, the nth weekday of a month, or so many days from Easter Sunday.
std::vector<std::string> holiday_names();
std::optional<base::Date> holiday(std::string_view name, int year);  // empty: no such name
// Easter Sunday in the Gregorian calendar, years 1583 to 4099.
base::Date easter(int year);
// The nth weekday (0 = Sunday) of a month, n from 1; n = -1 is the last. Empty when the month has none.
std::optional<base::Date> nth_weekday(int year, unsigned month, int nth, unsigned weekday);

// One stretch of the year. Exactly one way of saying it is used.
struct Season {
  // Dates, both inclusive; without a year they come every year, and may go over its end.
  struct Day {
    std::optional<int> year;
    unsigned month = 1, day = 1;
    friend bool operator==(const Day&, const Day&) = default;
  };
  std::optional<Day> from, to;
  std::string holiday;               // a name, or
  int nth = 0;                       // the nth weekday of a month
  unsigned weekday = 0, month = 0;
  int before = 0, after = 0;         // days round such a day
  friend bool operator==(const Season&, const Season&) = default;

  bool holds(const base::Date& date) const;
};
bool in_season(const std::vector<Season>& seasons, const base::Date& date);  // no seasons: always

// "MM-DD" or "YYYY-MM-DD"; empty when it is neither, or no day of any year.
std::optional<Season::Day> season_day(std::string_view text);
std::string to_text(const Season::Day& day);

// What an item's season field restricts it to: a holiday's name means the four weeks up to it and the day after,
// MM-DD..MM-DD those dates. Other words restrict nothing.
std::optional<Season> item_season(std::string_view text);

}  // namespace retrovue::model
