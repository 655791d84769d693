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
  model::Millis at = 0;
  std::string error_class, subject, message, source;
  std::optional<model::Id> item_id, run_id, source_id;
};
// The last ten thousand are kept.
void add_error(Catalog& catalog, const StoredError& error);
std::vector<StoredError> errors(Catalog& catalog, std::optional<model::Millis> since, std::string_view error_class, std::int64_t limit);  // newest first

struct ErrorCount {
  std::string day;  // YYYY-MM-DD, UTC
  std::string error_class, source;
  std::int64_t errors = 0;
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

void audit(Catalog& catalog, model::Millis at, std::string_view action, std::string_view subject, std::string_view detail);
void note_sync(Catalog& catalog, model::Id library, model::Millis at);  // library and source were synced

}  // namespace retrovue::catalog
