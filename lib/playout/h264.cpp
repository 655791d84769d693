#include "playout/h264.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace retrovue::playout {
namespace {

using Span = std::span<const std::uint8_t>;

// Offset of the next 00 00 01 at or after `from`, or the size.
std::size_t next_start_code(Span bytes, std::size_t from) {
  const std::size_t size = bytes.size();
  for (std::size_t i = from; i + 3 <= size;) {
    if (bytes[i + 2] > 1)
      i += 3;
    else if (bytes[i + 2] == 1 && bytes[i] == 0 && bytes[i + 1] == 0)
      return i;
    else
      ++i;
  }
  return size;
}

// Calls see(nal, offset of its start code) for each NAL unit until it returns false.
template <typename See>
void walk(Span bytes, See see) {
  std::size_t start = next_start_code(bytes, 0);
  while (start < bytes.size()) {
    const std::size_t body = start + 3;
    const std::size_t next = next_start_code(bytes, body);
    std::size_t end = next;
    while (end > body && bytes[end - 1] == 0) --end;  // trailing_zero_8bits and the zero_byte of the next code
    if (end > body && !see(Nal{bytes.subspan(body, end - body)}, start)) return;
    start = next;
  }
}

// x264 signs its settings text with this UUID.
constexpr std::uint8_t kX264Uuid[16] = {0xdc, 0x45, 0xe9, 0xbd, 0xe6, 0xd9, 0x48, 0xb7,
                                        0x96, 0x2c, 0xd8, 0x20, 0xd9, 0x23, 0xee, 0xef};
constexpr std::uint8_t kAud[6] = {0, 0, 0, 1, kNalAud, 0xf0};  // primary_pic_type 7: any slice

void append_nal(Span nal, std::vector<std::uint8_t>& out) {
  constexpr std::uint8_t kCode[4] = {0, 0, 0, 1};
  out.insert(out.end(), kCode, kCode + 4);
  out.insert(out.end(), nal.begin(), nal.end());
}

// RBSP of a NAL unit: emulation prevention bytes removed (7.4.1).
std::vector<std::uint8_t> rbsp_of(Span nal, std::size_t most = SIZE_MAX) {
  std::vector<std::uint8_t> rbsp;
  int zeros = 0;
  for (std::size_t i = 1; i < nal.size() && rbsp.size() < most; ++i) {
    if (zeros >= 2 && nal[i] == 3) {
      zeros = 0;
      continue;
    }
    zeros = nal[i] == 0 ? zeros + 1 : 0;
    rbsp.push_back(nal[i]);
  }
  return rbsp;
}

// Appends the SEI without x264's message; untouched when there is none.
void append_sei(Span nal, std::vector<std::uint8_t>& out) {
  if (std::search(nal.begin(), nal.end(), std::begin(kX264Uuid), std::end(kX264Uuid)) == nal.end())
    return append_nal(nal, out);
  const auto rbsp = rbsp_of(nal);
  std::vector<std::uint8_t> kept;
  std::size_t at = 0;
  const auto read = [&](std::size_t& value) {  // ff-coded number (7.3.2.3.1)
    value = 0;
    while (at < rbsp.size() && rbsp[at] == 0xff) value += 255, ++at;
    if (at >= rbsp.size()) return false;
    value += rbsp[at++];
    return true;
  };
  while (at + 2 < rbsp.size()) {  // at least type, size and the trailing bits
    const std::size_t start = at;
    std::size_t type = 0, size = 0;
    if (!read(type) || !read(size) || size > rbsp.size() - at) return append_nal(nal, out);  // not understood: keep
    const bool ours = type == 5 && size >= 16 && std::equal(std::begin(kX264Uuid), std::end(kX264Uuid), rbsp.begin() + at);
    at += size;
    if (!ours) kept.insert(kept.end(), rbsp.begin() + start, rbsp.begin() + at);
  }
  if (kept.empty()) return;
  kept.push_back(0x80);  // rbsp_trailing_bits
  std::vector<std::uint8_t> made{nal[0]};
  int zeros = 0;
  for (const auto byte : kept) {
    if (zeros >= 2 && byte <= 3) {
      made.push_back(3);
      zeros = 0;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    made.push_back(byte);
  }
  append_nal(made, out);
}

class Bits {
 public:
  explicit Bits(Span bytes) : bytes_(bytes) {}
  unsigned bit() {
    if (at_ >= bytes_.size() * 8) {
      bad_ = true;
      return 0;
    }
    const unsigned value = (bytes_[at_ / 8] >> (7 - at_ % 8)) & 1u;
    ++at_;
    return value;
  }
  unsigned bits(int count) {
    unsigned value = 0;
    while (count-- > 0) value = value << 1 | bit();
    return value;
  }
  unsigned ue() {  // Exp-Golomb (9.1)
    int zeros = 0;
    while (bit() == 0 && !bad_)
      if (++zeros > 31) bad_ = true;
    return bad_ ? 0 : (1u << zeros) - 1 + bits(zeros);
  }
  int se() {
    const unsigned k = ue();
    return k & 1 ? static_cast<int>(k / 2 + 1) : -static_cast<int>(k / 2);
  }
  bool bad() const { return bad_; }

 private:
  Span bytes_;
  std::size_t at_ = 0;
  bool bad_ = false;
};

void skip_scaling_list(Bits& bits, int size) {
  int last = 8, next = 8;
  for (int i = 0; i < size && !bits.bad(); ++i) {
    if (next != 0) next = (last + bits.se()) & 0xff;
    if (next != 0) last = next;
  }
}

// 7.3.2.1.1, up to the cropping.
std::optional<Sps> read_sps(Span nal) {
  const auto rbsp = rbsp_of(nal, 1024);
  Bits bits{rbsp};
  Sps sps;
  sps.profile = static_cast<int>(bits.bits(8));
  sps.constraints = static_cast<int>(bits.bits(8));
  sps.level = static_cast<int>(bits.bits(8));
  bits.ue();  // seq_parameter_set_id
  unsigned chroma = 1;
  constexpr int kHigh[] = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  if (std::find(std::begin(kHigh), std::end(kHigh), sps.profile) != std::end(kHigh)) {
    chroma = bits.ue();
    if (chroma == 3) bits.bit();
    bits.ue();
    bits.ue();
    bits.bit();
    if (bits.bit())
      for (int i = 0; i < (chroma == 3 ? 12 : 8); ++i)
        if (bits.bit()) skip_scaling_list(bits, i < 6 ? 16 : 64);
  }
  bits.ue();  // log2_max_frame_num
  const unsigned order = bits.ue();
  if (order == 0) {
    bits.ue();
  } else if (order == 1) {
    bits.bit();
    bits.se();
    bits.se();
    const unsigned cycle = bits.ue();
    for (unsigned i = 0; i < cycle && !bits.bad(); ++i) bits.se();
  }
  bits.ue();  // max_num_ref_frames
  bits.bit();
  const unsigned columns = bits.ue() + 1, rows = bits.ue() + 1;
  const unsigned frame_only = bits.bit();
  if (!frame_only) bits.bit();
  bits.bit();
  unsigned crop[4] = {0, 0, 0, 0};
  if (bits.bit())
    for (auto& side : crop) side = bits.ue();
  if (bits.bad() || chroma > 3 || columns > 1024 || rows > 1024) return std::nullopt;
  const unsigned step_x = chroma == 1 || chroma == 2 ? 2 : 1;
  const unsigned step_y = (chroma == 1 ? 2u : 1u) * (2 - frame_only);
  const std::int64_t width = std::int64_t{columns} * 16 - std::int64_t{step_x} * (std::int64_t{crop[0]} + crop[1]);
  const std::int64_t height =
      std::int64_t{rows} * 16 * (2 - frame_only) - std::int64_t{step_y} * (std::int64_t{crop[2]} + crop[3]);
  if (width <= 0 || height <= 0) return std::nullopt;
  sps.width = static_cast<int>(width);
  sps.height = static_cast<int>(height);
  return sps;
}

}  // namespace

std::vector<Nal> nals_of(Span annex_b) {
  std::vector<Nal> nals;
  walk(annex_b, [&](const Nal& nal, std::size_t) {
    nals.push_back(nal);
    return true;
  });
  return nals;
}

bool has_idr(Span annex_b) {
  bool idr = false;
  std::size_t start = next_start_code(annex_b, 0);
  // The first slice decides (all slices of an IDR picture are IDR slices, 7.4.1.2.4), so the picture itself is not read.
  while (start + 3 < annex_b.size()) {
    const int type = annex_b[start + 3] & 0x1f;
    if (type == kNalIdr) idr = true;
    if (type >= kNalSlice && type <= kNalIdr) break;
    start = next_start_code(annex_b, start + 3);
  }
  return idr;
}

std::vector<std::uint8_t> clean_unit(Span annex_b) {
  std::vector<std::uint8_t> out;
  out.reserve(annex_b.size() + sizeof kAud);
  out.insert(out.end(), std::begin(kAud), std::end(kAud));
  std::size_t start = next_start_code(annex_b, 0);
  while (start + 3 < annex_b.size()) {
    const std::size_t body = start + 3;
    const int type = annex_b[body] & 0x1f;
    if (type >= kNalSlice && type <= kNalIdr) {  // from here on everything is picture: kept as it is
      const std::uint8_t zero = 0;
      out.push_back(zero);
      out.insert(out.end(), annex_b.begin() + start, annex_b.end());
      break;
    }
    const std::size_t next = next_start_code(annex_b, body);
    std::size_t end = next;
    while (end > body && annex_b[end - 1] == 0) --end;
    const auto nal = annex_b.subspan(body, end - body);
    if (type == kNalSei && !nal.empty())
      append_sei(nal, out);
    else if (type != kNalAud && type != kNalFiller && !nal.empty())
      append_nal(nal, out);
    start = next;
  }
  return out;
}

std::string Sps::codec() const { return fmt::format("avc1.{:02x}{:02x}{:02x}", profile, constraints, level); }

std::optional<Sps> sps_of(Span annex_b) {
  std::optional<Sps> found;
  walk(annex_b, [&](const Nal& nal, std::size_t) {
    if (nal.type() == kNalSps) found = read_sps(nal.bytes);
    return !found && nal.type() != kNalSlice && nal.type() != kNalIdr;
  });
  return found;
}

}  // namespace retrovue::playout
