#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalog/history.h"
#include "catalog/server_groups.h"

// What other terminals may know about syncs: the one that runs, and those that were.
namespace retrovue::station {

// The last sync, and where it is or was; running is told by its lock, so a killed one is not taken for running.
struct SyncNow {
  catalog::SyncRun run;
  bool running = false;
  std::optional<catalog::StoredProgress> place;
};
std::optional<SyncNow> sync_now(catalog::Catalog& catalog);  // empty: there never was one
void write_json(base::JsonWriter& json, const SyncNow& now);

// A past sync as its report tells it.
struct SyncPast {
  catalog::SyncRun run;                 // status interrupted when it neither ended nor runs
  std::vector<std::string> sources;     // that took part
  std::optional<base::Millis> took;
  std::string problem;                  // the first one; empty when all went well
};
std::vector<SyncPast> sync_past(catalog::Catalog& catalog, std::int64_t limit);  // newest first
void write_json(base::JsonWriter& json, const SyncPast& past);

}  // namespace retrovue::station
