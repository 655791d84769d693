#include "catalog/queries.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<std::pair<std::string, std::string>> queries(Catalog& catalog) {
  Query query(catalog, "SELECT name, text FROM queries ORDER BY name");
  std::vector<std::pair<std::string, std::string>> found;
  while (query.step()) found.emplace_back(query.text(0), query.text(1));
  return found;
}

void save_query(Catalog& catalog, std::string_view name, std::string_view text) {
  Query(catalog, "INSERT INTO queries (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text").bind(name).bind(text).run();
}

bool remove_query(Catalog& catalog, std::string_view name) {
  Query(catalog, "DELETE FROM queries WHERE name = ?").bind(name).run();
  return changed_rows(catalog) > 0;
}

std::vector<std::pair<model::Id, std::string>> collection_members(Catalog& catalog) {
  Query query(catalog,
              "SELECT o.item_id, c.title FROM collections c, json_each(c.members) m JOIN origins o ON o.library_id = c.library_id AND "
              "o.external_key = m.value UNION SELECT i.id, c.title FROM collections c, json_each(c.members) m JOIN show_origins s ON "
              "s.library_id = c.library_id AND s.external_key = m.value JOIN items i ON i.show_id = s.show_id UNION SELECT o.item_id, p.title FROM "
              "playlists p, json_each(p.members) m JOIN libraries l ON l.source_id = p.source_id JOIN origins o ON o.library_id = l.id AND "
              "o.external_key = m.value ORDER BY 1, 2");
  std::vector<std::pair<model::Id, std::string>> found;
  while (query.step()) found.emplace_back(query.integer(0), query.text(1));
  return found;
}

std::vector<std::pair<model::Id, model::Millis>> last_planned(Catalog& catalog, model::Millis before) {
  Query query(catalog, "SELECT item_id, max(start_at) FROM events WHERE item_id IS NOT NULL AND start_at < ? GROUP BY item_id");
  query.bind(before);
  std::vector<std::pair<model::Id, model::Millis>> found;
  while (query.step()) found.emplace_back(query.integer(0), query.integer(1));
  return found;
}

}  // namespace retrovue::catalog
