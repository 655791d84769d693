#pragma once
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

namespace retrovue::catalog {

// Every identifier of every show, as (show id, identifier).
std::vector<std::pair<model::Id, model::Guid>> show_guids(Catalog& catalog);

}  // namespace retrovue::catalog
