#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "catalog/history.h"
#include "catalog/item_sources.h"
#include "model/item.h"
#include "model/marker.h"
#include "model/media_file.h"

namespace retrovue::station {

using Values = std::vector<std::pair<std::string, std::string>>;  // field and value; an empty value clears the field

// Editorial values for items: they win over the source and survive every sync. All items or none.
// reset gives fields back to the source. Error(usage) for unknown fields and bad values, Error(not_found) for items.
std::vector<model::Item> change_items(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const Values& values,
                                      const std::vector<std::string>& reset, bool dry_run);

// An item for a single file, outside all folders. Values are what its name does not tell.
model::Item add_item(catalog::Catalog& catalog, const base::Clock& clock, const std::string& file, const Values& values,
                     const std::vector<std::string>& tags, bool dry_run);

// Takes items out of the catalog for good. Error(usage) for one that a folder still lists: it would come back.
std::vector<model::Item> remove_items(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, bool dry_run);

struct TagChange {
  std::string tag;
  std::vector<model::Item> items;  // that changed
};
TagChange add_tag(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const std::string& tag, bool dry_run);
TagChange remove_tag(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const std::string& tag, bool dry_run);

// Everything about one item.
struct ItemDetail {
  model::Item item;
  std::vector<model::MediaFile> files;
  std::vector<model::Marker> markers;
  Values overrides;
  std::vector<catalog::ItemOrigin> origins;
  std::vector<model::Credit> credits;
  std::vector<catalog::StateChange> states;  // oldest first
  catalog::Trouble trouble;
  std::string input;  // of a live input: what may be seen of its address
};
ItemDetail item_detail(catalog::Catalog& catalog, std::string_view which);

void write_json(base::JsonWriter& json, const model::Item& item);  // the fields of `item list --json`
void write_json(base::JsonWriter& json, const ItemDetail& detail);
std::string number_text(const model::Item& item);                  // S01E02, S01E02-E03, or empty
std::string name_text(const model::Item& item);                    // Show S01E02 Title, or Title (Year)

}  // namespace retrovue::station
