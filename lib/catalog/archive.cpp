#include "catalog/archive.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {
namespace {

constexpr std::string_view kGone =
    "SELECT i.id, ifnull((SELECT max(at) FROM state_log WHERE item_id = i.id AND to_state = 'file_not_found'), i.updated_at) AS since, i.archived_at, "
    "EXISTS (SELECT 1 FROM slots WHERE item_id = i.id) OR EXISTS (SELECT 1 FROM events WHERE item_id = i.id) FROM items i WHERE ";

std::vector<GoneItem> read(Query& query) {
  std::vector<GoneItem> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1), query.maybe(2), query.yes(3)});
  return found;
}

}  // namespace

std::vector<GoneItem> gone_items(Catalog& catalog, model::Millis until) {
  Query query(catalog, fmt::format("{} i.state = 'file_not_found' AND i.archived_at IS NULL AND since <= ? ORDER BY i.id", kGone));
  query.bind(until);
  return read(query);
}

std::vector<GoneItem> archived_items(Catalog& catalog) {
  Query query(catalog, fmt::format("{} i.archived_at IS NOT NULL ORDER BY i.archived_at DESC, i.id", kGone));
  return read(query);
}

GoneItem find_archived(Catalog& catalog, std::string_view which) {
  const auto id = which.starts_with("id:") ? which.substr(3) : which;
  for (const std::string_view condition : {"CAST(i.id AS TEXT) = ?", "i.title = ? ORDER BY i.id", "i.title = ? COLLATE NOCASE ORDER BY i.id"}) {
    Query query(catalog, fmt::format("{} i.archived_at IS NOT NULL AND {}", kGone, condition));
    query.bind(condition.starts_with("CAST") ? id : which);
    const auto found = read(query);
    if (found.size() == 1) return found.front();
    std::vector<std::string> ids;
    for (const auto& one : found) ids.push_back(std::to_string(one.id));
    if (!ids.empty())
      throw base::Error(base::ErrorKind::usage, fmt::format("'{}' names more than one archived item", base::printable(which)), "use the id: " + base::join(ids, ", "));
  }
  throw base::Error(base::ErrorKind::not_found, fmt::format("there is no archived item '{}'", base::printable(which)), "see `retrovue archive list`");
}

void purge_items(Catalog& catalog, const std::vector<model::Id>& items) {
  Query query(catalog, "DELETE FROM items WHERE id = ? AND archived_at IS NOT NULL");
  for (const auto item : items) query.bind(item).run();
  if (!items.empty())
    execute(catalog, "DELETE FROM shows WHERE NOT EXISTS (SELECT 1 FROM items WHERE show_id = shows.id) AND NOT EXISTS "
                     "(SELECT 1 FROM show_origins WHERE show_id = shows.id AND listed = 1)");
}

}  // namespace retrovue::catalog
