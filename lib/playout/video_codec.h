#pragma once
#include <string>

#include "model/profile.h"

namespace retrovue::playout {

// What x264 makes of a profile, as RFC 6381 names it: "avc1.64001e". The level is the least that picture size, rate, references
// and bit rate allow (ISO 14496-10 table A-1), as x264 chooses it.
std::string video_codec(const model::Profile& profile);

}  // namespace retrovue::playout
