#include "catalog/gaps.h"

#include <cstdlib>

#include "catalog/items.h"
#include "catalog/marker_writer.h"
#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<model::Id> items_to_search(Catalog& catalog) {
  Query query(catalog, "SELECT id FROM items WHERE kind IN ('movie', 'episode') AND state = 'normal' AND validated = 1 AND archived_at IS NULL ORDER BY id");
  std::vector<model::Id> found;
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

Searched searched(Catalog& catalog, const model::MediaFile& file) {
  Query query(catalog, "SELECT gaps_whole FROM files WHERE id = ? AND signature <> '' AND gaps_signature = signature");
  query.bind(file.id);
  if (!query.step()) return Searched::no;
  return query.yes(0) ? Searched::whole : Searched::in_silence;
}

void set_searched(Catalog& catalog, const model::MediaFile& file, bool whole) {
  Query(catalog, "UPDATE files SET gaps_signature = ?, gaps_whole = ? WHERE id = ?").bind(file.signature).bind(whole).bind(file.id).run();
}

FoundMarkers set_found_markers(Catalog& catalog, model::Id item, const std::vector<model::Marker>& found, model::Millis near, bool whole) {
  FoundMarkers counts;
  const auto before = markers(catalog, item, true);
  std::vector<bool> again(before.size());
  for (auto marker : found) {
    bool known = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto& other = before[i];
      const bool detected = other.origin == model::MarkerOrigin::detected;
      if (again[i] || other.kind != marker.kind || std::abs(other.start_ms - marker.start_ms) > near) continue;
      if (!detected && other.status == model::MarkerStatus::rejected) continue;
      again[i] = known = true;
      ++(other.status == model::MarkerStatus::rejected ? counts.rejected : counts.kept);
      if (detected && other.status == model::MarkerStatus::proposed &&
          (other.start_ms != marker.start_ms || other.end_ms != marker.end_ms || other.confidence != marker.confidence)) {
        marker.id = other.id;
        update_marker(catalog, marker);
      }
      break;
    }
    if (known) continue;
    marker.item_id = item;
    insert_marker(catalog, marker);
    ++counts.added;
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto& other = before[i];
    if (again[i] || other.origin != model::MarkerOrigin::detected || other.status != model::MarkerStatus::proposed) continue;
    if (!whole && other.confidence.value_or(0) < model::kSureBreak) continue;
    delete_marker(catalog, other.id);
    ++counts.removed;
  }
  return counts;
}

void drop_stale_gaps(Catalog& catalog, const model::MediaFile& file) {
  Query stale(catalog, "SELECT 1 FROM files WHERE id = ? AND gaps_signature <> '' AND gaps_signature <> ?");
  stale.bind(file.id).bind(file.signature);
  if (!stale.step()) return;
  Query(catalog, "DELETE FROM markers WHERE item_id = ? AND origin = 'detected' AND status = 'proposed'").bind(file.item_id).run();
  Query(catalog, "UPDATE files SET gaps_signature = '', gaps_whole = 0 WHERE item_id = ?").bind(file.item_id).run();
}

}  // namespace retrovue::catalog
