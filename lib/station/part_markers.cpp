#include "station/part_markers.h"

#include <algorithm>
#include <map>

namespace retrovue::station {

std::vector<model::Marker> part_markers(const std::vector<model::Marker>& before, const std::vector<model::Marker>& chapters, const PartChange& change) {
  std::vector<model::Marker> all;
  const auto shift = [&all](model::Marker marker, model::Millis by) {
    marker.start_ms += by;
    if (marker.end_ms) *marker.end_ms += by;
    all.push_back(std::move(marker));
  };
  for (const auto& one : before) {
    if (one.origin != model::MarkerOrigin::file) continue;
    if (one.start_ms < change.offset) shift(one, 0);
    else if (one.start_ms >= change.offset + change.before) shift(one, change.length - change.before);
  }
  for (const auto& one : chapters) shift(one, change.offset);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.start_ms < b.start_ms; });
  return all;
}

PartChange part_change(const std::vector<model::MediaFile>& files, const model::MediaFile& checked) {
  std::map<int, model::Millis> lengths;
  PartChange change{checked.part, 0, 0, 0};
  model::Millis others = 0;  // other versions of this part
  for (const auto& file : files) {
    if (file.part <= 0) continue;
    auto& length = lengths[file.part];
    length = std::max(length, file.duration_ms);
    if (file.part == checked.part && file.id != checked.id) others = std::max(others, file.duration_ms);
  }
  for (const auto& [part, length] : lengths) {
    if (part < checked.part) change.offset += length;
    if (part == checked.part) change.before = length;
  }
  change.length = std::max(others, checked.verdict == model::FileVerdict::playable ? checked.duration_ms : 0);
  return change;
}

}  // namespace retrovue::station
