#pragma once
#include <string>

#include "model/item.h"

namespace retrovue::station {

// What one detector says of a show or an item that a server lists, or listed.
struct Verdict {
  std::string detector, server, library, key;
  model::Id item = 0;           // 0: none yet, or a show
  std::string title, verdict;   // new, changed, moved, returned, unsure, unchanged, gone
  std::string why;
};

}  // namespace retrovue::station
