#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/archive.h"
#include "catalog/catalog.h"
#include "model/item.h"

// The end of items whose file is gone: archived after a while, purged only when somebody asks for it.
namespace retrovue::station {

struct Archived {
  model::Item item;
  catalog::GoneItem gone;
  std::size_t overrides = 0;
};

struct CleanupWish {
  base::Millis archive_after = 30LL * 86'400'000;  // gone for longer: archived
  std::optional<base::Millis> purge_after;         // archived for longer: deleted for good; none: nothing is
  bool dry_run = false;
};
struct CleanupReport {
  std::vector<Archived> archived, purged;
  std::vector<Archived> kept;  // due to be purged, but a channel's plan or playlog tells of them
};
// One transaction; finding nothing writes nothing. What a run archives it does not purge as well.
CleanupReport cleanup(catalog::Catalog& catalog, const base::Clock& clock, const CleanupWish& wish);

std::vector<Archived> archive(catalog::Catalog& catalog);  // last archived first
// Out of the archive as file_not_found, with all they had; their time begins anew. All or none: Error(not_found).
std::vector<Archived> restore(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, bool dry_run);

void write_json(base::JsonWriter& json, const Archived& one);

}  // namespace retrovue::station
