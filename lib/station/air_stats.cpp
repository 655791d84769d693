#include "station/air_stats.h"

#include <map>
#include <utility>

#include "base/time_text.h"

namespace retrovue::station {
namespace {

void write_sums(base::JsonWriter& json, const catalog::AirHour& sums) {
  json.field("frames", sums.frames).field("late_frames", sums.late_frames).field("restarts", sums.restarts).field("errors", sums.errors);
  json.field("chunks_encoded", sums.chunks_encoded).field("chunks_reused", sums.chunks_reused).field("cpu_ms", sums.cpu_ms);
  json.field("most_viewers", sums.most_viewers).field("degrade_steps", sums.degrade_steps).end();
}

}  // namespace

AirStats air_stats(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, base::Millis from, base::Millis to, const base::Zone& zone, bool daily) {
  AirStats stats;
  std::map<std::pair<base::Millis, int>, AirStat> rows;  // an hour that a clock put back has twice stays two
  for (const auto& channel : channels) {
    for (const auto& hour : catalog::air_hours(catalog, channel.id, from, to)) {
      const auto at = daily ? zone.utc(zone.local(hour.hour).date, 0) : hour.hour;
      auto& row = rows[{at, channel.number}];
      if (row.when.empty()) row = {channel.number, base::local_text(hour.hour, zone).substr(0, daily ? 10 : 16), {}};
      if (row.sums.hour == 0) row.sums.hour = hour.hour;
      row.sums.add(hour);
      stats.all.add(hour);
    }
  }
  for (auto& [key, row] : rows) stats.rows.push_back(std::move(row));
  return stats;
}

void write_json(base::JsonWriter& json, const AirStats& stats) {
  json.object().key("rows").array();
  for (const auto& row : stats.rows) {
    json.object().field("channel", row.channel).field("when", row.when).key("first_hour").time(row.sums.hour);
    write_sums(json, row.sums);
  }
  json.end().key("all").object();
  write_sums(json, stats.all);
  json.end();
}

}  // namespace retrovue::station
