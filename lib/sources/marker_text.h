#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/rational.h"
#include "model/marker.h"

// Lists of markers as files: what players and detectors of commercials write, and our own forms.
namespace retrovue::sources {

enum class MarkerFormat { edl, comskip, csv, json };

constexpr std::size_t kMostMarkerText = 1 << 20;  // bytes of a list
constexpr std::size_t kMostMarkers = 10'000;      // in a list

// From its first words: a JSON array, our heading of CSV, the heading of Comskip, else EDL.
MarkerFormat marker_format(std::string_view text);

// Reads a list; item_id and id of the markers are 0. rate is the item's, for times that count frames; without one such a
// list is refused (Comskip's says its own). Error(usage), "name:line: what", for anything that is not understood.
//   EDL: "start end action" a line, in seconds, [hh:]mm:ss.s or #frames; 0 (cut) and 3 (commercials) are ad breaks,
//   1 (mute) a cue with that title, 2 (scene) a chapter. Lines of ## and empty ones are comments.
//   Comskip .txt: two lines of heading, then "start end" in frames: ad breaks.
//   CSV: type,at_ms,until_ms,title,origin,status,confidence (only the first two are needed). JSON: objects of the same.
// What was detected keeps its origin, status and confidence; everything else is manual and approved.
std::vector<model::Marker> read_markers(std::string_view text, const std::string& name, MarkerFormat format, std::optional<base::Rate> rate);

// As read_markers takes it; CSV and JSON read back the same. EDL holds ranges only: a point, and what is no ad break, is a
// scene; proposed breaks that are not sure and rejected ones are left out of it. Comskip is not written.
std::string write_markers(const std::vector<model::Marker>& markers, MarkerFormat format);

}  // namespace retrovue::sources
