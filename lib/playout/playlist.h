#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/profile.h"
#include "playout/h264.h"
#include "playout/segmenter.h"

// Playlist texts (RFC 8216).
namespace retrovue::playout {

struct PlaylistOptions {
  std::string prefix{};         // of a segment's URI: "<prefix><number>.ts"
  std::string suffix = ".ts";   // ".m4s" with fMP4
  std::string map{};            // URI of the initialisation segment (EXT-X-MAP), empty for TS
  bool ended = false;           // EXT-X-ENDLIST
  std::function<base::Millis(std::int64_t frame)> date{};  // of a channel frame; empty: model::frame_start
  std::function<bool(std::int64_t frame)> there{};  // whether all before a channel frame can be had; empty: it can
};
// Version 3 (7 with a map): TARGETDURATION, MEDIA-SEQUENCE, DISCONTINUITY-SEQUENCE, INDEPENDENT-SEGMENTS, and for every
// segment PROGRAM-DATE-TIME and EXTINF. EXTINF is the difference of the rounded microseconds of its two ends, so sums
// never drift. Empty text when nothing is listed.
std::string media_playlist(const Segmenter& segmenter, const PlaylistOptions& options);

struct Variant {
  std::string uri{};                   // of its media playlist
  model::Profile profile{};
  std::string video_codec{};             // Sps::codec()
  std::string audio_codec = "mp4a.40.2";
  std::int64_t average_bps = 0;        // 0: taken from the profile's limits
  std::int64_t peak_bps = 0;
};
// A playlist of WebVTT segments that go with those of every variant.
struct Subtitles {
  std::string uri{}, language{}, name{};
};
// A track of sound; the first of them is what players start with.
struct Audio {
  std::string uri{};  // of its playlist; empty: it is in the segments of every variant
  std::string language{}, name{};
};
// The multivariant playlist, in the given order (the first is what players start with).
std::string multivariant_playlist(const std::vector<Variant>& variants, const std::vector<Subtitles>& subtitles = {}, const std::vector<Audio>& audio = {});

}  // namespace retrovue::playout
