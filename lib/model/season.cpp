#include "model/season.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace retrovue::model {
namespace {
using base::Date;

struct Holiday {
  std::string_view name;
  unsigned month = 0, day = 0;  // fixed; month 0: from Easter
  int nth = 0;                  // of a weekday in the month
  unsigned weekday = 0;
  int from_easter = 0;
};
constexpr std::array kHolidays{
    Holiday{"new_year", 1, 1},
    Holiday{"epiphany", 1, 6},
    Holiday{"martin_luther_king_day", 1, 0, 3, 1},
    Holiday{"groundhog_day", 2, 2},
    Holiday{"valentines_day", 2, 14},
    Holiday{"presidents_day", 2, 0, 3, 1},
    Holiday{"st_patricks_day", 3, 17},
    Holiday{"ash_wednesday", 0, 0, 0, 0, -46},
    Holiday{"good_friday", 0, 0, 0, 0, -2},
    Holiday{"easter", 0, 0, 0, 0, 0},
    Holiday{"easter_monday", 0, 0, 0, 0, 1},
    Holiday{"ascension", 0, 0, 0, 0, 39},
    Holiday{"pentecost", 0, 0, 0, 0, 49},
    Holiday{"mothers_day", 5, 0, 2, 0},
    Holiday{"memorial_day", 5, 0, -1, 1},
    Holiday{"fathers_day", 6, 0, 3, 0},
    Holiday{"canada_day", 7, 1},
    Holiday{"independence_day", 7, 4},
    Holiday{"labor_day", 9, 0, 1, 1},
    Holiday{"columbus_day", 10, 0, 2, 1},
    Holiday{"halloween", 10, 31},
    Holiday{"veterans_day", 11, 11},
    Holiday{"thanksgiving", 11, 0, 4, 4},
    Holiday{"christmas_eve", 12, 24},
    Holiday{"christmas", 12, 25},
    Holiday{"boxing_day", 12, 26},
    Holiday{"new_years_eve", 12, 31},
};

bool leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
unsigned days_in(std::optional<int> year, unsigned month) {
  constexpr unsigned kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && year && !leap(*year) ? 28 : kDays[month - 1];
}

bool number(std::string_view text, int& value) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} && end == text.data() + text.size() && !text.empty() && text[0] != '-';
}
}  // namespace

std::vector<std::string> holiday_names() {
  std::vector<std::string> names;
  for (const auto& one : kHolidays) names.emplace_back(one.name);
  return names;
}

Date easter(int year) {
  // The anonymous Gregorian computus (Meeus).
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  const int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
  return {year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

std::optional<Date> nth_weekday(int year, unsigned month, int nth, unsigned weekday) {
  const unsigned days = days_in(year, month);
  if (nth == -1) {
    const Date last{year, month, days};
    return base::add_days(last, -static_cast<int>((base::weekday(last) + 7 - weekday) % 7));
  }
  const Date first{year, month, 1};
  const unsigned day = 1 + (weekday + 7 - base::weekday(first)) % 7 + 7 * static_cast<unsigned>(nth - 1);
  if (nth < 1 || day > days) return std::nullopt;
  return Date{year, month, day};
}

std::optional<Date> holiday(std::string_view name, int year) {
  for (const auto& one : kHolidays) {
    if (one.name != name) continue;
    if (one.month == 0) return base::add_days(easter(year), one.from_easter);
    if (one.nth != 0) return nth_weekday(year, one.month, one.nth, one.weekday);
    return Date{year, one.month, one.day};
  }
  return std::nullopt;
}

bool Season::holds(const Date& date) const {
  if (from && to) {
    const auto key = [&](const Day& day) { return std::tuple(day.year.value_or(date.year), day.month, day.day); };
    const auto at = std::tuple(date.year, date.month, date.day);
    if (from->year || key(*from) <= key(*to)) return key(*from) <= at && at <= key(*to);
    return at >= key(*from) || at <= key(*to);  // over the end of the year
  }
  for (int year = date.year - 1; year <= date.year + 1; ++year) {  // days before and after may lie in another year
    const auto day = holiday.empty() ? nth_weekday(year, month, nth, weekday) : model::holiday(holiday, year);
    if (day && base::add_days(*day, -before) <= date && date <= base::add_days(*day, after)) return true;
  }
  return false;
}

bool in_season(const std::vector<Season>& seasons, const Date& date) {
  return seasons.empty() || std::any_of(seasons.begin(), seasons.end(), [&](const Season& season) { return season.holds(date); });
}

std::optional<Season::Day> season_day(std::string_view text) {
  Season::Day day;
  int value = 0;
  if (text.size() == 10 && text[4] == '-') {
    if (!number(text.substr(0, 4), value)) return std::nullopt;
    day.year = value;
    text.remove_prefix(5);
  }
  if (text.size() != 5 || text[2] != '-' || !number(text.substr(0, 2), value) || value < 1 || value > 12) return std::nullopt;
  day.month = static_cast<unsigned>(value);
  if (!number(text.substr(3), value) || value < 1 || value > static_cast<int>(days_in(day.year, day.month))) return std::nullopt;
  day.day = static_cast<unsigned>(value);
  return day;
}

std::string to_text(const Season::Day& day) {
  return day.year ? fmt::format("{:04}-{:02}-{:02}", *day.year, day.month, day.day) : fmt::format("{:02}-{:02}", day.month, day.day);
}

std::optional<Season> item_season(std::string_view text) {
  Season season;
  if (const auto dots = text.find(".."); dots != std::string_view::npos) {
    season.from = season_day(text.substr(0, dots));
    season.to = season_day(text.substr(dots + 2));
    if (!season.from || !season.to || season.from->year.has_value() != season.to->year.has_value()) return std::nullopt;
    return season;
  }
  if (!holiday(text, 2000)) return std::nullopt;
  season.holiday = text;
  season.before = 28;
  season.after = 1;
  return season;
}

}  // namespace retrovue::model
