#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace retrovue::catalog {

// A value kept with the catalog itself; empty when unset.
std::string setting(Catalog& catalog, std::string_view key);
// 32 hex digits, made with the catalog and never changed.
std::string station_id(Catalog& catalog);

}  // namespace retrovue::catalog
