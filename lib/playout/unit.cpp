#include "playout/unit.h"

#include <algorithm>

namespace retrovue::playout {

std::vector<Unit> split_closed(const std::vector<Frame>& pictures, std::int64_t first) {
  std::vector<Unit> units;
  Unit open;
  std::int64_t last = first - 1;  // highest display so far
  std::int64_t done = 0;
  open.first = first;
  for (const auto& picture : pictures) {
    last = std::max(last, picture.display);
    open.pictures.push_back(picture);
    open.pictures.back().display -= open.first;
    ++done;
    if (last - first + 1 != done) continue;
    open.count = static_cast<std::int64_t>(open.pictures.size());
    const auto next = open.first + open.count;
    units.push_back(std::move(open));
    open = {};
    open.first = next;
  }
  return units;
}

}  // namespace retrovue::playout
