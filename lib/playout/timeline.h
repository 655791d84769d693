#pragma once
#include <cstdint>

#include "base/clock.h"
#include "base/rational.h"

// Channel time in integers. Frames, samples and ticks all count from model::kStationEpoch, so that any of them can be
// computed from any other at any moment and nothing accumulates.
namespace retrovue::playout {

inline constexpr std::int64_t kTicksPerSecond = 90'000;   // PTS and DTS, ISO 13818-1 2.4.3.7
inline constexpr std::int64_t kSampleRate = 48'000;
inline constexpr std::int64_t kSamplesPerAudioFrame = 1024;  // AAC-LC
inline constexpr std::int64_t kTicksPerAudioFrame = kSamplesPerAudioFrame * kTicksPerSecond / kSampleRate;  // 1920, exact
inline constexpr std::int64_t kDecodeLead = 2;            // frames; what x264 with a b-pyramid needs

// The 33 bits that go on the wire.
constexpr std::uint64_t wrap33(std::int64_t ticks) { return static_cast<std::uint64_t>(ticks) & 0x1'FFFF'FFFFu; }
// The tick count nearest to `near` (within 2^32 of it) whose 33 low bits are these.
std::int64_t unwrap33(std::uint64_t wire, std::int64_t near);

// A half-open range of audio frames.
struct AudioSpan {
  std::int64_t first = 0, end = 0;
  friend bool operator==(const AudioSpan&, const AudioSpan&) = default;
};

struct Timeline {
  base::Rate rate;

  // Absolute ticks of a frame, to the nearest; wrap33 when written.
  std::int64_t pts(std::int64_t frame) const { return rate.ticks(frame, kTicksPerSecond); }
  // Decode time of the unit with this index in decode order (which equals a frame number, since closed units are
  // permutations of their display order): a constant lead of kDecodeLead frames.
  std::int64_t dts(std::int64_t decode_index) const { return pts(decode_index - kDecodeLead); }
  // The same instant on the 27 MHz clock of the PCR.
  std::int64_t dts_27mhz(std::int64_t decode_index) const { return rate.ticks(decode_index - kDecodeLead, 27'000'000); }
  // PCM samples before a frame. An event [a, b) owns exactly samples(b) - samples(a).
  std::int64_t samples(std::int64_t frame) const { return rate.ticks(frame, kSampleRate); }
  // The frame whose PTS is nearest.
  std::int64_t frame_of_pts(std::int64_t ticks) const;

  std::int64_t frame_at(base::Millis at) const;     // model::frame_at
  base::Millis start_of(std::int64_t frame) const;  // model::frame_start

  static constexpr std::int64_t audio_pts(std::int64_t audio_frame) { return audio_frame * kTicksPerAudioFrame; }
  // Audio frames that hold at least one sample of the frames [first, end).
  AudioSpan audio_covering(std::int64_t first, std::int64_t end) const;
  // Audio frames whose first sample lies in the frames [first, end); neighbouring ranges partition the audio.
  AudioSpan audio_starting(std::int64_t first, std::int64_t end) const;
};

}  // namespace retrovue::playout
