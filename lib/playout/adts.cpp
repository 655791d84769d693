#include "playout/adts.h"

namespace retrovue::playout {

bool read_adts(std::span<const std::uint8_t> p, AdtsHeader& header) {
  // syncword, and layer 0
  if (p.size() < 7 || p[0] != 0xff || (p[1] & 0xf6) != 0xf0) return false;
  header.object_type = (p[2] >> 6) + 1;
  header.rate_index = p[2] >> 2 & 15;
  header.channels = (p[2] & 1) << 2 | p[3] >> 6;
  header.header_bytes = p[1] & 1 ? 7 : 9;
  header.frame_bytes = (p[3] & 3) << 11 | p[4] << 3 | p[5] >> 5;
  return header.rate_index < 13 && header.frame_bytes >= header.header_bytes;
}

void AdtsSplitter::feed(std::span<const std::uint8_t> bytes, std::vector<std::vector<std::uint8_t>>& out) {
  rest_.insert(rest_.end(), bytes.begin(), bytes.end());
  std::size_t at = 0;
  while (rest_.size() - at >= 7) {
    const std::span<const std::uint8_t> left{rest_.data() + at, rest_.size() - at};
    AdtsHeader header, next;
    if (!read_adts(left, header)) {
      ++at;
      ++skipped_;
      continue;
    }
    const auto size = static_cast<std::size_t>(header.frame_bytes);
    if (left.size() < size) break;
    // A false syncword inside a frame is told by what follows; the few bytes that may be missing are not waited for.
    const auto after = left.subspan(size);
    if (after.size() >= 7 ? !read_adts(after, next) : !after.empty() && after[0] != 0xff) {
      ++at;
      ++skipped_;
      continue;
    }
    out.emplace_back(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size));
    at += size;
  }
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace retrovue::playout
