#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/rational.h"
#include "model/marker.h"
#include "model/programming.h"

namespace retrovue::schedule {

// What a programme offers for breaks. Frames count from the programme's start at the channel's rate.
struct CutInput {
  std::int64_t frames = 0;       // of the programme
  std::int64_t avail = 0;        // frames of the slot that the programme leaves
  model::Millis slot_ms = 0;
  base::Rate rate;
  std::span<const model::Marker> markers;  // of the item, by start
};

// Frames at which the programme pauses, ascending. From ad_break markers, else chapters, else breaks that were found and
// nobody approved yet, else even parts; thinned evenly to what avail and the rule allow. Empty when avail is too short for
// a break.
std::vector<std::int64_t> cut_frames(const CutInput& input, const model::BreakRule& rule);

// Where a marker cuts, if it does: at its start, a detected gap in its middle, so that black goes out and black comes back.
std::int64_t cut_frame(const model::Marker& marker, const base::Rate& rate);

}  // namespace retrovue::schedule
