#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

// Seasons and collections of servers, and how far a running sync is.
namespace retrovue::catalog {

struct SeasonMark {
  std::string key, stamp;
  model::Id show_id = 0;
};
std::vector<SeasonMark> season_marks(Catalog& catalog, model::Id library);
std::vector<model::Id> items_with_source_markers(Catalog& catalog, model::Id server);

struct CollectionMark {
  std::string key, stamp, members;
};
std::vector<CollectionMark> collection_marks(Catalog& catalog, model::Id library);

struct StoredProgress {
  model::Id run_id = 0;
  base::Millis at = 0;
  std::string library, item;
  std::int64_t library_number = 0, libraries = 0, item_number = 0, items = 0;
};
void save_progress(Catalog& catalog, const StoredProgress& progress);
std::optional<StoredProgress> last_progress(Catalog& catalog);

}  // namespace retrovue::catalog
