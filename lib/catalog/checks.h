#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/item_writer.h"
#include "model/media_file.h"

namespace retrovue::catalog {

enum class CheckScope {
  changed,  // never checked, changed since, or not playable the last time
  all,
};

// A file to be checked, with its item.
struct FileToCheck {
  KnownFile file;
  std::string title, show;
  model::ItemState state = model::ItemState::normal;
  std::string play_path;
  bool changed = false;  // never checked, or another file than was checked
  model::FileVerdict verdict = model::FileVerdict::unknown;
  model::Millis checked_at = 0;  // 0: never
  model::Millis failed_at = 0;   // when its item went into error last, or failed again there
  std::int64_t failures = 0;     // of the item, one after another
};
// By item id and part. With items, only those, whatever the scope.
std::vector<FileToCheck> files_to_check(Catalog& catalog, CheckScope scope, const std::vector<model::Id>& items);
std::int64_t files_known(Catalog& catalog);  // of items that are not archived

// Stores what a check found: file (by id; its signature is the one that was checked), streams, key frames.
void save_check(Catalog& catalog, const model::MediaFile& file, const std::vector<model::Millis>& keyframes, model::Millis now);
std::vector<model::Millis> keyframes(Catalog& catalog, model::Id file);

// Chapters of the airing file become the item's markers of origin file; equal ones keep their ids.
void set_file_markers(Catalog& catalog, model::Id item, const std::vector<model::Marker>& chapters);

enum class FileRole { gone, spare, airs };  // gone: the row was removed in the meantime
FileRole file_role(Catalog& catalog, model::Id file);
// Files that are played from a copy in the cache.
std::vector<FileToCheck> files_with_copy(Catalog& catalog);

}  // namespace retrovue::catalog
