#include "station/air_tally.h"

#include <utility>

namespace retrovue::station {

catalog::AirHour AirTally::cut(const playout::AirStatus& now) {
  see(now.viewers);
  catalog::AirHour made;
  const auto part = [&](std::int64_t catalog::AirHour::*what, auto count) {
    made.*what = static_cast<std::int64_t>(count) - told_.*what;
    told_.*what = static_cast<std::int64_t>(count);
  };
  using Hour = catalog::AirHour;
  part(&Hour::frames, now.frames);
  part(&Hour::late_frames, now.late_frames);
  part(&Hour::restarts, now.restarts);
  part(&Hour::errors, now.errors);
  part(&Hour::chunks_encoded, now.chunks_encoded);
  part(&Hour::chunks_reused, now.chunks_reused);
  part(&Hour::cpu_ms, now.cpu_ns / 1'000'000);
  part(&Hour::degrade_steps, now.steps_down);
  made.most_viewers = std::exchange(most_viewers_, 0);
  return made;
}

}  // namespace retrovue::station
