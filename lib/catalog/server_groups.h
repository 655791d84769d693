#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/origin.h"

// Seasons, collections and playlists of servers, and how far a running sync is.
namespace retrovue::catalog {

struct SeasonMark {
  std::string key, stamp;
  model::Id show_id = 0;
};
std::vector<SeasonMark> season_marks(Catalog& catalog, model::Id library);
std::vector<model::Id> items_with_source_markers(Catalog& catalog, model::Id server);

enum class GroupKind { collection, playlist };  // the owner of a collection is a library, that of a playlist a server
struct GroupMark {
  std::string key, stamp;
  std::string members;  // a JSON array of keys
};
std::vector<GroupMark> group_marks(Catalog& catalog, GroupKind kind, model::Id owner);
// True when a row was written.
bool put_group(Catalog& catalog, GroupKind kind, model::Id owner, const model::CollectionOrigin& group, std::string_view stamp, std::string_view members);
void keep_groups(Catalog& catalog, GroupKind kind, model::Id owner, const std::vector<std::string>& keys);  // removes the others

struct StoredProgress {
  model::Id run_id = 0;
  base::Millis at = 0;
  std::string library, item;
  std::int64_t library_number = 0, libraries = 0, item_number = 0, items = 0;
};
void save_progress(Catalog& catalog, const StoredProgress& progress);
std::optional<StoredProgress> last_progress(Catalog& catalog);

}  // namespace retrovue::catalog
