#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"
#include "model/marker.h"

namespace retrovue::model {

// A file as a source or the file system shows it. Unknown numbers are 0.
struct ListedFile {
  std::string path;  // on this machine, bytes
  int part = 0;      // cd1, cd2 ... = 1, 2 ...; 0 = whole
  std::int64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t inode = 0;
};

// What a source says about one item at one moment. item holds source values only: no ids, no state, no overrides.
struct Listed {
  std::string key;                   // unique in its library: rating key, or path below the root
  std::optional<std::string> stamp;  // the source's change stamp; none = compare field by field
  Item item;
  std::vector<ListedFile> files;     // the leading one first
  std::vector<Marker> markers;       // origin source
  std::string raw;                   // the source's own words
};

// Something of a source that could not be read; what lies below it is unknown, not gone.
struct ListingProblem {
  std::string subject;  // path or key, bytes
  std::string error_class = "file";  // network, auth, data, file
  std::string message;
};

struct Listing {
  std::vector<Listed> items;
  std::vector<ListingProblem> problems;
  std::vector<std::string> unknown_below;  // keys that begin with one of these may still be there
  std::int64_t requests = 0, bytes = 0;
};

}  // namespace retrovue::model
