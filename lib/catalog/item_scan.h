#pragma once
#include <functional>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

// Items for questions that are asked of all of them.
namespace retrovue::catalog {

// Shows every item that is not archived, by id, with what queries and rules ask for: no summary, notes, paths, guids and
// collections. The item is valid during the call; false ends the scan.
void scan_items(Catalog& catalog, const std::function<bool(const model::Item&)>& visit);

// What the planner chooses from: items that are schedulable (state normal, validated), by id, with their summaries, but
// without notes, paths, guids and collections.
std::vector<model::Item> schedulable_items(Catalog& catalog);

// Whole items, in the order of the ids; those that are not there are left out. For few: each is looked up.
std::vector<model::Item> items_by_id(Catalog& catalog, const std::vector<model::Id>& ids);

}  // namespace retrovue::catalog
