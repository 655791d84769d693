#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "model/folder.h"

namespace retrovue::station {

// What to say about a folder; what is not set stays as it is, or as it is for a new one.
struct FolderWish {
  std::optional<std::string> path, name, description, company;
  std::optional<std::string> type;  // an item type; "auto" = told from the names
  std::optional<bool> recurse, enabled;
  std::optional<std::vector<std::string>> tags;  // replace the ones it has
};

// The path is made absolute and must be a folder that can be read: Error(not_found). The name defaults to its last part,
// with a number when that is taken.
model::Folder add_folder(catalog::Catalog& catalog, const base::Clock& clock, const FolderWish& wish, bool dry_run);
model::Folder set_folder(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, const FolderWish& wish, bool dry_run);

struct RemovedFolder {
  model::Folder folder;
  std::int64_t items = 0;  // that no other source lists; they went with it
};
RemovedFolder remove_folder(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, bool dry_run);

// last_result: as LastResults tells it, empty for none; null leaves it out.
void write_json(base::JsonWriter& json, const model::Folder& folder, const std::string* last_result = nullptr);

}  // namespace retrovue::station
