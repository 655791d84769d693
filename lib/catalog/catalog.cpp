#include "catalog/catalog.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

namespace {

struct Migration {
  int number;
  std::string_view name;
  const char* sql;
};

constexpr Migration kMigrations[] = {
#include "catalog/embedded_migrations.inc"
};

constexpr std::int64_t kApplicationId = 0x52565545;  // 'RVUE' in the file header
constexpr int kBusyMs = 5000;
constexpr char kInMemory[] = ":memory:", kNameless[] = "";  // SQLite puts the second on disk as it grows

// Each object has its own connection and belongs to one thread at a time, so SQLite need not lock every call; and nobody
// asks it how much memory it uses.
int open_flags(int flags) {
  static const int ready = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(ready);
  return flags | SQLITE_OPEN_NOMUTEX;
}

std::int64_t pragma(Catalog& catalog, std::string_view name) {
  Query query(catalog, fmt::format("PRAGMA {}", name));
  return query.step() ? query.integer(0) : 0;
}

// A new catalog is for its owner's eyes: it will hold server tokens. The side files take its mode.
void create_private(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  base::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid())
    throw Error(ErrorKind::catalog, fmt::format("the catalog '{}' cannot be created: {}", base::printable(path.native()), std::strerror(errno)),
                "name another file with --db, or check the permissions of the folder");
}

}  // namespace

int schema_version() { return std::end(kMigrations)[-1].number; }

int file_version(Catalog& catalog) { return static_cast<int>(pragma(catalog, "user_version")); }

void Catalog::open(const std::filesystem::path& file, int flags) {
  try {
    db_ = std::make_unique<SQLite::Database>(file.native(), open_flags(flags));
  } catch (const SQLite::Exception& error) {
    throw_sqlite(nullptr, error.getErrorCode());
  }
  sqlite3_busy_timeout(db_->getHandle(), kBusyMs);
  sqlite3_extended_result_codes(db_->getHandle(), 1);
  sqlite3_db_config(db_->getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
}

void Catalog::open_copy_of(SQLite::Database* other, const char* where) {
  open(where, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  if (!other) return;
  try {
    SQLite::Backup(*db_, *other).executeStep(-1);
  } catch (const SQLite::Exception& error) {
    throw_sqlite(nullptr, error.getErrorCode());
  }
}

Catalog::Catalog(const std::filesystem::path& path, Mode mode) : path_(std::filesystem::absolute(path)), mode_(mode) {
  std::error_code ignored;
  const bool exists = std::filesystem::exists(path_, ignored);
  if (!exists && mode == Mode::read)
    throw Error(ErrorKind::catalog, fmt::format("there is no catalog at '{}'", base::printable(path_.native())),
                "'retrovue folder add DIR' makes one; --db names another");
  if (!exists && mode == Mode::write) create_private(path_);
  if (!exists && mode == Mode::rehearse) {
    open_copy_of(nullptr, kInMemory);
  } else {
    const auto log_size = std::filesystem::file_size(path_.native() + "-wal", ignored);
    const bool log_left = !ignored && log_size > 0;
    open(path_, SQLite::OPEN_READWRITE);
    // A rehearsal that closes last must not move what a killed program left in the log into the main file.
    if (mode == Mode::rehearse && log_left) sqlite3_db_config(db_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  const int version = file_version(*this);
  if (version > schema_version())
    throw Error(ErrorKind::catalog,
                fmt::format("the catalog '{}' has version {}, this program knows up to {}", base::printable(path_.native()), version,
                            schema_version()),
                "use the newer program that wrote it");
  if (version > 0 && pragma(*this, "application_id") != kApplicationId)
    throw Error(ErrorKind::catalog, fmt::format("'{}' is a database of another program", base::printable(path_.native())));
  if (version < schema_version()) {
    if (version == 0 && pragma(*this, "schema_version") > 0)
      throw Error(ErrorKind::catalog, fmt::format("'{}' is a database of another program", base::printable(path_.native())));
    if (mode == Mode::read)
      throw Error(ErrorKind::catalog,
                  fmt::format("the catalog '{}' has version {}, this program needs {}", base::printable(path_.native()), version,
                              schema_version()),
                  "'retrovue db upgrade' brings it up to date");
    if (mode == Mode::rehearse && exists) {
      const auto file = std::move(db_);
      open_copy_of(file.get(), kInMemory);
    }
    migrate();
  }
  // Long writers touch many pages again and again: they stay in memory, and the log is put back in larger pieces.
  if (mode == Mode::write) execute(*this, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -24000; PRAGMA wal_autocheckpoint = 4000");
  if (mode == Mode::read) execute(*this, "PRAGMA query_only = 1");
}

Catalog::~Catalog() = default;

std::unique_ptr<Catalog> Catalog::copy() {
  std::unique_ptr<Catalog> made(new Catalog);
  made->path_ = path_;
  made->open_copy_of(db_.get(), kNameless);
  execute(*made, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -24000");
  return made;
}

void Catalog::migrate() {
  if (mode_ == Mode::write) execute(*this, "PRAGMA journal_mode = WAL");
  for (const auto& migration : kMigrations) {
    transaction(false, [&] {
      const int before = file_version(*this);
      if (before >= migration.number) return;  // another process was faster
      try {
        execute(*this, migration.sql);
      } catch (const Error& error) {
        if (before == 0 || error.kind() != ErrorKind::failed) throw;
        throw Error(ErrorKind::catalog,
                    fmt::format("the catalog '{}' stays at version {}, as it was: the step to {} ({}) failed: {}", base::printable(path_.native()), before,
                                migration.number, migration.name, error.message()),
                    "'retrovue db check' with the program that wrote it, or 'retrovue db restore FILE' of a backup");
      }
      execute(*this, fmt::format("PRAGMA user_version = {}", migration.number).c_str());
    });
  }
}

void Catalog::transaction(bool dry_run, const std::function<void()>& act) {
  execute(*this, "BEGIN IMMEDIATE");
  try {
    act();
    const bool on_copy = sqlite3_db_filename(db_->getHandle(), "main")[0] == '\0';
    execute(*this, dry_run || (mode_ == Mode::rehearse && !on_copy) ? "ROLLBACK" : "COMMIT");
  } catch (...) {
    // SQLite may have rolled back already, e.g. on a full disk.
    if (!sqlite3_get_autocommit(db_->getHandle())) sqlite3_exec(db_->getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

std::int64_t Catalog::writes() const { return sqlite3_total_changes64(db_->getHandle()); }

}  // namespace retrovue::catalog
