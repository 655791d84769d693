#pragma once
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/folder.h"

namespace retrovue::catalog {

std::vector<model::Folder> folders(Catalog& catalog);  // by name
// By id ("7", "id:7"), name or path. Error(not_found) with the near ones.
model::Folder find_folder(Catalog& catalog, std::string_view which);
// Adds (id 0) or updates; sets id and library_id. Error(usage) when name or path is taken. Inside a transaction.
void save_folder(Catalog& catalog, model::Folder& folder, model::Millis now);
// With the items that no other source lists; returns how many those were. Media files stay. Inside a transaction.
std::int64_t remove_folder(Catalog& catalog, const model::Folder& folder);

struct LibraryRow {
  model::Id id = 0, source_id = 0;
  std::string source, source_kind, title, kind, key;
  bool enabled = true, listed = true;
  std::int64_t items = 0;
  std::optional<model::Millis> last_sync;
};
std::vector<LibraryRow> libraries(Catalog& catalog);  // of every source, by source and title

// The library of items that people add file by file; made on first use. Inside a transaction.
model::Id manual_library(Catalog& catalog, model::Millis now);

}  // namespace retrovue::catalog
