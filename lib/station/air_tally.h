#pragma once
#include <algorithm>

#include "catalog/air_hours.h"
#include "playout/air.h"

namespace retrovue::station {

// Cuts what a channel counts since it was made into what came since the last cut.
class AirTally {
 public:
  void see(int viewers) { most_viewers_ = std::max<std::int64_t>(most_viewers_, viewers); }
  // The id and the hour are left to the caller.
  catalog::AirHour cut(const playout::AirStatus& now);

 private:
  catalog::AirHour told_;  // so far
  std::int64_t most_viewers_ = 0;
};

}  // namespace retrovue::station
