#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

// What a past sync did with one library.
struct LibraryPast {
  model::Id run = 0;
  base::Millis started = 0;
  std::string mode, server, library, status;
  std::int64_t items = 0;                 // looked at
  std::optional<base::Millis> duration;   // none: of a sync that kept no times
  std::optional<double> per_second;       // items; none when the clock saw no time pass
};
// By title, or by server and title ("attic/Movies"), in any case; also of libraries that are gone. Newest first.
std::vector<LibraryPast> library_past(catalog::Catalog& catalog, std::string_view library, std::int64_t limit);
void write_json(base::JsonWriter& json, const LibraryPast& past);

// How the last sync of each source and library went, by id: done, partial, failed, guarded, interrupted or running. What
// was never synced, or not in the last thousand syncs, is not in it.
struct LastResults {
  std::map<model::Id, std::string> sources, libraries;
  std::string source(model::Id id) const;   // empty: none
  std::string library(model::Id id) const;
};
LastResults last_results(catalog::Catalog& catalog);

}  // namespace retrovue::station
