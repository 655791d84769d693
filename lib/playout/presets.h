#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace retrovue::playout {

// How often a profile's x264 preset can be made faster with the very same parameter sets (SPS and PPS), so that what comes
// out may follow or precede what the preset itself makes without a player noticing.
int faster_steps(std::string_view preset);

// How much a channel can make do with less: first faster presets, then fewer pictures, each held longer.
int effort_steps(std::string_view preset);

// What is left of a source's pictures at a step of effort.
enum class Pictures { all, no_spare_ones, few };
Pictures pictures_at(std::string_view preset, int step);

// The encoder's words for the preset, so many steps faster; 0: as the profile says. Throws nothing; a step too many is
// the last one there is.
std::vector<std::string> preset_words(const std::string& preset, int step);

}  // namespace retrovue::playout
