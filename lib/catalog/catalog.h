#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace SQLite {
class Database;
}

namespace retrovue::catalog {

enum class Mode {
  read,      // must exist; never created or migrated; an older version is refused with the remedy
  write,     // created and migrated as needed
  rehearse,  // as write, but the file keeps its bytes: a missing or older catalog is worked on in memory
};

// The one SQLite file: STRICT tables, foreign keys on, WAL, busy timeout 5 s. One object per thread.
// Errors: catalog (missing, damaged, newer), busy (locked longer than the wait), failed (full disk ...).
class Catalog {
 public:
  Catalog(const std::filesystem::path& path, Mode mode);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  // Runs act in one IMMEDIATE transaction: committed at its end, rolled back when it throws or dry_run is set.
  // Under dry_run, and always under Mode::rehearse, the file's bytes stay as they are. Transactions do not nest.
  void transaction(bool dry_run, const std::function<void()>& act);

  // All of it once more, to rehearse on: in a file without a name that goes with the object. path() stays the original's.
  std::unique_ptr<Catalog> copy();

  const std::filesystem::path& path() const { return path_; }
  Mode mode() const { return mode_; }
  SQLite::Database& db() { return *db_; }  // for lib/catalog only
  // Rows inserted, updated or deleted through this object so far; rolled-back ones count.
  std::int64_t writes() const;

 private:
  Catalog() = default;
  void open(const std::filesystem::path& file, int flags);
  void open_copy_of(SQLite::Database* other, const char* where);
  void migrate();

  std::filesystem::path path_;
  Mode mode_ = Mode::rehearse;
  std::unique_ptr<SQLite::Database> db_;
};

int schema_version();               // newest this program knows
int file_version(Catalog& catalog);  // PRAGMA user_version

}  // namespace retrovue::catalog
