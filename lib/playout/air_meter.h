#pragma once
#include <cstdint>
#include <deque>

#include "base/clock.h"

namespace retrovue::playout {

// What a channel on air did of late, from looks at what it counts. No clock and no thread of its own.
class AirMeter {
 public:
  static constexpr base::Millis kEvery = 500;      // looks that come sooner are not kept
  static constexpr base::Millis kSpeed = 10'000;   // what fps() is of, or what there is of it
  static constexpr base::Millis kLately = 60'000;  // what late() and restarts() are of

  struct Sight {
    std::int64_t frames = 0;  // whose time has come and that were given out
    std::uint64_t late = 0, restarts = 0;
  };
  void start() { seen_.clear(); }                    // another time on air
  bool begun() const { return !seen_.empty(); }
  void look(base::Millis now, const Sight& so_far);  // steady milliseconds; the counts never fall
  double fps() const;                                // 0 until a second has passed
  std::uint64_t late() const { return seen_.empty() ? 0 : seen_.back().what.late - seen_.front().what.late; }
  std::uint64_t restarts() const { return seen_.empty() ? 0 : seen_.back().what.restarts - seen_.front().what.restarts; }

 private:
  struct Seen {
    base::Millis at = 0;
    Sight what;
  };
  std::deque<Seen> seen_;  // of the last minute; the first one is what it is counted from
};

}  // namespace retrovue::playout
