#include "playout/sound_pack.h"

#include <FLAC/stream_decoder.h>
#include <FLAC/stream_encoder.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

constexpr unsigned kMostSides = 4, kBits = 16, kLevel = 3;

struct Delete {
  void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
  void operator()(FLAC__StreamDecoder* decoder) const { FLAC__stream_decoder_delete(decoder); }
};

FLAC__StreamEncoderWriteStatus append(const FLAC__StreamEncoder*, const FLAC__byte* bytes, size_t size, std::uint32_t, std::uint32_t, void* to) {
  auto& out = *static_cast<std::vector<std::uint8_t>*>(to);
  out.insert(out.end(), bytes, bytes + size);
  return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}

struct Reading {
  std::span<const std::uint8_t> bytes;
  std::vector<std::int16_t> pcm;
  std::size_t wanted = 0;
  unsigned sides = 0;  // of all frames
  bool wrong = false;
};

FLAC__StreamDecoderReadStatus give(const FLAC__StreamDecoder*, FLAC__byte* to, size_t* size, void* client) {
  auto& reading = *static_cast<Reading*>(client);
  *size = std::min(*size, reading.bytes.size());
  if (*size == 0) return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
  std::memcpy(to, reading.bytes.data(), *size);
  reading.bytes = reading.bytes.subspan(*size);
  return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
}

FLAC__StreamDecoderWriteStatus take(const FLAC__StreamDecoder*, const FLAC__Frame* frame, const FLAC__int32* const* from, void* client) {
  auto& reading = *static_cast<Reading*>(client);
  const auto& head = frame->header;
  if (reading.sides == 0) reading.sides = head.channels;
  const auto sides = reading.sides;
  if (head.channels != sides || sides % 2 != 0 || sides > kMostSides || head.bits_per_sample != kBits || reading.pcm.size() + head.blocksize * sides > reading.wanted) {
    reading.wrong = true;
    return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
  }
  for (std::uint32_t i = 0; i < head.blocksize; ++i)
    for (unsigned side = 0; side < sides; ++side) reading.pcm.push_back(static_cast<std::int16_t>(from[side][i]));
  return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

void complain(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* client) { static_cast<Reading*>(client)->wrong = true; }

}  // namespace

std::vector<std::uint8_t> pack_sound(std::span<const std::int16_t> pcm, std::size_t tracks) {
  const auto sides = static_cast<unsigned>(2 * tracks);
  std::vector<std::uint8_t> out;
  if (pcm.empty()) return out;
  const base::Error failed{base::ErrorKind::failed, "the sound encoder of the chunk store failed"};
  const std::unique_ptr<FLAC__StreamEncoder, Delete> encoder{FLAC__stream_encoder_new()};
  if (!encoder) throw failed;
  const std::vector<FLAC__int32> wide(pcm.begin(), pcm.end());
  FLAC__stream_encoder_set_channels(encoder.get(), sides);
  FLAC__stream_encoder_set_bits_per_sample(encoder.get(), kBits);
  FLAC__stream_encoder_set_sample_rate(encoder.get(), kSampleRate);
  FLAC__stream_encoder_set_compression_level(encoder.get(), kLevel);
  FLAC__stream_encoder_set_total_samples_estimate(encoder.get(), pcm.size() / sides);
  const bool begun = FLAC__stream_encoder_init_stream(encoder.get(), append, nullptr, nullptr, nullptr, &out) == FLAC__STREAM_ENCODER_INIT_STATUS_OK;
  if (!begun || !FLAC__stream_encoder_process_interleaved(encoder.get(), wide.data(), static_cast<std::uint32_t>(pcm.size() / sides)) ||
      !FLAC__stream_encoder_finish(encoder.get()))
    throw failed;
  return out;
}

std::optional<std::vector<std::int16_t>> unpack_sound(std::span<const std::uint8_t> bytes, std::size_t samples, std::size_t& tracks) {
  tracks = 1;
  if (samples == 0) return bytes.empty() ? std::optional(std::vector<std::int16_t>{}) : std::nullopt;
  const std::unique_ptr<FLAC__StreamDecoder, Delete> decoder{FLAC__stream_decoder_new()};
  if (!decoder) return std::nullopt;
  Reading reading;
  reading.bytes = bytes;
  reading.wanted = samples;
  const bool begun = FLAC__stream_decoder_init_stream(decoder.get(), give, nullptr, nullptr, nullptr, nullptr, take, nullptr, complain, &reading) ==
                     FLAC__STREAM_DECODER_INIT_STATUS_OK;
  if (!begun || !FLAC__stream_decoder_process_until_end_of_stream(decoder.get())) return std::nullopt;
  if (reading.wrong || reading.pcm.size() != samples) return std::nullopt;
  tracks = reading.sides / 2;
  return std::move(reading.pcm);
}

}  // namespace retrovue::playout
