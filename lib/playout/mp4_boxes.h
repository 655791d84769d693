#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace retrovue::playout {

// Writes nested boxes (4.2); a box's size is filled in when its content is there.
class Boxes {
 public:
  template <typename Content>
  void box(const char* type, Content content) {
    const std::size_t at = out.size();
    u32(0);
    for (int i = 0; i < 4; ++i) u8(static_cast<unsigned char>(type[i]));
    content();
    patch(at, static_cast<std::uint32_t>(out.size() - at));
  }
  template <typename Content>
  void full(const char* type, unsigned version, std::uint32_t flags, Content content) {
    box(type, [&] {
      u32(version << 24 | flags);
      content();
    });
  }
  void u8(unsigned value) { out.push_back(static_cast<std::uint8_t>(value)); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value & 0xffff);
  }
  void u64(std::uint64_t value) {
    u32(static_cast<std::uint32_t>(value >> 32));
    u32(static_cast<std::uint32_t>(value));
  }
  void zeros(int count) {
    for (; count > 0; --count) u8(0);
  }
  void bytes(std::span<const std::uint8_t> value) {
    for (const auto byte : value) u8(byte);
  }
  void text(std::string_view value) {
    for (const auto c : value) u8(static_cast<unsigned char>(c));
  }
  void matrix() {
    for (const std::uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x4000'0000u}) u32(value);
  }
  void patch(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
  std::vector<std::uint8_t> out;
};

}  // namespace retrovue::playout
