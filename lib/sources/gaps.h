#pragma once
#include <string>
#include <vector>

#include "model/media_file.h"

// Where the picture is black and the sound silent: the joints of a programme.
namespace retrovue::sources {

struct Span {
  model::Millis start = 0, end = 0;  // from the start of the file; end exclusive
  friend bool operator==(const Span&, const Span&) = default;
};

struct GapSearch {
  std::string path;
  int video_stream = -1, audio_stream = -1;  // in the container; -1: none
  model::Millis length = 0;
  bool quick = false;  // decode pictures only where the sound is silent
};

struct Gaps {
  std::vector<Span> black;   // at least two pictures long, to the picture; neither the file's beginning nor its end
  std::vector<Span> silent;  // below -50 dB in every channel for at least 60 ms
  bool sound = false;        // silence tells something: there is sound, and it is not silent most of the time
  model::Millis decoded = 0; // length of the picture that was decoded
  std::string problem;       // ffmpeg could not read it; then the lists are not to be trusted
};

// One pass over the sound, then the pictures, made small. Throws Error(unreachable) when ffmpeg is missing.
Gaps find_gaps(const GapSearch& search);

// Reads what ffmpeg says about brightness, line by line: "frame:12 pts:480000" in microseconds, then the share of black.
class BlackReader {
 public:
  explicit BlackReader(model::Millis offset) : offset_us_(offset * 1000) {}
  void line(std::string_view text);
  // Runs of black, from..to the next picture; the first or last run may touch the edge of what was read.
  struct Run {
    Span span;
    bool at_start = false, at_end = false;
    int pictures = 0;
  };
  std::vector<Run> finish();

 private:
  std::int64_t offset_us_, at_us_ = 0, first_us_ = 0;
  int pictures_ = 0, seen_ = 0;
  bool black_ = false, from_start_ = false;
  std::vector<Run> runs_;
};

}  // namespace retrovue::sources
