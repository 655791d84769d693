#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/process.h"
#include "base/rational.h"

// Real encoder output for the tests, with the options of the event child and of the AAC child.
namespace retrovue::playout::testing {

using ByteString = std::vector<std::uint8_t>;

struct Encode {
  base::Rate rate{30000, 1001};
  int frames = 150;
  int gop = 60;
  std::string size = "320x240";
  bool lengths = true;  // PES packets say their length
  auto operator<=>(const Encode& other) const {
    return std::tuple{rate.num, rate.den, frames, gop, size, lengths} <=>
           std::tuple{other.rate.num, other.rate.den, other.frames, other.gop, other.size, other.lengths};
  }
};

inline ByteString bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

inline const ByteString& child_video(const Encode& wanted) {
  static std::map<Encode, ByteString> made;
  auto found = made.find(wanted);
  if (found == made.end()) {
    const auto rate = base::to_text(wanted.rate);
    const auto result = base::run(
        {"ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-f", "lavfi", "-i",
         fmt::format("testsrc2=s={}:r={}", wanted.size, rate), "-vf", fmt::format("format=yuv420p,trim=end_frame={}", wanted.frames),
         "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23", "-g", "9999", "-keyint_min", "1",
         "-sc_threshold", "0", "-flags:v", "+cgop", "-force_key_frames", fmt::format("expr:not(mod(n,{}))", wanted.gop),
         "-threads", "1", "-flush_packets", "1", "-output_ts_offset", "10", "-muxdelay", "0", "-muxpreload", "0",
         "-omit_video_pes_length", wanted.lengths ? "0" : "1", "-f", "mpegts", "pipe:1"},
        60'000, 256 << 20);
    REQUIRE_MESSAGE(result.ok(), result.err);
    found = made.emplace(wanted, bytes_of(result.out)).first;
  }
  return found->second;
}

// A 1 kHz tone as ADTS; the first packet is the encoder's priming.
inline const ByteString& child_audio(int seconds) {
  static std::map<int, ByteString> made;
  auto found = made.find(seconds);
  if (found == made.end()) {
    const auto result = base::run({"ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-f", "lavfi", "-i",
                                   fmt::format("sine=frequency=1000:sample_rate=48000:duration={}", seconds), "-ac", "2", "-c:a",
                                   "aac", "-b:a", "128k", "-flush_packets", "1", "-f", "adts", "pipe:1"},
                                  60'000, 64 << 20);
    REQUIRE_MESSAGE(result.ok(), result.err);
    found = made.emplace(seconds, bytes_of(result.out)).first;
  }
  return found->second;
}

}  // namespace retrovue::playout::testing
