#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/item.h"

namespace retrovue::catalog {

struct SyncRun {
  model::Id id = 0;
  model::Millis started = 0;
  std::optional<model::Millis> ended;  // none: running, or killed
  std::string mode, status;            // incremental, full; running, done, partial, failed, guarded, interrupted
  std::int64_t scanned = 0, added = 0, updated = 0, removed = 0, unchanged = 0, failed = 0, requests = 0, bytes = 0, db_writes = 0;
  std::string report;  // JSON
};
model::Id start_sync_run(Catalog& catalog, const SyncRun& run);  // marks runs that never ended as interrupted
void end_sync_run(Catalog& catalog, const SyncRun& run);
std::vector<SyncRun> sync_runs(Catalog& catalog, std::int64_t limit);  // newest first

struct StoredError {
  model::Id id = 0;
  model::Millis at = 0;  // when it came first
  std::string error_class, subject, message, source;
  std::optional<model::Id> item_id, run_id, source_id;
  std::string operation = "sync", context = "{}";  // sync, validate; a JSON object
  model::Millis last_at = 0;
  std::int64_t retries = 0;
  std::optional<model::Millis> resolved_at;  // none: open
};
// Comes at `at`. An open one of the same operation, source, item, class and subject counts a retry instead (for class data, which
// may say several things of one subject, of the same message too). The last ten thousand are kept.
void add_error(Catalog& catalog, const StoredError& error);
// What a sync of the source did not meet again is over. partly: it read some of the source only, which tells of nothing but its being reached;
// what was stored all the same (context "stored") is over only when everything was read again.
enum class SourceRead { partly, changes, everything };
void resolve_source_errors(Catalog& catalog, model::Id source, model::Id run, SourceRead read, model::Millis now);
// The file of the item can be played; what was wrong with files that the item no longer has is over too.
void resolve_file_errors(Catalog& catalog, model::Id item, std::string_view path, model::Millis now);

struct ErrorWish {
  std::optional<model::Millis> since;  // came last then or later
  std::string error_class;             // empty: any
  bool resolved = false;               // with those that are over
  std::int64_t limit = 100;
};
std::vector<StoredError> errors(Catalog& catalog, const ErrorWish& wish);  // what came last first

struct ErrorCount {
  std::string day;  // YYYY-MM-DD, UTC, when they came last
  std::string error_class, source;
  std::int64_t errors = 0;  // with retries
};
std::vector<ErrorCount> error_counts(Catalog& catalog, std::optional<model::Millis> since);  // newest day first

struct StateCount {
  std::string source, library, state;
  std::int64_t items = 0, validated = 0;
};
std::vector<StateCount> state_counts(Catalog& catalog);

struct StateChange {
  model::Millis at = 0;
  std::string from, to, cause;
};
std::vector<StateChange> state_changes(Catalog& catalog, model::Id item);  // oldest first

struct Trouble {
  std::int64_t count = 0;  // failures one after another
  std::optional<model::Millis> last_at;
  std::string message;  // of the open error that came last; empty: none
};
Trouble trouble(Catalog& catalog, model::Id item);

void audit(Catalog& catalog, model::Millis at, std::string_view action, std::string_view subject, std::string_view detail);
void note_sync(Catalog& catalog, model::Id library, model::Millis at);  // library and source were synced

}  // namespace retrovue::catalog
