#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The little of H.264 (ISO 14496-10) that playout must know: finding NAL units, and the first fields of the SPS.
namespace retrovue::playout {

enum NalType : int { kNalSlice = 1, kNalIdr = 5, kNalSei = 6, kNalSps = 7, kNalPps = 8, kNalAud = 9, kNalFiller = 12 };

// A NAL unit inside an Annex B byte stream, without its start code and trailing zeros. Never empty.
struct Nal {
  std::span<const std::uint8_t> bytes;
  int type() const { return bytes[0] & 0x1f; }
};

// The NAL units of an access unit in order (Annex B.1); leading bytes before the first start code are skipped.
std::vector<Nal> nals_of(std::span<const std::uint8_t> annex_b);
bool has_idr(std::span<const std::uint8_t> annex_b);

// The unit as it goes on air: begins with an access unit delimiter (ISO 13818-1 2.14.1 wants one), x264's settings
// text (SEI user_data_unregistered with x264's UUID) and filler before the picture removed, every other SEI message
// (captions) kept. From the first slice on the bytes are as given.
std::vector<std::uint8_t> clean_unit(std::span<const std::uint8_t> annex_b);

struct Sps {
  int profile = 0, constraints = 0, level = 0;  // as coded
  int width = 0, height = 0;                    // after cropping
  std::string codec() const;                    // RFC 6381: "avc1.64001f"
};
// The first SPS of an access unit, when there is a sound one.
std::optional<Sps> sps_of(std::span<const std::uint8_t> annex_b);

}  // namespace retrovue::playout
