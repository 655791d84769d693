#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

// Saved queries: conditions on items in the language of retrovue-query(7).
namespace retrovue::station {

std::map<std::string, std::string> saved_queries(catalog::Catalog& catalog);

// Returns "added", "changed" or "unchanged". Throws Error(usage) with a caret when the text is not understood, or when
// queries would name each other in a circle.
std::string add_query(catalog::Catalog& catalog, const std::string& name, const std::string& text, bool dry_run);
// Throws Error(not_found), or Error(usage) when another query names it.
void remove_query(catalog::Catalog& catalog, const std::string& name, bool dry_run);
// Items that a saved query or, when no query has that name, a condition means at an instant, by id.
std::vector<model::Item> run_query(catalog::Catalog& catalog, const std::string& name_or_text, model::Millis now);

// Fills in the collections of items.
void add_collections(catalog::Catalog& catalog, std::vector<model::Item>& items);

}  // namespace retrovue::station
