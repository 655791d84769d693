#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

// Items whose file is gone: how long already, and whether they are in the archive.
namespace retrovue::catalog {

struct GoneItem {
  model::Id id = 0;
  model::Millis since = 0;                 // when it was last found gone
  std::optional<model::Millis> archived;   // when it was archived; none: it is not
  bool planned = false;                    // a slot or an event of a channel, past or to come, is of it
};
std::vector<GoneItem> gone_items(Catalog& catalog, model::Millis until);      // not archived, gone since then or longer; by id
std::vector<GoneItem> archived_items(Catalog& catalog);                       // last archived first
// By id, else exact title, of those archived. Error(not_found), Error(usage) with the candidates.
GoneItem find_archived(Catalog& catalog, std::string_view which);

// For good, with all that hangs on it, and its show when nothing else is of that. Inside a transaction.
void purge_items(Catalog& catalog, const std::vector<model::Id>& items);

}  // namespace retrovue::catalog
