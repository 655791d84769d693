#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "model/item.h"

namespace retrovue::catalog {

// Where a live input is read from.
struct LiveInput {
  std::string sealed;  // its address; opening it is not the catalog's business
  std::string shown;   // what may be seen of it
};
std::optional<LiveInput> live_input(Catalog& catalog, model::Id item);
// Adds or replaces; the item can air then. Inside a transaction.
void save_live_input(Catalog& catalog, model::Id item, const LiveInput& input);
// The other live input of this title, ASCII case-folded; 0: none.
model::Id live_input_titled(Catalog& catalog, std::string_view title, model::Id but);

}  // namespace retrovue::catalog
