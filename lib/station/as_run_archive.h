#pragma once
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/as_run_weeks.h"

namespace retrovue::station {

struct AsRunArchive {
  base::Millis before = 0;  // what began earlier was archived
  std::int64_t rows = 0;
  std::vector<catalog::AsRunWeek> weeks;  // that rows came to, by channel and week
};
// Packs as-run rows that are older than after; one transaction, and finding none writes nothing.
AsRunArchive archive_as_run(catalog::Catalog& catalog, const base::Clock& clock, base::Millis after, bool dry_run);

void write_json(base::JsonWriter& json, const AsRunArchive& report);

}  // namespace retrovue::station
