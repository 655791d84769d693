#include "station/libraries.h"

#include <fmt/format.h>

#include "catalog/history.h"
#include "catalog/server_items.h"
#include "catalog/servers.h"
#include "station/server_apply.h"
#include "station/sync.h"

namespace retrovue::station {
namespace {

RemovedLibrary remove_one(catalog::Catalog& catalog, base::Millis now, const model::Library& library) {
  RemovedLibrary removed{library, 0, 0};
  const auto rules = catalog::path_rules(catalog, library.source_id);
  ServerApply apply(catalog, now, rules);
  const auto cause = fmt::format("library '{}/{}' was removed", library.source, library.title);
  for (const auto& mark : catalog::origin_marks(catalog, library.source_id))
    if (mark.listed && mark.library_id == library.id) ++(apply.remove(mark, cause) ? removed.lost : removed.kept);
  for (const auto& show : catalog::show_marks(catalog, library.source_id))
    if (show.listed && show.library_id == library.id) apply.more().unlist_show(show);
  catalog::retire_library(catalog, library.id, now);
  catalog::audit(catalog, now, "library remove", library.source + "/" + library.title, fmt::format("{} items", removed.lost));
  return removed;
}

}  // namespace

std::vector<RemovedLibrary> remove_libraries(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<model::Library>& libraries, bool dry_run) {
  base::Fd lock;
  if (!dry_run) lock = lock_sync(catalog.path());
  std::vector<RemovedLibrary> removed;
  catalog.transaction(dry_run, [&] {
    for (const auto& library : libraries) removed.push_back(remove_one(catalog, clock.now(), library));
  });
  return removed;
}

}  // namespace retrovue::station
