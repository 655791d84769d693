#include "base/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::base {
namespace {
using std::chrono::milliseconds;

const date::time_zone* tz(const void* zone) { return static_cast<const date::time_zone*>(zone); }

date::sys_days sys(const Date& d) { return date::year{d.year} / date::month{d.month} / date::day{d.day}; }

Date from_sys(date::sys_days days) {
  date::year_month_day ymd{days};
  return {int{ymd.year()}, unsigned{ymd.month()}, unsigned{ymd.day()}};
}

const date::time_zone* locate(std::string_view name) {
  try {
    return date::locate_zone(std::string{name});
  } catch (const std::exception&) {
    auto near = nearest(name, zone_names());
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a time zone", name),
                near.empty() ? "use an IANA name such as America/New_York" : fmt::format("did you mean {}?", near));
  }
}
}  // namespace

std::vector<std::string> zone_names() {
  try {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    return names;
  } catch (const std::exception&) {
    throw Error(ErrorKind::failed, "the time zone database of the system cannot be read", "install the package tzdata");
  }
}

Date add_days(const Date& d, int days) { return from_sys(sys(d) + date::days{days}); }
std::int64_t days_between(const Date& from, const Date& to) { return (sys(to) - sys(from)).count(); }
unsigned weekday(const Date& d) { return date::weekday{sys(d)}.c_encoding(); }
std::string to_text(const Date& d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); }

Date parse_date(std::string_view text) {
  auto bad = [&] { return Error(ErrorKind::usage, fmt::format("'{}' is not a date", text), "write YYYY-MM-DD"); };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') throw bad();
  auto number = [&](std::size_t at, std::size_t n) {
    int value = 0;
    auto [end, ec] = std::from_chars(text.data() + at, text.data() + at + n, value);
    if (ec != std::errc{} || end != text.data() + at + n || value < 0) throw bad();
    return value;
  };
  date::year_month_day ymd{date::year{number(0, 4)}, date::month{unsigned(number(5, 2))}, date::day{unsigned(number(8, 2))}};
  if (!ymd.ok()) throw bad();
  return {int{ymd.year()}, unsigned{ymd.month()}, unsigned{ymd.day()}};
}

Zone::Zone() : zone_(locate("Etc/UTC")) {}
Zone::Zone(std::string_view name) : zone_(locate(name)) {}

Zone Zone::system() {
  const char* env = std::getenv("TZ");
  if (env && *env) {
    std::string_view name{env};
    if (name.front() == ':') name.remove_prefix(1);
    try {
      return Zone{name};
    } catch (const Error&) {
      return Zone{};
    }
  }
  Zone zone;
  try {
    zone.zone_ = date::current_zone();
  } catch (const std::exception&) {
  }
  return zone;
}

std::string Zone::name() const { return tz(zone_)->name(); }

LocalTime Zone::local(Millis utc) const {
  date::sys_time<milliseconds> instant{milliseconds{utc}};
  auto info = tz(zone_)->get_info(instant);
  auto shifted = instant + info.offset;
  auto day = date::floor<date::days>(shifted);
  return {from_sys(day), (shifted - day).count(), static_cast<std::int32_t>(info.offset.count())};
}

Millis Zone::utc(const Date& d, std::int64_t ms_of_day) const {
  date::local_time<milliseconds> wall{sys(d).time_since_epoch() + milliseconds{ms_of_day}};
  auto info = tz(zone_)->get_info(wall);
  if (info.result == date::local_info::nonexistent)
    return std::chrono::duration_cast<milliseconds>(info.first.end.time_since_epoch()).count();
  return (wall.time_since_epoch() - info.first.offset).count();
}

}  // namespace retrovue::base
