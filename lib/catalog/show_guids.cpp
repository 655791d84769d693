#include "catalog/show_guids.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<std::pair<model::Id, model::Guid>> show_guids(Catalog& catalog) {
  std::vector<std::pair<model::Id, model::Guid>> found;
  Query rows(catalog, "SELECT show_id, provider, value FROM show_guids");
  while (rows.step()) found.push_back({rows.integer(0), {rows.text(1), rows.text(2)}});
  return found;
}

}  // namespace retrovue::catalog
