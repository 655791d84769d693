#pragma once
#include <cstdint>

namespace retrovue::base {

// UTC milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. The only form of time in the program.
using Millis = std::int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Millis now() const override;
};

// Stands still; for tests and for --now.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Millis at) : at_(at) {}
  Millis now() const override { return at_; }
  void set(Millis at) { at_ = at; }

 private:
  Millis at_;
};

// Milliseconds of a clock that never steps; for time-outs and pacing, not for planning.
Millis steady_ms();

}  // namespace retrovue::base
