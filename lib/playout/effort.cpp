#include "playout/effort.h"

#include <algorithm>

namespace retrovue::playout {
namespace {

// What keeps up gains on the clock by a twentieth at least.
constexpr base::Millis kGain = 20;
// A step costs up to half as much again: with six tenths of the time in use there is room for one.
constexpr base::Millis kBusyOf10 = 6;

}  // namespace

void Effort::start() { looked_at_ = since_ = well_since_ = -1; }

bool Effort::down(base::Millis now) {
  since_ = well_since_ = -1;
  if (step_ >= steps_) return false;
  if (rose_at_ >= 0 && now - rose_at_ < 2 * wait_) wait_ = std::min(2 * wait_, bounds_.longest);
  else wait_ = bounds_.room;
  rose_at_ = -1;
  ++step_;
  ++downs_;
  return true;
}

bool Effort::up(base::Millis now) {
  since_ = well_since_ = -1;
  rose_at_ = now;
  --step_;
  ++ups_;
  return true;
}

bool Effort::look(base::Millis now, const Sight& sight) {
  if (!bounds_.on || steps_ == 0) return false;
  const auto passed = looked_at_ < 0 ? 0 : now - looked_at_;
  looked_at_ = now;
  const bool fault = sight.faults != faults_, overrun = sight.overruns > overruns_;
  faults_ = sight.faults;
  overruns_ = sight.overruns;
  if (overrun) return down(now);

  if (!sight.busy || fault || sight.lead >= bounds_.low) {
    since_ = -1;
  } else if (since_ < 0) {
    since_ = now;
    lead_ = sight.lead;
  } else if (now - since_ >= bounds_.trend) {
    if (sight.lead - lead_ < (now - since_) / kGain) return down(now);
    since_ = -1;
  }

  if (step_ == 0 || sight.lead < bounds_.high) {
    well_since_ = -1;
  } else if (well_since_ < 0) {
    well_since_ = now;
    busy_ms_ = 0;
  } else {
    busy_ms_ += sight.busy ? passed : 0;
    if (now - well_since_ >= wait_) {
      if (busy_ms_ * 10 <= (now - well_since_) * kBusyOf10) return up(now);
      well_since_ = -1;
    }
  }
  return false;
}

}  // namespace retrovue::playout
