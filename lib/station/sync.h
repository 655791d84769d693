#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "model/listing.h"
#include "station/item_changes.h"
#include "station/verdict.h"

namespace retrovue::station {

// scanned = added + updated + unchanged + failed; removed items are those the source lists no longer.
struct SyncCounts {
  std::int64_t scanned = 0, added = 0, updated = 0, removed = 0, unchanged = 0, failed = 0;
  std::int64_t requests = 0, bytes = 0, db_writes = 0;
  SyncCounts& operator+=(const SyncCounts& other);
};

struct SyncError {
  std::string error_class;  // network, auth, data, file
  std::string item;         // path or key, bytes
  std::string message;
};

// Set when a library would have lost too much at once; nothing of it was changed.
struct Guard {
  std::string library;
  std::int64_t known = 0, missing = 0;
  std::string message;
};

struct LibraryReport {
  std::string server, library, kind;
  SyncCounts counts;
  std::string status;         // done, partial, failed, guarded
  base::Millis duration = 0;  // what a server does for its libraries together counts for the first
};

// How it went with one library of a source; library 0: of a source whose libraries are not known yet.
struct SyncResult {
  model::Id source = 0, library = 0;
  std::string status;  // empty: not ended yet
};

struct SyncReport {
  SyncCounts total;
  double seconds = 0;
  std::vector<LibraryReport> libraries;
  std::vector<SyncResult> results;  // of all that was to be synced, also of what was never reached
  std::vector<SyncError> errors;
  std::vector<Verdict> verdicts;    // with SyncWish::detect
  bool detected = false;
  std::optional<Guard> guard;  // the first one
  std::vector<ItemChange> found;  // while it runs
  ChangeReport changes;
  bool unreachable = false;    // no source at all could be read
  bool unauthorised = false;   // a server refused its token
  std::size_t failed_sources = 0;
  bool partial() const { return total.failed > 0 || !errors.empty() || guard.has_value(); }
};

// Two levels: which library of how many, and which item of how many in it (0 = not known yet).
struct SyncProgress {
  std::string library;
  std::size_t library_number = 0, libraries = 0;
  std::string item;
  std::size_t item_number = 0, items = 0;
};

// One change of the catalog, told when it is written; under a dry run when it would be.
struct SyncChange {
  std::string_view what;  // added, updated, removed
  std::string library, item;
  base::Millis written = base::steady_ms();  // by the monotonic clock
};

class ServerDoor;

struct SyncWish {
  // What to sync, by name; with nothing said, everything that is enabled. Naming a server means its enabled libraries.
  std::vector<std::string> folders, servers, libraries;
  std::optional<std::string> title;  // of a show or movie: only that, from servers; nothing is removed
  std::optional<int> year;
  std::string detect;                // show, episode, file or metadata: that detector alone looks at servers; needs dry_run
  bool quick = false;                // believe a server that says nothing changed
  ServerDoor* door = nullptr;        // how servers are reached; null: folders only
  bool full = false, allow_removals = false, dry_run = false;
  base::Millis pause = 10 * 60'000;   // how long a server is left alone after too many errors one after another
  std::int64_t guard_percent = 30, guard_items = 10;  // both must be exceeded
  std::function<void(const SyncProgress&)> progress;
  std::function<void(const SyncChange&)> changed;
};

std::string_view sync_mode(const SyncWish& wish);  // full, title, quick, incremental
// JSON that is kept with an error; empty names are left out. stored: the item was taken all the same.
std::string error_context(const SyncWish& wish, std::string_view server, std::string_view library, bool stored);

// "Show / Episode", or the title: an item as progress and changes name it.
std::string listed_text(const model::Item& item);

std::string library_status(bool reached, bool guarded, bool failures);

// Brings the catalog in line with the folders and servers. One at a time per catalog: Error(busy) when another runs.
// Error(not_found) when there is nothing to sync, Error(unreachable) is a SyncError of the report.
SyncReport sync(catalog::Catalog& catalog, const base::Clock& clock, const SyncWish& wish);

// Held by a sync from its start to its end, and by what must not meet one. Waits five seconds, then Error(busy).
base::Fd lock_sync(const std::filesystem::path& catalog);

void write_json(base::JsonWriter& json, const SyncReport& report);  // as cli.md says

}  // namespace retrovue::station
