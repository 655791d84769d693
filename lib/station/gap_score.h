#pragma once
#include <vector>

#include "model/marker.h"
#include "sources/gaps.h"

namespace retrovue::station {

// Black as proposed breaks. Confidence in thousandths: 400 for black alone, up to 100 more for its length (a second is
// all), up to 500 more for the part of it that is silent. So black without silence never reaches model::kSureBreak.
// At most the 500 best of a file, by start; times are moved on by offset, where the file begins in its item.
std::vector<model::Marker> found_breaks(const sources::Gaps& gaps, model::Millis offset);

}  // namespace retrovue::station
