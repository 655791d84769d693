#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "model/marker.h"

namespace retrovue::station {

// Markers are kept in the catalog only. Times must lie inside the item: Error(usage); its length must be known.
struct MarkerWish {
  std::optional<model::Millis> at, until;
  std::optional<std::string> kind, title;
  bool no_until = false;  // make it a point
};
model::Marker add_marker(catalog::Catalog& catalog, const base::Clock& clock, std::string_view item, const MarkerWish& wish, bool dry_run);
// A changed or removed chapter of the file does not come back with the next validation.
model::Marker set_marker(catalog::Catalog& catalog, const base::Clock& clock, model::Id marker, const MarkerWish& wish, bool dry_run);
std::vector<model::Marker> remove_markers(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<model::Id>& ids, bool dry_run);

// Which detected markers are right: by id, or the proposed ones of items with a confidence in [from, below), thousandths.
struct JudgeWish {
  bool approve = true;  // else reject: it is not used, and does not come back
  std::vector<model::Id> ids;
  std::vector<std::string> items;
  int from = 0, below = 1001;
};
// All or none; Error(usage) for one that was not detected.
std::vector<model::Marker> judge_markers(catalog::Catalog& catalog, const base::Clock& clock, const JudgeWish& wish, bool dry_run);

void write_json(base::JsonWriter& json, const model::Marker& marker);
std::string text_of(const model::Marker& marker);  // "ad_break 12 at 00:07:30.00"

}  // namespace retrovue::station
