#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rational.h"
#include "playout/playlog.h"

namespace retrovue::station {

// The time that the station goes by. It runs evenly with the air clock, and follows the machine's clock where that was set: by
// hand, by NTP after a start without a clock, by a sleep of the machine. Frames on air go on being counted as they were, so that
// nothing in a stream leaps; from one instant on they stand for other frames of the plan. Lives on one thread.
class StationTime final : public base::Clock {
 public:
  static constexpr base::Millis kLeast = 2'000;   // nobody sees less
  static constexpr base::Millis kStands = 5'000;  // a step that is taken back sooner is not followed
  static constexpr base::Millis kAhead = 3'000;   // from then until it is followed on air: more than what is given out already
  // air: never steps. machine: may be set while we run, null: nothing is followed. Both must outlive it.
  explicit StationTime(const base::Clock& air, const base::Clock* machine = nullptr);

  const base::Clock& air() const { return air_; }
  bool follows() const { return machine_ != nullptr; }
  base::Millis now() const override;
  // Looks at the machine's clock; to be called a few times in kStands. What is going to be followed, in words: then the plan is to
  // be asked again.
  std::optional<std::string> look();
  std::string problem() const;  // a step that is not followed yet, in words; else empty

  // What is to be added to a frame on air for the frame of the plan that it stands for.
  std::int64_t step(const base::Rate& rate, std::int64_t frame) const;
  struct Change {
    std::int64_t frame = 0;  // on air
    std::string why;
  };
  std::optional<Change> next(const base::Rate& rate, std::int64_t frame) const;  // after this one, as far as it is known

 private:
  struct Step {
    base::Millis from = 0;  // of the air clock
    base::Millis by = 0;    // all up to this one together
    base::Millis own = 0;   // this one
  };
  base::Millis followed() const { return steps_.empty() ? 0 : steps_.back().by; }
  base::Millis off() const;  // how far the machine's clock was set since we began

  const base::Clock& air_;
  const base::Clock* machine_;
  base::Millis apart_ = 0;     // machine's clock less the air's as we began
  std::vector<Step> steps_;    // the last of them
  std::optional<Step> seen_;   // not followed yet
};

// A plan in frames as they are counted on air.
class TimedPlaylog final : public playout::Playlog {
 public:
  // All must outlive it.
  TimedPlaylog(playout::Playlog& plan, const StationTime& time, const base::Rate& rate) : plan_(plan), time_(time), rate_(rate) {}
  playout::AirEvent event_at(std::int64_t frame) override;
  playout::AirEvent filler(std::int64_t frame, std::int64_t frames) override { return plan_.filler(frame + time_.step(rate_, frame), frames); }

 private:
  playout::Playlog& plan_;
  const StationTime& time_;
  base::Rate rate_;
};

// An as-run log that is told in time as it is counted on air, and tells in the station's. What a step ended is cut, and why.
class TimedLog final : public playout::AsRunLog {
 public:
  TimedLog(playout::AsRunLog& log, const StationTime& time, const base::Rate& rate) : log_(log), time_(time), rate_(rate) {}
  void aired(const model::AsRun& row) override { log_.aired(timed(row)); }
  void airing(const model::AsRun& row) override { log_.airing(row.actual_frames > 0 ? timed(row) : row); }

 private:
  model::AsRun timed(model::AsRun row) const;
  playout::AsRunLog& log_;
  const StationTime& time_;
  base::Rate rate_;
};

}  // namespace retrovue::station
