#pragma once
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"

namespace retrovue::catalog {

// Campaigns as (name, document), by name; names are told apart without regard to case.
std::vector<std::pair<std::string, std::string>> campaigns(Catalog& catalog);
void save_campaign(Catalog& catalog, std::string_view name, std::string_view document);  // adds, or replaces it and its name
bool remove_campaign(Catalog& catalog, std::string_view name);                           // false: there was none

// A planned commercial and what became of it.
struct SpotAiring {
  model::Id item_id = 0;
  model::Millis at = 0;
  bool aired = false;   // by the as-run, whole or as far as somebody watched
  bool missed = false;  // the as-run says that it failed, was replaced or was cut short
};
// Those that start in [from, to), oldest first.
std::vector<SpotAiring> spot_airings(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

}  // namespace retrovue::catalog
