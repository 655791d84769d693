#pragma once
#include <string>

#include "playout/air.h"
#include "playout/packer.h"

namespace retrovue::playout {

// Fragmented MP4 (ISO 14496-12, 14496-15; RFC 8216 3.3): every piece is one moof with its mdat, so pieces joined are
// segments, as with TS. Track 1 is the picture (timescale 90 kHz), track 2 the sound (48 kHz). Decode times count from
// the station epoch in 64 bit, so they never wrap.
class Fmp4Packer final : public Packer {
 public:
  // language: of its track of sound; empty: it has none. before: the sequence number of the fragment before the first one.
  explicit Fmp4Packer(std::string language = "und", std::uint32_t before = 0) : language_(std::move(language)), sequence_(before) {}

  // Throws Error(failed) when the first IDR brings no parameter sets.
  void video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr) override;
  // It has one track of sound at most.
  void audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::size_t track = 0) override;
  std::vector<std::uint8_t> take() override;

  // The initialisation segment (EXT-X-MAP); null before the first IDR. The same for the packer's life: parameter sets
  // that differ later stay inside their pictures.
  Bytes init() const { return init_; }

 private:
  struct Sample {
    std::int64_t dts = 0, offset = 0;  // in the track's timescale; offset: composition time
    std::uint32_t bytes = 0, duration = 0;
    bool sync = false;
  };
  struct Track {
    std::vector<Sample> samples;
    std::vector<std::uint8_t> bytes;
  };

  std::string language_;
  Bytes init_;
  std::vector<std::uint8_t> sps_, pps_;
  Track video_, audio_;
  std::uint32_t sequence_;
};

}  // namespace retrovue::playout
