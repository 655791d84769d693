#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"

namespace retrovue::station {

// The last sync of one source that came to its end, over all of its libraries that took part.
struct SourceScan {
  std::string source;
  base::Millis ended = 0, duration = 0;  // duration: of the libraries one after another
  std::int64_t items = 0;                // looked at
  double per_second() const { return duration > 0 ? static_cast<double>(items) * 1000 / static_cast<double>(duration) : 0; }
};

struct SyncFigures {
  bool running = false;           // now, in whatever process
  std::vector<SourceScan> scans;  // by source; those that took part in one of the last 200 syncs
};
SyncFigures sync_figures(catalog::Catalog& catalog);

}  // namespace retrovue::station
