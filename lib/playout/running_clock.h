#pragma once
#include "base/clock.h"

namespace retrovue::playout {

// A running clock set to an instant: never steps, whatever is done to the system's clock. One per process.
class RunningClock final : public base::Clock {
 public:
  explicit RunningClock(base::Millis at) : at_(at), since_(base::steady_ms()) {}
  base::Millis now() const override { return at_ + base::steady_ms() - since_; }

 private:
  base::Millis at_, since_;
};

}  // namespace retrovue::playout
