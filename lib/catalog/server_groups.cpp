#include "catalog/server_groups.h"

#include <fmt/format.h>

#include <unordered_set>

#include "catalog/server_items.h"

namespace retrovue::catalog {
namespace {
void keep_keys(Catalog& catalog, std::string_view table, std::string_view owned, model::Id owner, const std::vector<std::string>& keys) {
  const std::unordered_set<std::string_view> kept{keys.begin(), keys.end()};
  std::vector<std::string> gone;
  {
    Query query(catalog, fmt::format("SELECT external_key FROM {} WHERE {} = ?", table, owned));
    query.bind(owner);
    while (query.step())
      if (!kept.contains(query.view(0))) gone.push_back(query.text(0));
  }
  Query query(catalog, fmt::format("DELETE FROM {} WHERE {} = ? AND external_key = ?", table, owned));
  for (const auto& key : gone) query.bind(owner).bind(key).run();
}

std::string_view table_of(GroupKind kind) { return kind == GroupKind::collection ? "collections" : "playlists"; }
std::string_view owner_of(GroupKind kind) { return kind == GroupKind::collection ? "library_id" : "source_id"; }

std::string poster(const model::SeasonOrigin& season) {
  for (const auto& one : season.artwork)
    if (one.kind == "poster") return one.reference;
  return {};
}
}  // namespace

bool ServerItemWriter::put_season(model::Id library, model::Id show, const model::SeasonOrigin& season, std::string_view stamp) {
  Query(catalog_, "INSERT INTO seasons (library_id, external_key, show_id, number, title, summary, poster, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON "
                  "CONFLICT DO UPDATE SET show_id = excluded.show_id, number = excluded.number, title = excluded.title, summary = excluded.summary, "
                  "poster = excluded.poster, stamp = excluded.stamp WHERE stamp <> excluded.stamp OR show_id <> excluded.show_id")
      .bind(library).bind(season.key).bind(show).bind(season.number).bind(season.title).bind(season.summary).bind(poster(season)).bind(stamp).run();
  return changed_rows(catalog_) > 0;
}

void ServerItemWriter::keep_seasons(model::Id library, const std::vector<std::string>& keys) {
  keep_keys(catalog_, "seasons", "library_id", library, keys);
}

bool put_group(Catalog& catalog, GroupKind kind, model::Id owner, const model::CollectionOrigin& group, std::string_view stamp, std::string_view members) {
  Query(catalog, fmt::format("INSERT INTO {} ({}, external_key, title, summary, smart, stamp, members) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO "
                              "UPDATE SET title = excluded.title, summary = excluded.summary, smart = excluded.smart, stamp = excluded.stamp, members = "
                              "excluded.members WHERE stamp <> excluded.stamp OR members <> excluded.members", table_of(kind), owner_of(kind)))
      .bind(owner).bind(group.key).bind(group.title).bind(group.summary).bind(group.smart).bind(stamp).bind(members).run();
  return changed_rows(catalog) > 0;
}

void keep_groups(Catalog& catalog, GroupKind kind, model::Id owner, const std::vector<std::string>& keys) {
  keep_keys(catalog, table_of(kind), owner_of(kind), owner, keys);
}

bool ServerItemWriter::seen_elsewhere(model::Id item) {
  Query query(catalog_, "SELECT 1 FROM origins g JOIN libraries l ON l.id = g.library_id LEFT JOIN servers s ON s.source_id = l.source_id WHERE g.item_id = "
                        "? AND g.listed = 1 AND s.source_id IS NULL");
  query.bind(item);
  return query.step();
}

ListedPlace ServerItemWriter::first_listed(model::Id item) {
  Query query(catalog_, "SELECT library_id, length(external_key), external_key FROM origins WHERE item_id = ? AND listed = 1 ORDER BY 1, 2, 3 LIMIT 1");
  query.bind(item);
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1), query.text(2)};
}

std::optional<base::Error> ServerItemWriter::guarded(const std::function<void()>& act) {
  execute(catalog_, "SAVEPOINT one_item");
  try {
    act();
    execute(catalog_, "RELEASE one_item");
    return std::nullopt;
  } catch (const base::Error& error) {
    if (error.kind() == base::ErrorKind::catalog || error.kind() == base::ErrorKind::busy) throw;
    execute(catalog_, "ROLLBACK TO one_item");
    execute(catalog_, "RELEASE one_item");
    return error;
  }
}

std::vector<SeasonMark> season_marks(Catalog& catalog, model::Id library) {
  Query query(catalog, "SELECT external_key, stamp, show_id FROM seasons WHERE library_id = ?");
  query.bind(library);
  std::vector<SeasonMark> found;
  while (query.step()) found.push_back({query.text(0), query.text(1), query.integer(2)});
  return found;
}

std::vector<model::Id> items_with_source_markers(Catalog& catalog, model::Id server) {
  Query query(catalog, "SELECT DISTINCT g.item_id FROM libraries l JOIN origins g ON g.library_id = l.id JOIN markers m ON m.item_id = g.item_id AND "
                       "m.origin = 'source' AND m.kind <> 'chapter' WHERE l.source_id = ?");
  query.bind(server);
  std::vector<model::Id> found;
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

std::vector<GroupMark> group_marks(Catalog& catalog, GroupKind kind, model::Id owner) {
  Query query(catalog, fmt::format("SELECT external_key, stamp, members FROM {} WHERE {} = ? ORDER BY id", table_of(kind), owner_of(kind)));
  query.bind(owner);
  std::vector<GroupMark> found;
  while (query.step()) found.push_back({query.text(0), query.text(1), query.text(2)});
  return found;
}

void save_progress(Catalog& catalog, const StoredProgress& progress) {
  Query(catalog, "INSERT INTO sync_progress VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, library = excluded.library, "
                 "library_number = excluded.library_number, libraries = excluded.libraries, item = excluded.item, item_number = "
                 "excluded.item_number, items = excluded.items")
      .bind(progress.run_id).bind(progress.at).bind(progress.library).bind(progress.library_number).bind(progress.libraries).bind(progress.item)
      .bind(progress.item_number).bind(progress.items).run();
}

std::optional<StoredProgress> last_progress(Catalog& catalog) {
  Query query(catalog, "SELECT run_id, at, library, item, library_number, libraries, item_number, items FROM sync_progress ORDER BY run_id DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return StoredProgress{query.integer(0), query.integer(1), query.text(2), query.text(3), query.integer(4), query.integer(5), query.integer(6), query.integer(7)};
}

}  // namespace retrovue::catalog
