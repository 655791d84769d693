#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"

// What was encoded ahead of time. The store, which any program may trim, knows whether it is still there.
namespace retrovue::catalog {

struct Warmed {
  std::string address;  // of its chunks in the store, 32 hex digits
  model::Id item_id = 0;
  std::string title, profile;
  std::int64_t in_frame = 0, frames = 0;  // of the item, at the profile's rate
  std::int64_t chunks = 0, bytes = 0;
  model::Millis at = 0;
};

// Inside one transaction. What is known already is told anew, but keeps its time as long as it is as large as it was.
void set_warmed(Catalog& catalog, const std::vector<Warmed>& events);
std::vector<Warmed> warmed(Catalog& catalog);  // by time, then title
void forget_warmed(Catalog& catalog, const std::vector<std::string>& addresses);

}  // namespace retrovue::catalog
