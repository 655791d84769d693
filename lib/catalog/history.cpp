#include "catalog/history.h"

#include <unistd.h>

#include <cstdlib>

#include "catalog/query.h"
#include "catalog/revisions.h"

namespace retrovue::catalog {

namespace {
constexpr int kErrorsKept = 10'000;
}

model::Id start_sync_run(Catalog& catalog, const SyncRun& run) {
  execute(catalog, "UPDATE sync_runs SET status = 'interrupted' WHERE status = 'running'");
  Query(catalog, "INSERT INTO sync_runs (started_at, mode, status, report) VALUES (?, ?, 'running', ?)")
      .bind(run.started).bind(run.mode).bind(run.report).run();
  return last_row_id(catalog);
}

void end_sync_run(Catalog& catalog, const SyncRun& run) {
  Query(catalog, "UPDATE sync_runs SET ended_at = ?, status = ?, scanned = ?, added = ?, updated = ?, removed = ?, unchanged = ?, failed = ?, "
                 "requests = ?, bytes = ?, db_writes = ?, report = ? WHERE id = ?")
      .bind(run.ended).bind(run.status).bind(run.scanned).bind(run.added).bind(run.updated).bind(run.removed).bind(run.unchanged)
      .bind(run.failed).bind(run.requests).bind(run.bytes).bind(run.db_writes).bind(run.report).bind(run.id).run();
}

std::vector<SyncRun> sync_runs(Catalog& catalog, std::int64_t limit) {
  Query query(catalog, "SELECT id, started_at, ended_at, mode, status, scanned, added, updated, removed, unchanged, failed, requests, bytes, "
                       "db_writes, report FROM sync_runs ORDER BY id DESC LIMIT ?");
  query.bind(limit);
  std::vector<SyncRun> found;
  while (query.step())
    found.push_back({query.integer(0), query.integer(1), query.maybe(2), query.text(3), query.text(4), query.integer(5), query.integer(6),
                     query.integer(7), query.integer(8), query.integer(9), query.integer(10), query.integer(11), query.integer(12),
                     query.integer(13), query.text(14)});
  return found;
}

void add_error(Catalog& catalog, const StoredError& error) {
  const auto writes = catalog.writes();
  Query(catalog, "UPDATE sync_errors SET last_at = ?1, run_id = ?2, message = ?7, context = ?9, retries = retries + 1 WHERE resolved_at IS NULL AND "
                 "source_id IS ?3 AND item_id IS ?4 AND class = ?5 AND subject = ?6 AND operation = ?8 AND (class <> 'data' OR message = ?7)")
      .bind(error.at).bind(error.run_id).bind(error.source_id).bind(error.item_id).bind(error.error_class).bind(error.subject).bind(error.message)
      .bind(error.operation).bind(error.context).run();
  if (catalog.writes() != writes) return;
  Query(catalog, "INSERT INTO sync_errors (at, last_at, run_id, source_id, item_id, class, subject, message, operation, context) VALUES (?1, ?1, ?2, ?3, "
                 "?4, ?5, ?6, ?7, ?8, ?9)")
      .bind(error.at).bind(error.run_id).bind(error.source_id).bind(error.item_id).bind(error.error_class).bind(error.subject).bind(error.message)
      .bind(error.operation).bind(error.context).run();
  Query(catalog, "DELETE FROM sync_errors WHERE id <= (SELECT max(id) FROM sync_errors) - ?").bind(kErrorsKept).run();
}

void resolve_source_errors(Catalog& catalog, model::Id source, model::Id run, SourceRead read, model::Millis now) {
  Query(catalog, "UPDATE sync_errors SET resolved_at = ?1 WHERE resolved_at IS NULL AND operation = 'sync' AND source_id = ?2 AND run_id IS NOT ?3 AND "
                 "(?4 OR class IN ('network', 'auth') AND subject = (SELECT name FROM sources WHERE id = ?2)) AND (?5 OR context ->> '$.stored' IS NULL)")
      .bind(now).bind(source).bind(run).bind(read != SourceRead::partly).bind(read == SourceRead::everything).run();
}

void resolve_file_errors(Catalog& catalog, model::Id item, std::string_view path, model::Millis now) {
  Query(catalog, "UPDATE sync_errors SET resolved_at = ?1 WHERE resolved_at IS NULL AND operation = 'validate' AND item_id = ?2 AND (subject = ?3 OR subject "
                 "NOT IN (SELECT path FROM files WHERE item_id = ?2))")
      .bind(now).bind(item).bind(path).run();
}

std::vector<StoredError> errors(Catalog& catalog, const ErrorWish& wish) {
  Query query(catalog, "SELECT e.id, e.at, e.class, e.subject, e.message, ifnull(o.name, ''), e.item_id, e.run_id, e.source_id, e.operation, e.context, "
                       "e.last_at, e.retries, e.resolved_at FROM sync_errors e LEFT JOIN sources o ON o.id = e.source_id WHERE e.last_at >= ?1 AND "
                       "(?2 = '' OR e.class = ?2) AND (?3 OR e.resolved_at IS NULL) ORDER BY e.last_at DESC, e.id DESC LIMIT ?4");
  query.bind(wish.since.value_or(0)).bind(wish.error_class).bind(wish.resolved).bind(wish.limit);
  std::vector<StoredError> found;
  while (query.step())
    found.push_back({query.integer(0), query.integer(1), query.text(2), query.text(3), query.text(4), query.text(5), query.maybe(6), query.maybe(7),
                     query.maybe(8), query.text(9), query.text(10), query.integer(11), query.integer(12), query.maybe(13)});
  return found;
}

std::vector<ErrorCount> error_counts(Catalog& catalog, std::optional<model::Millis> since) {
  Query query(catalog, "SELECT date(e.last_at / 1000, 'unixepoch'), e.class, ifnull(o.name, ''), sum(1 + e.retries) FROM sync_errors e LEFT JOIN sources o ON o.id = "
                       "e.source_id WHERE e.last_at >= ? GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3");
  query.bind(since.value_or(0));
  std::vector<ErrorCount> found;
  while (query.step()) found.push_back({query.text(0), query.text(1), query.text(2), query.integer(3)});
  return found;
}

std::vector<StateCount> state_counts(Catalog& catalog) {
  Query query(catalog, "SELECT o.name, l.title, i.state, count(*), sum(i.validated) FROM items i JOIN libraries l ON l.id = i.library_id JOIN sources o "
                       "ON o.id = l.source_id WHERE i.archived_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
  std::vector<StateCount> found;
  while (query.step()) found.push_back({query.text(0), query.text(1), query.text(2), query.integer(3), query.integer(4)});
  return found;
}

std::vector<StateChange> state_changes(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT at, from_state, to_state, cause FROM state_log WHERE item_id = ? ORDER BY id");
  query.bind(item);
  std::vector<StateChange> found;
  while (query.step()) found.push_back({query.integer(0), query.text(1), query.text(2), query.text(3)});
  return found;
}

Trouble trouble(Catalog& catalog, model::Id item) {
  Query query(catalog, "SELECT i.error_count, i.last_error_at, ifnull((SELECT message FROM sync_errors WHERE item_id = i.id AND resolved_at IS NULL ORDER BY "
                       "last_at DESC, id DESC LIMIT 1), '') FROM items i WHERE i.id = ?");
  query.bind(item);
  if (!query.step()) return {};
  return {query.integer(0), query.maybe(1), query.text(2)};
}

void audit(Catalog& catalog, model::Millis at, std::string_view action, std::string_view subject, std::string_view detail) {
  audit_by(catalog, at, os_user(), action, subject, detail);
}

void note_sync(Catalog& catalog, model::Id library, model::Millis at) {
  Query(catalog, "UPDATE libraries SET last_sync_at = ? WHERE id = ?").bind(at).bind(library).run();
  Query(catalog, "UPDATE sources SET last_sync_at = ? WHERE id = (SELECT source_id FROM libraries WHERE id = ?)").bind(at).bind(library).run();
}

}  // namespace retrovue::catalog
