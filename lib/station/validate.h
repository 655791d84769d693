#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "model/media_file.h"

namespace retrovue::station {

struct ValidateWish {
  std::vector<std::string> items;  // ids, titles or paths; empty: by scope
  bool all = false;                // else only what was never checked, has changed, or failed and is due again
  bool deep = false;               // decode everything
  bool dry_run = false;            // checks, but stores nothing and keeps no copies
  int jobs = 0;                    // files at a time; 0 = as many as there are processors
  std::filesystem::path cache;     // for copies of transport and program streams
  std::function<void(std::size_t done, std::size_t of, const std::string& item)> progress;
};

struct ValidatedFile {
  model::Id item_id = 0;
  std::string title;  // with its show
  std::string path;
  model::FileVerdict verdict = model::FileVerdict::unknown;
  std::string reason;
};

struct ValidateReport {
  std::int64_t files = 0;      // that the catalog knows, or of the named items
  std::int64_t checked = 0, playable = 0, failed = 0, unchanged = 0, copied = 0;
  std::int64_t cooling = 0;    // of the unchanged: failed before and not due again
  std::vector<ValidatedFile> failures, warnings;
  std::vector<std::string> unreachable;  // folders that cannot be read; their files were left alone
  double seconds = 0;
};

// How long a file that failed is left alone unless it changes: one that is not there or not readable for a quarter of an hour, one of an item
// in error for an hour after the first failure and twice as long after each that follows, a week at most.
base::Millis cool_down(model::FileVerdict verdict, std::int64_t failures);

// Checks files and stores what was found, each as soon as it is known: a stopped run keeps what it did.
// Playable ones make their item normal and schedulable; others make it file_not_found, unavailable or error.
// Error(not_found) for unknown items, Error(unreachable) when ffmpeg is missing.
ValidateReport validate(catalog::Catalog& catalog, const base::Clock& clock, const ValidateWish& wish);

void write_json(base::JsonWriter& json, const ValidateReport& report);

}  // namespace retrovue::station
