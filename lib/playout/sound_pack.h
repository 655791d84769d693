#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retrovue::playout {

// PCM (48 kHz, s16, interleaved stereo) as one FLAC stream (RFC 9639), about half its size, and back bit by bit.
// No samples are no bytes. Throws Error(failed) when the encoder refuses, which only lack of memory explains.
std::vector<std::uint8_t> pack_sound(std::span<const std::int16_t> pcm);

// The samples (both sides counted), or nothing unless the bytes hold exactly that many. Safe with any bytes.
std::optional<std::vector<std::int16_t>> unpack_sound(std::span<const std::uint8_t> bytes, std::size_t samples);

}  // namespace retrovue::playout
