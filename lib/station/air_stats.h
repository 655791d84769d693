#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/zone.h"
#include "catalog/air_hours.h"
#include "model/channel.h"

namespace retrovue::station {

struct AirStat {
  int channel = 0;        // number
  std::string when;       // "2026-11-20 18:00", or the day alone
  catalog::AirHour sums;  // hour: of the first row in it
};
struct AirStats {
  std::vector<AirStat> rows;  // by time, then channel
  catalog::AirHour all;
};
// What channels had on air in the hours that overlap [from, to). daily: a row for each day of the zone.
AirStats air_stats(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, base::Millis from, base::Millis to, const base::Zone& zone, bool daily);

void write_json(base::JsonWriter& json, const AirStats& stats);

}  // namespace retrovue::station
