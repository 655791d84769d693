#pragma once
#include "catalog/catalog.h"
#include "model/marker.h"

// Rows of markers, written one at a time; inside a transaction.
namespace retrovue::catalog {

model::Marker marker(Catalog& catalog, model::Id id);  // Error(not_found); rejected ones are not found
model::Id insert_marker(Catalog& catalog, const model::Marker& marker);
void update_marker(Catalog& catalog, const model::Marker& marker);  // by id
void delete_marker(Catalog& catalog, model::Id id);
void reject_marker(Catalog& catalog, model::Id id);  // stays, unseen, so that its origin does not bring it back
void insert_rejected_marker(Catalog& catalog, const model::Marker& marker);

}  // namespace retrovue::catalog
