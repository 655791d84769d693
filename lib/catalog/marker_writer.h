#pragma once
#include "catalog/catalog.h"
#include "model/marker.h"

// Rows of markers, written one at a time; inside a transaction.
namespace retrovue::catalog {

model::Marker marker(Catalog& catalog, model::Id id, bool rejected = false);  // Error(not_found); a rejected one is found when it is meant
model::Id insert_marker(Catalog& catalog, const model::Marker& marker);       // with its status
void update_marker(Catalog& catalog, const model::Marker& marker);            // by id
void delete_marker(Catalog& catalog, model::Id id);
// A rejected one stays, unseen, so that its origin does not bring it back.
void set_marker_status(Catalog& catalog, model::Id id, model::MarkerStatus status);

}  // namespace retrovue::catalog
