#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace retrovue::playout {

// How often a profile's x264 preset can be made faster with the very same parameter sets (SPS and PPS), so that what comes
// out may follow or precede what the preset itself makes without a player noticing.
int faster_steps(std::string_view preset);

// The encoder's words for the preset, so many steps faster; 0: as the profile says. Throws nothing; a step too many is
// the last one there is.
std::vector<std::string> preset_words(const std::string& preset, int step);

}  // namespace retrovue::playout
