#pragma once
#include <vector>

#include "model/marker.h"
#include "model/media_file.h"

namespace retrovue::station {

// Chapters of a part (cd2, cd3 ...) as marks of the whole item, which begins with part 1.
struct PartChange {
  int part = 0;                          // 1, 2 ...
  model::Millis before = 0, length = 0;  // of this part: as it was known (0 = not yet), and as it is
  model::Millis offset = 0;              // length of the parts before it, as far as they are known
};
// The file's marks of the item after this part was checked: what stood for this part goes, its chapters come at their
// place, what stands for later parts moves with its length. The order in which parts are checked does not matter.
std::vector<model::Marker> part_markers(const std::vector<model::Marker>& before, const std::vector<model::Marker>& chapters, const PartChange& change);

// What storing this file will change; files: of its item, as the catalog holds them now.
PartChange part_change(const std::vector<model::MediaFile>& files, const model::MediaFile& checked);

}  // namespace retrovue::station
