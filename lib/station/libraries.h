#pragma once
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "model/server.h"

namespace retrovue::station {

struct RemovedLibrary {
  model::Library library;
  std::int64_t lost = 0;  // items that nothing lists any more: file_not_found now
  std::int64_t kept = 0;  // items that another library lists too
};

// Takes libraries of servers out of the catalog, all or none. Their items stay with tags, markers, overrides and payload, and are
// found again when the server's library comes back. Waits for a running sync: Error(busy).
std::vector<RemovedLibrary> remove_libraries(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<model::Library>& libraries, bool dry_run);

}  // namespace retrovue::station
