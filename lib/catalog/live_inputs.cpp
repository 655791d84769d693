#include "catalog/live_inputs.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::optional<LiveInput> live_input(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT url, shown FROM live_inputs WHERE item_id = ?");
  query.bind(item);
  if (!query.step()) return std::nullopt;
  return LiveInput{query.text(0), query.text(1)};
}

void save_live_input(Catalog& catalog, model::Id item, const LiveInput& input) {
  Query(catalog, "INSERT INTO live_inputs VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET url = excluded.url, shown = excluded.shown")
      .bind(item).bind_blob(input.sealed).bind(input.shown).run();
  Query(catalog, "UPDATE items SET validated = 1 WHERE id = ?").bind(item).run();
}

model::Id live_input_titled(Catalog& catalog, std::string_view title, model::Id but) {
  Query query(catalog, "SELECT l.item_id FROM live_inputs l JOIN items i ON i.id = l.item_id WHERE i.title = ? COLLATE NOCASE AND i.id <> ?");
  query.bind(title).bind(but);
  return query.step() ? query.integer(0) : 0;
}

}  // namespace retrovue::catalog
