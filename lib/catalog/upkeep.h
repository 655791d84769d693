#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.h"

// The catalog as a file: its state, copies, checks. These open the file themselves, also when it is old or damaged.
namespace retrovue::catalog {

struct FileStatus {
  bool exists = false;
  int version = 0;       // 0: empty or not a catalog
  int newest = 0;        // that this program knows
  bool ours = false;     // has our application id
  std::int64_t bytes = 0, log_bytes = 0;  // main file, write-ahead log
  std::int64_t pages = 0, free_pages = 0;
  std::int64_t items = 0, files = 0, channels = 0, slots = 0, events = 0, as_run = 0;  // of a current catalog
};
FileStatus file_status(const std::filesystem::path& path);  // Error(catalog) when damaged

// A copy of the catalog as of one instant, also while others write. Appears whole or not at all.
// Error(failed) when target exists and replace is not set.
void backup(const std::filesystem::path& path, const std::filesystem::path& target, bool replace);
// Puts a backup in the place of the catalog's content, in one transaction; others see it at their next one.
// The backup is checked first: Error(catalog) when it is damaged, newer, or no catalog.
void restore(const std::filesystem::path& path, const std::filesystem::path& source, bool dry_run);

// What SQLite and our own rules find wrong; empty = sound. Error(catalog) when it cannot even be read.
std::vector<std::string> check(const std::filesystem::path& path);
// Moves the log into the file, refreshes statistics and gives free pages back. Returns the size before and after.
std::pair<std::int64_t, std::int64_t> optimize(Catalog& catalog);

}  // namespace retrovue::catalog
