#pragma once
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

namespace retrovue::catalog {

// Saved queries as (name, text), by name; names are told apart without regard to case.
std::vector<std::pair<std::string, std::string>> queries(Catalog& catalog);
void save_query(Catalog& catalog, std::string_view name, std::string_view text);  // adds, or replaces its text
bool remove_query(Catalog& catalog, std::string_view name);                       // false: there was none

// (item, title of a collection or playlist that holds it or its show), by item.
std::vector<std::pair<model::Id, std::string>> collection_members(Catalog& catalog);

// When each item was last planned on any channel before an instant, as a programme or in a break.
std::vector<std::pair<model::Id, model::Millis>> last_planned(Catalog& catalog, model::Millis before);

}  // namespace retrovue::catalog
