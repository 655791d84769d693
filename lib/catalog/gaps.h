#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/marker.h"
#include "model/media_file.h"

// Breaks that were found in files by looking and listening.
namespace retrovue::catalog {

// Movies and episodes that can air, by id.
std::vector<model::Id> items_to_search(Catalog& catalog);

enum class Searched { no, in_silence, whole };
Searched searched(Catalog& catalog, const model::MediaFile& file);  // as the file is now
void set_searched(Catalog& catalog, const model::MediaFile& file, bool whole);

struct FoundMarkers {
  std::int64_t added = 0, kept = 0, removed = 0;
  std::int64_t rejected = 0;  // found again, and not brought back
};
// What was found becomes the item's proposed markers of origin detected: those that are there keep their ids, those not
// found any more go. What people approved, rejected or changed stays as it is; so does, after a search in silence only
// (not whole), what lies below what is sure. Times within near of each other are the same.
FoundMarkers set_found_markers(Catalog& catalog, model::Id item, const std::vector<model::Marker>& found, model::Millis near, bool whole);

// Forgets what was found in a file that is another one now. Inside the caller's transaction, with what a check found.
void drop_stale_gaps(Catalog& catalog, const model::MediaFile& file);

}  // namespace retrovue::catalog
