#pragma once
#include <cstdint>

#include "base/clock.h"

namespace retrovue::playout {

// How hard a channel's encoder tries: 0 as its profile says, each step faster and plainer. A channel that cannot keep up
// steps down; when there was room for long enough it steps back up. A decision only; see preset_words for what it means.
class Effort {
 public:
  struct Bounds {
    bool on = true;
    base::Millis low = 2'000;      // produced ahead of the clock: less, and not more than before, cannot keep up
    base::Millis trend = 2'000;    // looked at for so long
    base::Millis high = 3'500;     // as much as that all the time, and
    base::Millis room = 30'000;    // idle enough for so long: there is room for a step up
    base::Millis longest = 600'000;  // the wait doubles each time a step up was too much, up to this
  };
  struct Sight {
    base::Millis lead = 0;         // produced ahead of the clock
    bool busy = false;             // an encoder gives pictures, and works as fast as it can
    std::uint64_t faults = 0;      // so far: what a fault costs is not the preset's doing
    std::uint64_t overruns = 0;    // so far: encoders ended because they held too much memory
  };
  Effort(const Bounds& bounds, int steps) : bounds_(bounds), steps_(steps), wait_(bounds.room) {}

  // Every few hundredths of a second while on air. now: steady milliseconds. True when the step changed.
  bool look(base::Millis now, const Sight& sight);
  void start();                    // another time on air: what was seen before is no guide
  int step() const { return step_; }
  std::uint64_t downs() const { return downs_; }
  std::uint64_t ups() const { return ups_; }

 private:
  bool down(base::Millis now);
  bool up(base::Millis now);

  Bounds bounds_;
  int steps_, step_ = 0;
  std::uint64_t downs_ = 0, ups_ = 0, faults_ = 0, overruns_ = 0;
  base::Millis looked_at_ = -1;
  base::Millis since_ = -1, lead_ = 0;           // the stretch that is looked at for a trend, and the lead it began with
  base::Millis well_since_ = -1, busy_ms_ = 0;   // the stretch with a high lead, and how much of it was work
  base::Millis wait_, rose_at_ = -1;
};

}  // namespace retrovue::playout
