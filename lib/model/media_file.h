#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/rational.h"
#include "model/item.h"

namespace retrovue::model {

enum class StreamKind { video, audio, subtitle, other };
template <>
struct Words<StreamKind> {
  static constexpr std::string_view name = "stream kind";
  static constexpr Word<StreamKind> all[] = {{StreamKind::video, "video"},
                                             {StreamKind::audio, "audio"},
                                             {StreamKind::subtitle, "subtitle"},
                                             {StreamKind::other, "other"}};
};

// One stream as ffprobe reports it; unknown numbers are 0, unknown texts empty.
struct Stream {
  int index = 0;  // in the container
  StreamKind kind = StreamKind::other;
  std::string codec, profile, language, title;
  bool is_default = false, forced = false, attached_picture = false;
  // video
  int width = 0, height = 0;
  int sar_num = 1, sar_den = 1;  // sample aspect ratio
  base::Rate rate{0, 1};         // average frame rate; 0/1 = unknown
  std::string field_order;       // progressive, tt, bb, tb, bt
  std::string pix_fmt, color_transfer, color_primaries, color_space;
  int bit_depth = 8;
  bool captions = false;         // CEA-608 or CEA-708 inside the pictures
  // audio
  int channels = 0;
  std::string channel_layout;
  int sample_rate = 0;
};

enum class FileVerdict { unknown, playable, missing, unreadable, unsupported, damaged };
template <>
struct Words<FileVerdict> {
  static constexpr std::string_view name = "file verdict";
  static constexpr Word<FileVerdict> all[] = {{FileVerdict::unknown, "unknown"},         {FileVerdict::playable, "playable"},
                                              {FileVerdict::missing, "missing"},         {FileVerdict::unreadable, "unreadable"},
                                              {FileVerdict::unsupported, "unsupported"}, {FileVerdict::damaged, "damaged"}};
};

// One file of an item with what validation found. Path is bytes.
struct MediaFile {
  Id id = 0;
  Id item_id = 0;
  std::string path;
  int part = 0;  // 0 for a whole item; cd1, cd2 ... = 1, 2 ...
  std::int64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::string signature;  // hash of path, size and mtime; empty = file not seen yet
  FileVerdict verdict = FileVerdict::unknown;
  std::string reason;          // why it cannot be played, in words for people
  std::string probed_signature;  // signature at the last probe
  std::string play_path;       // remuxed copy in the cache to play instead, else empty
  std::string container;
  std::int64_t bit_rate = 0;   // bits per second
  Millis duration_ms = 0;      // true length: end of the last decodable video frame (audio when there is no video)
  std::int64_t start_us = 0;   // first presentation time in the container, microseconds
  std::optional<int> loudness_mlufs;   // integrated loudness, thousandths of LUFS (EBU R 128)
  std::optional<int> true_peak_mdbtp;  // thousandths of dBTP
  std::vector<Stream> streams;
};

}  // namespace retrovue::model
