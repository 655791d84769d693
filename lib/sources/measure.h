#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sources/probe.h"

namespace retrovue::sources {

// What one pass over a whole file shows. Times count from the start of the container.
struct Measure {
  bool completed = false;         // ffmpeg read to the end; else complaint says why not
  std::string complaint;
  std::int64_t video_packets = 0, audio_packets = 0;
  std::optional<model::Millis> video_end_ms, audio_end_ms;  // end of the last packet shown
  model::Millis last_picture_ms = 0;                        // start of the last picture shown
  std::vector<model::Millis> keyframes;                     // in order
  std::optional<int> loudness_mlufs, true_peak_mdbtp;       // EBU R 128; none for silence and without sound
};

// Reads the file once: packets of the airing video and audio stream, loudness of the audio. With copy_to, the video and
// audio streams go into that Matroska file on the way (streams in their order, timestamps made good).
// Should this program end early, ffmpeg loses its pipe and ends too.
Measure measure_file(const std::string& path, const Probe& probe, const std::string& copy_to = {});

// Decodes a second at the start, in the middle and before the end; the words for people when one of them gives no
// picture (no sound for a file without pictures), else empty. deep decodes everything and counts.
std::string decode_problem(const std::string& path, const Probe& probe, const Measure& measure, bool deep);

}  // namespace retrovue::sources
