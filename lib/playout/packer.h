#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace retrovue::playout {

// When a unit is shown, decoded and sent, on the channel's absolute clock.
struct Stamp {
  std::int64_t pts = 0, dts = 0;  // 90 kHz
  std::int64_t pcr = 0;           // 27 MHz, computed from the frame and not from dts, so that it is exact (2.4.2.2)
  std::int64_t duration = 0;      // 90 kHz, to the next unit's dts
};

// Turns stamped pictures and sound into the bytes of a container, piece by piece. What is taken, one after another, is a
// whole stream.
class Packer {
 public:
  virtual ~Packer() = default;
  virtual void video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr) = 0;
  // One or more whole ADTS frames of one track, counted from 0; pts (90 kHz) is the first one's.
  virtual void audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::size_t track) = 0;
  // The clock alone (27 MHz), where no picture carries it; containers without one ignore it.
  virtual void clock(std::int64_t pcr) { static_cast<void>(pcr); }
  // What came since the last time; may be empty.
  virtual std::vector<std::uint8_t> take() = 0;
};

}  // namespace retrovue::playout
