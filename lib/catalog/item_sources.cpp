#include "catalog/item_sources.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<ItemOrigin> item_origins(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT o.name, o.kind, l.title, g.external_key, g.source_path, g.values_json, g.listed, g.trashed FROM origins g JOIN libraries l "
                       "ON l.id = g.library_id JOIN sources o ON o.id = l.source_id WHERE g.item_id = ? ORDER BY g.id");
  query.bind(item);
  std::vector<ItemOrigin> found;
  while (query.step())
    found.push_back({query.text(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5), query.yes(6), query.yes(7)});
  return found;
}

std::vector<model::Credit> credits(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT c.kind, p.name, c.part FROM credits c JOIN people p ON p.id = c.person_id WHERE c.item_id = ? ORDER BY c.kind DESC, c.position");
  query.bind(item);
  std::vector<model::Credit> found;
  while (query.step()) found.push_back({model::from_text<model::CreditKind>(query.view(0)), query.text(1), query.text(2)});
  return found;
}

std::optional<model::Millis> said_length(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT json_extract(values_json, '$.source.duration_ms') FROM origins WHERE item_id = ? AND listed = 1 ORDER BY 1 DESC LIMIT 1");
  query.bind(item);
  return query.step() ? query.maybe(0) : std::nullopt;
}

}  // namespace retrovue::catalog
