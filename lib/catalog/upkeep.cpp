#include "catalog/upkeep.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::int64_t kApplicationId = 0x52565545;

// A bare connection: no migrations, no version check.
struct Connection {
  sqlite3* handle = nullptr;
  Connection(const std::filesystem::path& path, int flags) {
    const int code = sqlite3_open_v2(std::filesystem::absolute(path).c_str(), &handle, flags, nullptr);
    if (code != SQLITE_OK) {
      const int extended = handle ? sqlite3_extended_errcode(handle) : code;
      sqlite3_close(handle);
      throw_sqlite(nullptr, extended);
    }
    sqlite3_busy_timeout(handle, 5000);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close(handle); }

  void rows(const std::string& sql, const std::function<void(sqlite3_stmt*)>& row) const {
    sqlite3_stmt* raw = nullptr;
    if (const int code = sqlite3_prepare_v2(handle, sql.c_str(), -1, &raw, nullptr); code != SQLITE_OK) throw_sqlite(handle, code);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(raw)) == SQLITE_ROW) row(raw);
    if (code != SQLITE_DONE) throw_sqlite(handle, code);
  }
  std::int64_t number(const std::string& sql) const {
    std::int64_t value = 0;
    rows(sql, [&](sqlite3_stmt* row) { value = sqlite3_column_int64(row, 0); });
    return value;
  }
};

std::int64_t size_of(const std::filesystem::path& path) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  return problem ? 0 : static_cast<std::int64_t>(size);
}

void must_exist(const std::filesystem::path& path, std::string_view what) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem))
    throw Error(ErrorKind::catalog, fmt::format("there is no {} at '{}'", what, base::printable(std::filesystem::absolute(path).native())));
}

void copy_pages(sqlite3* target, sqlite3* source) {
  sqlite3_backup* copy = sqlite3_backup_init(target, "main", source, "main");
  if (!copy) throw_sqlite(target, sqlite3_extended_errcode(target));
  int code = SQLITE_OK;
  for (int tries = 0; tries < 50; ++tries) {
    code = sqlite3_backup_step(copy, -1);
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED) break;
    sqlite3_sleep(100);
  }
  const int end = sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE) throw_sqlite(nullptr, code);
  if (end != SQLITE_OK) throw_sqlite(nullptr, end);
}

void sync_file(const std::filesystem::path& path) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) throw Error(ErrorKind::failed, fmt::format("cannot write '{}'", base::printable(path.native())));
}

}  // namespace

FileStatus file_status(const std::filesystem::path& path) {
  FileStatus status;
  status.newest = schema_version();
  std::error_code problem;
  status.exists = std::filesystem::exists(path, problem);
  if (!status.exists) return status;
  status.bytes = size_of(path);
  status.log_bytes = size_of(path.native() + "-wal");
  const Connection db(path, SQLITE_OPEN_READWRITE);
  status.version = static_cast<int>(db.number("PRAGMA user_version"));
  status.ours = db.number("PRAGMA application_id") == kApplicationId;
  status.pages = db.number("PRAGMA page_count");
  status.free_pages = db.number("PRAGMA freelist_count");
  if (!status.ours || status.version != status.newest) return status;
  const std::pair<const char*, std::int64_t*> counts[] = {{"items", &status.items},       {"files", &status.files}, {"channels", &status.channels},
                                                          {"slots", &status.slots},       {"events", &status.events}, {"as_run", &status.as_run}};
  for (const auto& [table, count] : counts) *count = db.number(fmt::format("SELECT count(*) FROM {}", table));
  return status;
}

