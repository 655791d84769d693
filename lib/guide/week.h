#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "model/channel.h"
#include "model/plan.h"

// Broadcast days side by side, for people: as lines for a terminal and as a page to print.
namespace retrovue::guide {

using model::Millis;

// A broadcast day; it lasts 23 or 25 hours where the clocks change in it.
struct Day {
  base::Date date;
  Millis start = 0, end = 0;
  Millis changes_at = 0;  // the first instant of the new time; 0: the clocks do not change
  int changes_by_s = 0;   // seconds the clocks are put forward, negative: back
};
// So many days from the one that starts on the date. day_start is milliseconds after local midnight.
std::vector<Day> broadcast_days(const base::Zone& zone, Millis day_start, const base::Date& first, int days);

// A stretch of a day in which one slot airs; cut at the edges of the day.
struct Cell {
  Millis start = 0, end = 0;
  const model::Slot* slot = nullptr;
  bool continued = false;  // it began on the day before
};
struct Week {
  model::Channel channel;
  std::vector<model::Slot> slots;        // in order; cells point into it
  std::vector<Day> days;
  std::vector<std::vector<Cell>> cells;  // of each day, in order; time without a plan has none
  Week(model::Channel channel, std::vector<model::Slot> slots, std::vector<Day> days);
  Week(const Week&) = delete;
  Week(Week&&) = default;
};

// Lines for a terminal of so many columns (wide characters count two): a column for each day of one channel, or, for
// each day, one for each channel; as many tables as the width needs. All weeks have the same days; times are read in
// zone, rows are step apart and left out where nothing begins.
struct Line {
  std::string text;
  bool heading = false;
};
std::vector<Line> week_lines(const std::vector<Week>& weeks, const base::Zone& zone, Millis step, int width);

// A page that stands alone: no script, nothing from outside, one sheet of A4 (landscape) a channel when printed,
// lengths to scale, a list of days on a narrow screen. Append head, each week, tail.
void week_page_head(std::string& out, std::string_view title);
void week_page(std::string& out, const Week& week);
void week_page_tail(std::string& out, std::string_view remark);

// "Monday 16 November 2026".
std::string long_date(const base::Date& date);

}  // namespace retrovue::guide
