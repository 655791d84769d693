#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"

namespace retrovue::model {

// A folder on this machine as a source of items; it is one library of the same name.
struct Folder {
  Id id = 0;          // of the source
  Id library_id = 0;
  std::string name;   // unique among sources, without regard to ASCII case
  std::string kind = "folder";  // folder, nfo
  std::string path;   // absolute, bytes
  std::string description;
  bool recurse = true;
  bool enabled = true;
  std::optional<ItemKind> default_kind;  // of everything in it; none = told from the names
  std::string company;                   // of its commercials; empty = the folder below the root
  std::vector<std::string> tags;         // for everything in it
  std::optional<Millis> last_sync;
  std::int64_t items = 0;                // that it lists now
};

}  // namespace retrovue::model
