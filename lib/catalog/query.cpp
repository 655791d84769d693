#include "catalog/query.h"

#include <SQLiteCpp/Database.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

void throw_sqlite(sqlite3* handle, int code) {
  const std::string text = handle && sqlite3_errcode(handle) != SQLITE_OK ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::busy, "the catalog is busy: another program is writing to it", "try again when it has ended");
    case SQLITE_FULL:
      throw Error(ErrorKind::failed, "no space left on the disk of the catalog; nothing was changed", "free some space, then repeat");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error(ErrorKind::catalog, "the catalog is damaged: " + text, "restore a backup with 'retrovue db restore FILE'");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error(ErrorKind::failed, "the catalog cannot be written: " + text, "check the permissions of the file and its folder");
    case SQLITE_CANTOPEN:
      throw Error(ErrorKind::catalog, "the catalog cannot be opened: " + text, "check the permissions of the file and its folder");
    case SQLITE_IOERR:
      throw Error(ErrorKind::failed, "reading or writing the catalog failed: " + text, "check the disk");
    default:
      throw Error(ErrorKind::failed, "the catalog refused: " + text);
  }
}

namespace {
void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) throw_sqlite(sqlite3_db_handle(statement), code);
}
}  // namespace

Query::Query(Catalog& catalog, std::string_view sql) {
  sqlite3* handle = catalog.db().getHandle();
  const int code = sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr);
  if (code != SQLITE_OK) throw_sqlite(handle, code);
}

Query::Query(Catalog& catalog, std::string_view sql, std::string_view rest) : Query(catalog, fmt::format("{}{}", sql, rest)) {}

Query::~Query() { sqlite3_finalize(statement_); }

Query& Query::bind(std::int64_t number) {
  check(statement_, sqlite3_bind_int64(statement_, next_++, number));
  return *this;
}

Query& Query::bind(std::string_view text) {
  check(statement_, sqlite3_bind_text64(statement_, next_++, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Query& Query::bind_blob(std::string_view bytes) {
  check(statement_, sqlite3_bind_blob64(statement_, next_++, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Query& Query::bind_null() {
  check(statement_, sqlite3_bind_null(statement_, next_++));
  return *this;
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* handle = sqlite3_db_handle(statement_);
  const int extended = sqlite3_extended_errcode(handle);
  reset();  // fit for use again; the handle keeps the message
  throw_sqlite(handle, extended);
}

void Query::run() {
  while (step()) {
  }
  reset();
}

Query& Query::reset() {
  sqlite3_reset(statement_);
  next_ = 1;
  return *this;
}

bool Query::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Query::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::int64_t> Query::maybe(int column) const {
  if (null(column)) return std::nullopt;
  return integer(column);
}

std::optional<int> Query::maybe_small(int column) const {
  if (null(column)) return std::nullopt;
  return small(column);
}

Query& RowsInsert::of(std::size_t rows) {
  if (const auto made = made_.find(rows); made != made_.end()) return made->second;
  std::string sql{head_};
  for (std::size_t i = 0; i < rows; ++i) sql.append(i ? ", " : " ").append(row_);
  sql.append(tail_);
  return made_.emplace(rows, Query(catalog_, sql)).first->second;
}

void execute(Catalog& catalog, const char* sql) {
  sqlite3* handle = catalog.db().getHandle();
  const int code = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(handle, sqlite3_extended_errcode(handle));
}

std::int64_t last_row_id(Catalog& catalog) { return sqlite3_last_insert_rowid(catalog.db().getHandle()); }
std::int64_t changed_rows(Catalog& catalog) { return sqlite3_changes64(catalog.db().getHandle()); }

}  // namespace retrovue::catalog
