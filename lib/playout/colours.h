#pragma once
#include <string>

#include "model/profile.h"
#include "playout/playlog.h"

// The colours of a profile's pictures, as ffmpeg names them (ITU-T H.273). Below 720 lines they are those of ITU-R BT.601-7, for
// 525 lines or, at 25 and 50 pictures a second, for 625: a receiver that is told nothing, or does not listen, takes the size for a
// sign of them. From 720 lines on they are those of ITU-R BT.709.
namespace retrovue::playout {

struct Colours {
  const char* primaries;
  const char* transfer;
  const char* matrix;
  const char* scaler;  // the matrix in the words of the scale filter
};

const Colours& colours_of(const model::Profile& profile);

// Filters to stand behind planar 4:2:0 pictures, each beginning with a comma:
// what brings a clip into the profile's colours; empty where it has them. One that says nothing is judged by its size.
std::string into_colours(const Clip& clip, const model::Profile& profile);
// the same from a matrix of BT.601 or of BT.709 (hd).
std::string into_colours(bool hd, const model::Profile& profile);
// tags for the encoder.
std::string colour_tags(const model::Profile& profile);

}  // namespace retrovue::playout
