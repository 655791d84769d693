#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retrovue::playout {

inline constexpr std::uint32_t kMp4VideoTrack = 1, kMp4AudioTrack = 2;
// sample_flags (ISO 14496-12 8.8.3.1): depends on nothing; depends on others and is no sync sample.
inline constexpr std::uint32_t kSyncFlags = 0x0200'0000, kOtherFlags = 0x0101'0000;

struct PictureSize {
  unsigned width = 0, height = 0;
};

// ftyp and moov of a fragmented MP4: H.264 with these parameter sets (timescale 90 kHz) and AAC-LC, 48 kHz, stereo.
// sps holds at least four bytes. language: ISO 639-2, of the sound; empty: there is none.
std::vector<std::uint8_t> init_segment(std::span<const std::uint8_t> sps, std::span<const std::uint8_t> pps,
                                       const PictureSize& shown, const std::string& language);
// The same without pictures; the sound has the same number.
std::vector<std::uint8_t> sound_init_segment(const std::string& language);

}  // namespace retrovue::playout
