#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/zone.h"
#include "model/channel.h"
#include "model/programming.h"

namespace retrovue::schedule {

using base::Millis;

// A stretch of time, end exclusive.
struct Window {
  Millis start = 0, end = 0;
  bool holds(Millis at) const { return start <= at && at < end; }
  bool meets(Millis from, Millis to) const { return start < to && from < end; }
};

// A channel's broadcast days and grid in its own zone. The day that starts on a date runs from day_start local to the
// next, so it lasts 23 or 25 hours where the clocks change. Grid lines are wall-clock times, counted from day_start.
class Calendar {
 public:
  Calendar(const base::Zone& zone, Millis day_start, Millis grid) : zone_(zone), day_start_(day_start), grid_(grid) {}
  explicit Calendar(const model::Channel& channel)
      : Calendar(base::Zone{channel.zone}, channel.day_start_ms, channel.grid_ms) {}

  Millis grid() const { return grid_; }
  const base::Zone& zone() const { return zone_; }
  base::Date date_of(Millis at) const;     // the broadcast day that holds the instant
  Millis day_begin(const base::Date& date) const { return zone_.utc(date, day_start_); }
  // A daily window on a broadcast day; a time before day_start is after midnight. Empty when the clocks jump over it.
  Window window(const base::Date& date, Millis from, Millis to) const;

  // Lines of a step (the grid, or half of it): the wall-clock reading is a multiple of step after day_start.
  bool on_line(Millis at, Millis step) const;
  Millis line_from(Millis at, Millis step) const;    // first one not before at
  Millis line_before(Millis at, Millis step) const;  // last one not after at

 private:
  Millis past_line(Millis at, Millis step) const;  // how far at is past a line
  base::Zone zone_;
  Millis day_start_, grid_;
};

// Which block has the say when. Spans are contiguous; neighbours of one block are one span.
struct Span {
  Millis start = 0, end = 0;
  int block = -1;  // index, -1 = none
};

// Two blocks that wanted the same time.
struct Overlap {
  std::string winner, loser;
  bool tie = false;  // equal priority: decided by length, then by place in the list
  int times = 0;
};

// Covers [from, to). The highest priority wins, then the shorter window, then the one listed first.
std::vector<Span> spans(const Calendar& calendar, const std::vector<model::Block>& blocks, Millis from, Millis to,
                        std::vector<Overlap>& overlaps);

}  // namespace retrovue::schedule
