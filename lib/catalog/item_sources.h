#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/origin.h"

// What the sources of one item say about it, beyond its fields.
namespace retrovue::catalog {

struct ItemOrigin {
  std::string source, source_kind, library, key;
  std::string path;    // as the source has it; bytes
  std::string values;  // JSON, as stored
  bool listed = true, trashed = false;
};
std::vector<ItemOrigin> item_origins(Catalog& catalog, model::Id item);  // oldest first
std::vector<model::Credit> credits(Catalog& catalog, model::Id item);    // by kind, in the source's order
std::optional<model::Millis> said_length(Catalog& catalog, model::Id item);  // what a server says; empty when none does

}  // namespace retrovue::catalog
