#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace retrovue::base {

// A civil date in the proleptic Gregorian calendar.
struct Date {
  int year = 1970;
  unsigned month = 1;  // 1..12
  unsigned day = 1;    // 1..31
  friend auto operator<=>(const Date&, const Date&) = default;
};

Date add_days(const Date& date, int days);
std::int64_t days_between(const Date& from, const Date& to);  // to - from
unsigned weekday(const Date& date);                           // 0 = Sunday .. 6 = Saturday
std::string to_text(const Date& date);                        // 2026-11-20
Date parse_date(std::string_view text);                       // throws Error(usage)

// A wall-clock reading in some zone.
struct LocalTime {
  Date date;
  std::int64_t ms_of_day = 0;  // 0 .. 86'399'999
  std::int32_t offset_s = 0;   // seconds east of UTC at that instant
};

// An IANA time zone. Cheap to copy; the tz database of the system is loaded once.
class Zone {
 public:
  Zone();                                   // UTC
  explicit Zone(std::string_view name);     // throws Error(usage) with near names as the hint
  static Zone system();                     // TZ or /etc/localtime; UTC when neither says
  std::string name() const;
  LocalTime local(Millis utc) const;
  // The instant of a local wall-clock time. In a gap (clocks put forward) the first instant after the gap;
  // when it occurs twice (clocks put back) the earlier one. ms_of_day may lie outside the day (e.g. 25 h).
  Millis utc(const Date& date, std::int64_t ms_of_day) const;
  friend bool operator==(const Zone& a, const Zone& b) { return a.zone_ == b.zone_; }

 private:
  const void* zone_;  // date::time_zone, owned by the tz database for the life of the process
};

std::vector<std::string> zone_names();  // of the system's database, sorted

}  // namespace retrovue::base
