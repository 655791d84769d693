#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/profile.h"

// What an event child does differently when its pictures come from a live input, of which nothing is known beforehand.
namespace retrovue::playout {

// The option list that opens a list of the concat reader.
std::vector<std::string> live_source(const std::string& list);
// Filters from the input's first picture to the profile's frame and rate, whatever its size, scan and rate. The pictures keep
// their time since the input was opened, on the grid of frames. Stamps that jump end the stream, so that it counts as lost.
std::string live_pictures(const model::Profile& profile, std::int64_t frames);
// Sound from the time on at which the input was opened: so many samples.
std::string live_sound(std::int64_t samples);

// What a child said about why it failed, as one of a few known phrases: no address, name or password gets through.
std::string live_fault(const std::string& text);
// It said that the input has no such streams: 'v' or 'a'.
bool lacks_stream(const std::string& text, char kind);

}  // namespace retrovue::playout
