#pragma once
#include <unordered_set>

#include "catalog/catalog.h"
#include "model/server.h"
#include "station/item_changes.h"

namespace retrovue::station {

struct PlaceReport {
  std::int64_t checked = 0;  // items of the server that have files
  std::int64_t changed = 0;  // whose path, file or state is another one now
  std::vector<model::Id> items;
  std::vector<ChangeClasses> classes;  // of each of items
};

// Looks where the files of a server's items are on this machine now and brings rows and states in line: after a path rule
// changed, and at every sync, since files come and go without the server's knowledge. skip: items already looked at.
PlaceReport check_places(catalog::Catalog& catalog, model::Id server, base::Millis now, const std::unordered_set<model::Id>& skip = {});

// The same inside the caller's transaction.
PlaceReport check_places_inside(catalog::Catalog& catalog, model::Id server, base::Millis now);

// Items whose files on this machine are other than the rows say. Writes nothing.
std::unordered_set<model::Id> places_changed(catalog::Catalog& catalog, model::Id server);

}  // namespace retrovue::station
