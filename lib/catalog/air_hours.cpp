#include "catalog/air_hours.h"

#include <algorithm>

#include "catalog/query.h"

namespace retrovue::catalog {

void AirHour::add(const AirHour& more) {
  frames += more.frames, late_frames += more.late_frames, restarts += more.restarts, errors += more.errors;
  chunks_encoded += more.chunks_encoded, chunks_reused += more.chunks_reused, cpu_ms += more.cpu_ms, degrade_steps += more.degrade_steps;
  most_viewers = std::max(most_viewers, more.most_viewers);
}

bool AirHour::empty() const {
  return frames == 0 && late_frames == 0 && restarts == 0 && errors == 0 && chunks_encoded == 0 && chunks_reused == 0 && cpu_ms == 0 && most_viewers == 0 &&
         degrade_steps == 0;
}

void add_air_hours(Catalog& catalog, const std::vector<AirHour>& hours) {
  if (hours.empty()) return;
  Query insert(catalog,
               "INSERT INTO air_hours (channel_id, hour, frames, late_frames, restarts, errors, chunks_encoded, chunks_reused, cpu_ms, most_viewers, "
               "degrade_steps) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE EXISTS (SELECT 1 FROM channels WHERE id = ?1) "
               "ON CONFLICT (channel_id, hour) DO UPDATE SET frames = frames + excluded.frames, late_frames = late_frames + excluded.late_frames, "
               "restarts = restarts + excluded.restarts, errors = errors + excluded.errors, chunks_encoded = chunks_encoded + excluded.chunks_encoded, "
               "chunks_reused = chunks_reused + excluded.chunks_reused, cpu_ms = cpu_ms + excluded.cpu_ms, "
               "most_viewers = max(most_viewers, excluded.most_viewers), degrade_steps = degrade_steps + excluded.degrade_steps");
  Query forget(catalog, "DELETE FROM air_hours WHERE channel_id = ? AND hour < ?");
  for (const auto& one : hours) {
    insert.bind(one.channel_id).bind(one.hour).bind(one.frames).bind(one.late_frames).bind(one.restarts).bind(one.errors);
    insert.bind(one.chunks_encoded).bind(one.chunks_reused).bind(one.cpu_ms).bind(one.most_viewers).bind(one.degrade_steps).run();
    forget.bind(one.channel_id).bind(one.hour - kHoursKept).run();
  }
}

std::vector<AirHour> air_hours(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  Query query(catalog,
              "SELECT channel_id, hour, frames, late_frames, restarts, errors, chunks_encoded, chunks_reused, cpu_ms, most_viewers, degrade_steps "
              "FROM air_hours WHERE channel_id = ? AND hour > ? AND hour < ? ORDER BY hour");
  query.bind(channel).bind(from - kAirHour).bind(to);
  std::vector<AirHour> found;
  while (query.step()) {
    AirHour one;
    one.channel_id = query.integer(0);
    one.hour = query.integer(1);
    one.frames = query.integer(2);
    one.late_frames = query.integer(3);
    one.restarts = query.integer(4);
    one.errors = query.integer(5);
    one.chunks_encoded = query.integer(6);
    one.chunks_reused = query.integer(7);
    one.cpu_ms = query.integer(8);
    one.most_viewers = query.integer(9);
    one.degrade_steps = query.integer(10);
    found.push_back(one);
  }
  return found;
}

}  // namespace retrovue::catalog
