#pragma once
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

// What each channel had on air, an hour a row.
namespace retrovue::catalog {

inline constexpr model::Millis kAirHour = 3'600'000;
inline constexpr model::Millis kHoursKept = 400LL * 24 * kAirHour;

struct AirHour {
  model::Id channel_id = 0;
  model::Millis hour = 0;  // its beginning, UTC
  std::int64_t frames = 0, late_frames = 0, restarts = 0, errors = 0, chunks_encoded = 0, chunks_reused = 0, cpu_ms = 0;
  std::int64_t most_viewers = 0;  // at once
  std::int64_t degrade_steps = 0;

  void add(const AirHour& more);  // of whatever channel and hour; the most viewers are the larger number
  bool empty() const;             // nothing was on air
};

// Adds to the rows there are; what is of a channel that was removed is left out, and so is in the end what is older than
// kHoursKept before the newest. Inside the caller's transaction.
void add_air_hours(Catalog& catalog, const std::vector<AirHour>& hours);
// Of one channel, the hours that overlap [from, to), in order.
std::vector<AirHour> air_hours(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

}  // namespace retrovue::catalog
