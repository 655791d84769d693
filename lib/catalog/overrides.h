#pragma once
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

namespace retrovue::catalog {

std::vector<std::pair<std::string, std::string>> overrides(Catalog& catalog, model::Id item);  // by field

// Name of a source, other than manual, that lists the item now; empty when none does.
std::string lists_it(Catalog& catalog, model::Id item);
void remove_item(Catalog& catalog, model::Id item);  // inside a transaction

struct TagCount {
  std::string name_space, key;
  std::int64_t items = 0;
};
std::vector<TagCount> tag_counts(Catalog& catalog);  // by namespace and key; tags in use

}  // namespace retrovue::catalog
