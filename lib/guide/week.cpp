#include "guide/week.h"

#include <fmt/format.h>

#include <algorithm>

namespace retrovue::guide {
namespace {
constexpr const char* kWeekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr const char* kMonths[] = {"January", "February", "March", "April", "May", "June", "July",
                                   "August", "September", "October", "November", "December"};

// Where in the day the clocks change, to the second; both ends have different offsets.
Millis change_in(const base::Zone& zone, Millis start, Millis end) {
  const auto before = zone.local(start).offset_s;
  while (end - start > 1000) {
    const auto middle = start + (end - start) / 2000 * 1000;
    (zone.local(middle).offset_s == before ? start : end) = middle;
  }
  return end;
}
}  // namespace

std::vector<Day> broadcast_days(const base::Zone& zone, Millis day_start, const base::Date& first, int days) {
  std::vector<Day> found;
  for (int i = 0; i < days; ++i) {
    Day day;
    day.date = base::add_days(first, i);
    day.start = zone.utc(day.date, day_start);
    day.end = zone.utc(base::add_days(first, i + 1), day_start);
    day.changes_by_s = zone.local(day.end).offset_s - zone.local(day.start).offset_s;
    if (day.changes_by_s != 0) day.changes_at = change_in(zone, day.start, day.end);
    found.push_back(day);
  }
  return found;
}

Week::Week(model::Channel of, std::vector<model::Slot> planned, std::vector<Day> over)
    : channel(std::move(of)), slots(std::move(planned)), days(std::move(over)), cells(days.size()) {
  std::size_t first = 0;
  for (std::size_t d = 0; d < days.size(); ++d) {
    const auto& day = days[d];
    while (first < slots.size() && slots[first].end <= day.start) ++first;
    for (auto at = first; at < slots.size() && slots[at].start < day.end; ++at) {
      const auto& slot = slots[at];
      const auto start = std::max(slot.start, day.start), end = std::min(slot.end, day.end);
      if (start < end) cells[d].push_back({start, end, &slot, slot.start < day.start});
    }
  }
}

std::string long_date(const base::Date& date) {
  return fmt::format("{} {} {} {}", kWeekdays[base::weekday(date)], date.day, kMonths[date.month - 1], date.year);
}

}  // namespace retrovue::guide
