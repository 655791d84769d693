#include "catalog/marker_writer.h"

#include <fmt/format.h>

#include "base/error.h"
#include "catalog/query.h"

namespace retrovue::catalog {

namespace {
model::Id insert(Catalog& catalog, const model::Marker& marker, std::string_view status) {
  Query(catalog, "INSERT INTO markers (item_id, kind, start_ms, end_ms, title, origin, status) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(marker.item_id).bind(model::to_text(marker.kind)).bind(marker.start_ms).bind(marker.end_ms).bind(marker.title)
      .bind(model::to_text(marker.origin)).bind(status).run();
  return last_row_id(catalog);
}
}  // namespace

model::Marker marker(Catalog& catalog, model::Id id) {
  Query query(catalog, "SELECT id, item_id, kind, start_ms, end_ms, title, origin FROM markers WHERE id = ? AND status <> 'rejected'");
  query.bind(id);
  if (!query.step())
    throw base::Error(base::ErrorKind::not_found, fmt::format("there is no marker {}", id), "'retrovue marker list ITEM' shows their ids");
  return {query.integer(0), query.integer(1), model::from_text<model::MarkerKind>(query.view(2)), query.integer(3), query.maybe(4), query.text(5),
          model::from_text<model::MarkerOrigin>(query.view(6))};
}

model::Id insert_marker(Catalog& catalog, const model::Marker& marker) { return insert(catalog, marker, "approved"); }
void insert_rejected_marker(Catalog& catalog, const model::Marker& marker) { insert(catalog, marker, "rejected"); }

void update_marker(Catalog& catalog, const model::Marker& marker) {
  Query(catalog, "UPDATE markers SET kind = ?, start_ms = ?, end_ms = ?, title = ?, origin = ? WHERE id = ?")
      .bind(model::to_text(marker.kind)).bind(marker.start_ms).bind(marker.end_ms).bind(marker.title).bind(model::to_text(marker.origin))
      .bind(marker.id).run();
}

void delete_marker(Catalog& catalog, model::Id id) { Query(catalog, "DELETE FROM markers WHERE id = ?").bind(id).run(); }
void reject_marker(Catalog& catalog, model::Id id) { Query(catalog, "UPDATE markers SET status = 'rejected' WHERE id = ?").bind(id).run(); }

}  // namespace retrovue::catalog
