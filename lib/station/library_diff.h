#pragma once
#include <functional>
#include <string>

#include "catalog/catalog.h"
#include "station/sync.h"

namespace retrovue::station {

struct DiffWish {
  model::Id library = 0;
  std::string title;  // of the library
  base::Millis now = 0;
  bool allow_removals = false, dry_run = false;
  std::int64_t guard_percent = 30, guard_items = 10;
  std::function<void(const model::Listed&, std::size_t number)> progress;
  std::function<void(const SyncChange&)> changed;
};

// Applies what a source lists to one library: adds, updates, moves, removals, states; in batches, each a transaction.
// dry_run: the catalog is a copy that nobody keeps; the report names no items that are only there.
struct DiffReport {
  SyncCounts counts;
  std::vector<SyncError> errors;
  std::optional<Guard> guard;
  std::vector<ItemChange> changes;
};
DiffReport apply_listing(catalog::Catalog& catalog, const model::Listing& listing, const DiffWish& wish);

}  // namespace retrovue::station
