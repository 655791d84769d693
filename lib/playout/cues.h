#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

// Subtitles as WebVTT cues (W3C WebVTT 1; RFC 8216 section 3.5 for HLS).
namespace retrovue::playout {

using base::Millis;

inline constexpr std::size_t kMostCues = 20'000, kMostCueBytes = 8u << 20;  // of one track

struct Cue {
  Millis from = 0, to = 0;  // from the item's start, later from a segment's; from < to
  std::string text;         // as it may stand in a file: see cue_text
  friend bool operator==(const Cue&, const Cue&) = default;
};
using Cues = std::vector<Cue>;
using CuesPtr = std::shared_ptr<const Cues>;

// A text that can do nothing in a file but be shown: at most 8 lines and a kilobyte, valid UTF-8 without control characters, no
// markup but <i>, <b> and <u>, no arrow, no empty line. May come out empty.
std::string cue_text(std::string_view text);

// The cues of a WebVTT file, sorted by their start; places and styles are dropped. Whatever does not read as a cue is passed
// over; more than kMostCues, and what comes after kMostCueBytes, is left out.
Cues read_cues(std::string_view webvtt);
std::string write_cues(const Cues& cues);

// What is shown in [from, to) of the item, cut there, counted from `from` plus `at`.
void add_cues(const Cues& cues, Millis from, Millis to, Millis at, Cues& into);

// A segment that begins at `start` (90 kHz, absolute): its cues count from there.
std::string cue_segment(std::int64_t start, const Cues& cues);

// A text track inside a file. language as model::language() gives it, empty: unknown.
struct CueTrack {
  int stream = 0;  // index in the container
  std::string language;
  bool forced = false;  // only what is foreign in the film itself
  bool is_default = false;
};

// Where the subtitles of a clip may come from: from the file, or from one that stands beside it and is named like it.
struct CueSource {
  std::string path;       // bytes; of the file as it is in the library
  std::string signature;  // names its content
  std::vector<CueTrack> tracks;
};

}  // namespace retrovue::playout
