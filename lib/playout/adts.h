#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace retrovue::playout {

// Splits an ADTS stream (ISO 13818-7 6.2) into frames as it comes, in pieces of any size. A header is trusted only if
// the bytes after its frame look like a header too or have not come yet; anything else is skipped and counted.
// Hostile input: never throws, holds at most one frame (8191 bytes) and one feed.
class AdtsSplitter {
 public:
  // Appends whole frames, header included.
  void feed(std::span<const std::uint8_t> bytes, std::vector<std::vector<std::uint8_t>>& out);
  std::uint64_t skipped_bytes() const { return skipped_; }

 private:
  std::vector<std::uint8_t> rest_;
  std::uint64_t skipped_ = 0;
};

struct AdtsHeader {
  int object_type = 2;  // MPEG-4 audio object type; 2 = AAC-LC
  int rate_index = 3;   // 3 = 48 kHz
  int channels = 2;
  int header_bytes = 7;  // 9 with a CRC
  int frame_bytes = 0;   // header included
};
// Reads a header; false when these bytes (at least 7) are none.
bool read_adts(std::span<const std::uint8_t> bytes, AdtsHeader& header);

}  // namespace retrovue::playout
