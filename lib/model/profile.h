#pragma once
#include <string>
#include <vector>

#include "base/rational.h"
#include "model/words.h"

namespace retrovue::model {

// What HLS segments are made of; MPEG-TS clients get MPEG-TS whatever stands here.
enum class Segments { ts, fmp4 };
template <>
struct Words<Segments> {
  static constexpr std::string_view name = "segments";
  static constexpr Word<Segments> all[] = {{Segments::ts, "ts"}, {Segments::fmp4, "fmp4"}};
};

// How a channel looks and sounds on the wire; constant for the life of a channel on air.
struct Profile {
  std::string name;
  int width = 640, height = 480;         // even; square pixels
  base::Rate rate{30000, 1001};
  int crf = 23;
  int max_kbps = 2500;                   // video, with a buffer of twice that
  std::string preset = "veryfast";
  int audio_kbps = 128;                  // AAC-LC, 48 kHz, stereo
  int loudness_mlufs = -23000;           // target (EBU R 128)
  Segments segments = Segments::ts;
  std::vector<std::string> renditions{};  // other profiles that players of HLS may choose from

  // Frames per chunk: two seconds, to the nearest frame.
  int gop_frames() const { return static_cast<int>(base::mul_div_round(2, rate.num, rate.den)); }
  friend bool operator==(const Profile&, const Profile&) = default;
};

// sd, wide and hd at 30000/1001, and sd25, wide25, hd25 at 25.
const std::vector<Profile>& built_in_profiles();

}  // namespace retrovue::model
