#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retrovue::playout {

// PCM (48 kHz, s16, one or two tracks of stereo, interleaved) as one FLAC stream (RFC 9639), about half its size, and back
// bit by bit. No samples are no bytes. Throws Error(failed) when the encoder refuses, which only lack of memory explains.
std::vector<std::uint8_t> pack_sound(std::span<const std::int16_t> pcm, std::size_t tracks = 1);

// The samples (all sides counted), and how many tracks they are; or nothing unless the bytes hold exactly that many. Safe
// with any bytes.
std::optional<std::vector<std::int16_t>> unpack_sound(std::span<const std::uint8_t> bytes, std::size_t samples, std::size_t& tracks);

}  // namespace retrovue::playout
