#pragma once
#include <cstdint>

#include "model/plan.h"

namespace retrovue::playout {

// What a channel on air tells of itself.
struct AirStatus {
  bool on_air = false;
  model::Event event;              // on air now
  std::int64_t frame = 0;          // air clock
  std::int64_t produced_frames = 0, published_frames = 0;  // ahead of the air clock
  std::int64_t frames = 0, frames_encoded = 0;  // given out since the channel was made; and encoded
  int viewers = 0, children = 0, degraded = 0;  // degraded: steps of effort below its profile's
  std::uint64_t restarts = 0, late_frames = 0, chunks_encoded = 0, chunks_reused = 0;
  std::uint64_t steps_down = 0, steps_up = 0, overruns = 0;  // of effort; overruns: encoders ended for too much memory
  std::uint64_t errors = 0;         // events that aired with an error, or instead of which something else did
  std::int64_t cpu_ns = 0;          // processor time of its children, of all there were; a quarter of a second old at most
  std::int64_t resident_bytes = 0;  // of those there are
  double fps = 0;                   // frames put on air in a second, over the last ten (see AirMeter)
  std::uint64_t late_lately = 0, restarts_lately = 0;  // in the last minute on air
};

}  // namespace retrovue::playout
