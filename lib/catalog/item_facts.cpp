#include "catalog/item_facts.h"

namespace retrovue::catalog {

ItemFactsReader::ItemFactsReader(Catalog& catalog)
    : query_(catalog,
             "SELECT i.library_id, i.state, (SELECT path FROM files WHERE item_id = i.id AND airs = 1 LIMIT 1), g.source_path, "
             "(SELECT group_concat(part || ':' || size || ':' || mtime_ns, ' ') FROM (SELECT part, size, mtime_ns FROM files WHERE item_id = i.id AND "
             "signature <> '' ORDER BY part, size, mtime_ns)), g.values_json FROM items i LEFT JOIN origins g ON g.id = (SELECT id FROM origins WHERE "
             "item_id = i.id ORDER BY listed DESC, id LIMIT 1) WHERE i.id = ?") {}

std::optional<ItemFacts> ItemFactsReader::of(model::Id item) {
  query_.bind(item);
  std::optional<ItemFacts> facts;
  if (query_.step())
    facts = ItemFacts{query_.integer(0), model::from_text<model::ItemState>(query_.view(1)), query_.text(2), query_.text(3), query_.text(4), query_.text(5)};
  query_.reset();
  return facts;
}

TouchedSlots::TouchedSlots(Catalog& catalog, model::Millis now)
    : query_(catalog,
             "SELECT s.id, c.number, s.start_at FROM slots s JOIN channels c ON c.id = s.channel_id WHERE s.end_at > ?1 AND s.id IN (SELECT id FROM slots "
             "WHERE item_id = ?2 UNION SELECT slot_id FROM events WHERE item_id = ?2) ORDER BY s.start_at, c.number"),
      now_(now) {}

std::vector<TouchedSlot> TouchedSlots::by(model::Id item) {
  std::vector<TouchedSlot> slots;
  query_.bind(now_).bind(item);
  while (query_.step()) slots.push_back({query_.integer(0), query_.small(1), query_.integer(2)});
  query_.reset();
  return slots;
}

}  // namespace retrovue::catalog
