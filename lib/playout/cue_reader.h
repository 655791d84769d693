#pragma once
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>

#include "playout/cues.h"

namespace retrovue::playout {

// A subtitle file: "Film.en.srt", "Film.de.forced.ass", "Film.vtt" beside "Film.mkv".
struct SideFile {
  std::filesystem::path path;
  std::string language;  // empty: its name does not say
  bool forced = false;
};
// Those beside a film, in the order of their names. Nothing when the folder cannot be read.
std::vector<SideFile> side_files(const std::filesystem::path& film);

// Reads the track of that language: one inside the file before one beside it, one with all that is said before one with what is
// foreign only, one without a language where first is set. Nothing when there is none or it cannot be read. folder: where
// what was read is kept, may be empty. stop: ends the work soon. Blocks.
std::optional<Cues> read_track(const CueSource& source, const std::string& language, bool first, const std::filesystem::path& folder,
                               const std::atomic<bool>& stop);

}  // namespace retrovue::playout