void backup(const std::filesystem::path& path, const std::filesystem::path& target, bool replace) {
  must_exist(path, "catalog");
  std::error_code problem;
  if (!replace && std::filesystem::exists(target, problem))
    throw Error(ErrorKind::failed, fmt::format("'{}' exists", base::printable(target.native())), "name another file, or add --replace");
  const std::filesystem::path part = fmt::format("{}.{}.part", target.native(), ::getpid());
  try {
    {
      const base::Fd made(::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      if (!made.valid()) throw Error(ErrorKind::failed, fmt::format("cannot write '{}'", base::printable(part.native())), "check the folder and its permissions");
    }
    {
      const Connection from(path, SQLITE_OPEN_READWRITE), to(part, SQLITE_OPEN_READWRITE);
      copy_pages(to.handle, from.handle);
      to.rows("PRAGMA journal_mode = DELETE", [](sqlite3_stmt*) {});  // one file, without a log beside it
    }
    sync_file(part);
    std::filesystem::rename(part, target);
  } catch (...) {
    std::filesystem::remove(part, problem);
    throw;
  }
}

std::vector<std::string> check(const std::filesystem::path& path) {
  must_exist(path, "catalog");
  std::vector<std::string> found;
  const Connection db(path, SQLITE_OPEN_READWRITE);
  db.rows("PRAGMA integrity_check", [&](sqlite3_stmt* row) {
    const std::string text = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
    if (text != "ok") found.push_back(text);
  });
  db.rows("PRAGMA foreign_key_check", [&](sqlite3_stmt* row) {
    found.push_back(fmt::format("row {} of {} refers to nothing in {}", sqlite3_column_int64(row, 1), reinterpret_cast<const char*>(sqlite3_column_text(row, 0)),
                                reinterpret_cast<const char*>(sqlite3_column_text(row, 2))));
  });
  if (db.number("PRAGMA user_version") != schema_version()) return found;
  const std::pair<const char*, const char*> rules[] = {
      {"SELECT count(*) FROM items WHERE NOT EXISTS (SELECT 1 FROM origins WHERE item_id = items.id)", "items come from nowhere"},
      {"SELECT count(*) FROM items i WHERE validated = 1 AND NOT EXISTS (SELECT 1 FROM files f WHERE f.item_id = i.id AND airs = 1 AND verdict = 'playable') "
       "AND NOT EXISTS (SELECT 1 FROM live_inputs WHERE item_id = i.id)",
       "items are marked as playable without a file that plays"},
      {"SELECT count(*) FROM markers m JOIN items i ON i.id = m.item_id WHERE i.duration_ms > 0 AND m.start_ms > i.duration_ms AND m.status <> 'rejected'",
       "markers lie behind the end of their item"},
      {"SELECT count(*) FROM (SELECT start_at, lag(end_at) OVER (PARTITION BY channel_id ORDER BY start_at) AS before FROM slots) WHERE before > start_at",
       "slots overlap"},
      {"SELECT count(*) FROM (SELECT start_frame, lag(start_frame + frames) OVER (PARTITION BY channel_id ORDER BY start_frame) AS before FROM events) WHERE "
       "before > start_frame", "events overlap"}};
  for (const auto& [sql, words] : rules)
    if (const auto count = db.number(sql); count > 0) found.push_back(fmt::format("{} {}", count, words));
  return found;
}

void restore(const std::filesystem::path& path, const std::filesystem::path& source, bool dry_run) {
  must_exist(source, "backup");
  const auto status = file_status(source);
  if (!status.ours) throw Error(ErrorKind::catalog, fmt::format("'{}' is no backup of a catalog", base::printable(source.native())));
  if (status.version > status.newest)
    throw Error(ErrorKind::catalog, fmt::format("the backup has version {}, this program knows up to {}", status.version, status.newest));
  if (const auto problems = check(source); !problems.empty())
    throw Error(ErrorKind::catalog, fmt::format("the backup is damaged: {}", problems.front()));
  if (dry_run) return;
  { const base::Fd made(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)); }
  {
    const Connection from(source, SQLITE_OPEN_READWRITE), to(path, SQLITE_OPEN_READWRITE);
    copy_pages(to.handle, from.handle);
    to.rows("PRAGMA journal_mode = WAL", [](sqlite3_stmt*) {});
  }
  const Catalog migrated(path, Mode::write);
}

std::pair<std::int64_t, std::int64_t> optimize(Catalog& catalog) {
  const auto log = catalog.path().native() + "-wal";
  const auto before = size_of(catalog.path()) + size_of(log);
  execute(catalog, "PRAGMA analysis_limit = 1000; ANALYZE; VACUUM");
  Query checkpoint(catalog, "PRAGMA wal_checkpoint(TRUNCATE)");
  while (checkpoint.step()) {
  }
  return {before, size_of(catalog.path()) + size_of(log)};
}

}  // namespace retrovue::catalog
