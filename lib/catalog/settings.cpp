#include "catalog/settings.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::string setting(Catalog& catalog, std::string_view key) {
  Query query(catalog, "SELECT value FROM settings WHERE key = ?");
  query.bind(key);
  return query.step() ? query.text(0) : std::string{};
}

std::string station_id(Catalog& catalog) { return setting(catalog, "station_id"); }

}  // namespace retrovue::catalog
