#include "catalog/overrides.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<std::pair<std::string, std::string>> overrides(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT field, value FROM overrides WHERE item_id = ? ORDER BY field");
  query.bind(item);
  std::vector<std::pair<std::string, std::string>> found;
  while (query.step()) found.emplace_back(query.text(0), query.text(1));
  return found;
}

std::string lists_it(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT o.name FROM origins g JOIN libraries l ON l.id = g.library_id JOIN sources o ON o.id = l.source_id WHERE g.item_id = ? "
                       "AND g.listed = 1 AND o.kind <> 'manual' ORDER BY g.id");
  query.bind(item);
  return query.step() ? query.text(0) : std::string{};
}

void remove_item(Catalog& catalog, model::Id item) {
  Query(catalog, "DELETE FROM items WHERE id = ?").bind(item).run();
  execute(catalog, "DELETE FROM shows WHERE NOT EXISTS (SELECT 1 FROM items WHERE show_id = shows.id)");
}

std::vector<TagCount> tag_counts(Catalog& catalog) {
  Query query(catalog, "SELECT namespace, key, count(*) FROM item_tags JOIN tags ON tags.id = tag_id JOIN items ON items.id = item_id WHERE origin <> "
                       "'removed' AND archived_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2");
  std::vector<TagCount> found;
  while (query.step()) found.push_back({query.text(0), query.text(1), query.integer(2)});
  return found;
}

}  // namespace retrovue::catalog
