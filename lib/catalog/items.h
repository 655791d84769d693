#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"
#include "model/marker.h"
#include "model/media_file.h"

namespace retrovue::catalog {

// What to list; empty members do not restrict. All restrictions hold together (AND).
struct ItemFilter {
  std::optional<model::ItemKind> kind;
  std::string source, library, show, company, state, rating, daypart, season_window, demographic;
  std::optional<int> season;      // number
  std::vector<std::string> tags;  // all of them
  std::string text;               // in title or show, case-folded
  // title (default), duration, kind, source, company, added, modified, used (last aired), id; "-title" reverses
  std::string sort;
  std::optional<std::int64_t> limit;
};

// Effective values; tags and guids filled.
std::vector<model::Item> items(Catalog& catalog, const ItemFilter& filter);
std::optional<model::Item> item(Catalog& catalog, model::Id id);
std::optional<model::Item> any_item(Catalog& catalog, model::Id id);  // also an archived one
// By id, else exact title, else path. Error(not_found) / Error(usage, candidates).
model::Item find_item(Catalog& catalog, std::string_view which);

std::vector<model::MediaFile> files(Catalog& catalog, model::Id item);  // with streams; the one that airs first
std::vector<model::Marker> markers(Catalog& catalog, model::Id item, bool rejected = false);  // by start; with rejected ones, or without

// Those of schedulable items (see item_scan.h) that are approved, or sure enough.
std::vector<model::Marker> schedulable_markers(Catalog& catalog);

}  // namespace retrovue::catalog
