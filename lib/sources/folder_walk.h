#pragma once
#include <string>
#include <vector>

#include "model/listing.h"
#include "sources/folder.h"

namespace retrovue::sources {

struct FoundFile {
  std::string relative;  // below the root, bytes
  std::int64_t size = 0, mtime_ns = 0, inode = 0;
};

struct Walk {
  std::vector<FoundFile> files;  // by relative path
  std::vector<model::ListingProblem> problems;
  std::vector<std::string> unknown_below;  // relative folders with a closing '/'
};

Walk walk_folder(const std::string& root, bool recurse, bool music, const ScanProgress& progress);

}  // namespace retrovue::sources
