#include "catalog/marker_writer.h"

#include "catalog/query.h"

namespace retrovue::catalog {

model::Id insert_marker(Catalog& catalog, const model::Marker& marker) {
  Query(catalog, "INSERT INTO markers (item_id, kind, start_ms, end_ms, title, origin, status, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(marker.item_id).bind(model::to_text(marker.kind)).bind(marker.start_ms).bind(marker.end_ms).bind(marker.title)
      .bind(model::to_text(marker.origin)).bind(model::to_text(marker.status)).bind(marker.confidence).run();
  return last_row_id(catalog);
}

void update_marker(Catalog& catalog, const model::Marker& marker) {
  Query(catalog, "UPDATE markers SET kind = ?, start_ms = ?, end_ms = ?, title = ?, origin = ?, status = ?, confidence = ? WHERE id = ?")
      .bind(model::to_text(marker.kind)).bind(marker.start_ms).bind(marker.end_ms).bind(marker.title).bind(model::to_text(marker.origin))
      .bind(model::to_text(marker.status)).bind(marker.confidence).bind(marker.id).run();
}

void delete_marker(Catalog& catalog, model::Id id) { Query(catalog, "DELETE FROM markers WHERE id = ?").bind(id).run(); }

void set_marker_status(Catalog& catalog, model::Id id, model::MarkerStatus status) {
  Query(catalog, "UPDATE markers SET status = ? WHERE id = ?").bind(model::to_text(status)).bind(id).run();
}

}  // namespace retrovue::catalog
