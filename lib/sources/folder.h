#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"
#include "model/listing.h"

namespace retrovue::sources {

struct FolderRules {
  std::string path;  // absolute, bytes
  bool recurse = true;
  std::optional<model::ItemKind> kind;
  std::string company;
  std::vector<std::string> tags;  // for everything in it
};

// Called now and then with the number of files seen; throws to stop the scan.
using ScanProgress = std::function<void(std::size_t files)>;

// Every video file below a folder as items, in the order of their keys. Hidden, partial, sample and system files are
// left out; symbolic links are followed, a folder reached twice is read once. Folders that cannot be read are problems
// and their content is unknown, not gone. Throws Error(unreachable) when the root itself cannot be read.
// The key of an item is the path of its leading file below the root; a file with several versions or parts is one item.
model::Listing scan_folder(const FolderRules& rules, const ScanProgress& progress = {});

bool is_media_file(std::string_view name, bool music);  // by its extension

}  // namespace retrovue::sources
