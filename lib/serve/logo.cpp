#include "serve/logo.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace retrovue::serve {
namespace {
constexpr int kSize = 256;

// Digits as 5 x 7 dots, a row in the low five bits.
constexpr std::array<std::array<std::uint8_t, 7>, 10> kDigits = {{{14, 17, 19, 21, 25, 17, 14},
                                                                  {4, 12, 4, 4, 4, 4, 14},
                                                                  {14, 17, 1, 6, 8, 16, 31},
                                                                  {14, 17, 1, 6, 1, 17, 14},
                                                                  {2, 6, 10, 18, 31, 2, 2},
                                                                  {31, 16, 30, 1, 1, 17, 14},
                                                                  {6, 8, 16, 30, 17, 17, 14},
                                                                  {31, 1, 2, 4, 8, 8, 8},
                                                                  {14, 17, 17, 14, 17, 17, 14},
                                                                  {14, 17, 17, 15, 1, 2, 12}}};
constexpr std::array<std::array<std::uint8_t, 3>, 8> kColours = {
    {{0xE5, 0x48, 0x4D}, {0xF7, 0x6B, 0x15}, {0xD9, 0x9A, 0x00}, {0x30, 0xA4, 0x6C}, {0x00, 0x92, 0xA8}, {0x3E, 0x63, 0xDD}, {0x8E, 0x4E, 0xC6}, {0xD6, 0x40, 0x9F}}};

void word(std::string& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift & 0xFF);
}

void chunk(std::string& out, std::string_view type, std::string_view data) {
  word(out, static_cast<std::uint32_t>(data.size()));
  std::string body{type};
  body += data;
  out += body;
  word(out, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}
}  // namespace

std::string channel_logo(int number) {
  const auto text = std::to_string(number);
  const int dots = static_cast<int>(text.size()) * 6 - 1;
  const int scale = std::min(24, (kSize - 48) / dots);
  const int left = (kSize - dots * scale) / 2, top = (kSize - 7 * scale) / 2;
  std::string rows;
  for (int y = 0; y < kSize; ++y) {
    rows += '\0';  // filter: none
    for (int x = 0; x < kSize; ++x) {
      const int dx = (x - left) / scale, dy = (y - top) / scale;
      bool lit = x >= left && y >= top && dx < dots && dy < 7 && dx % 6 < 5;
      if (lit) lit = kDigits[static_cast<std::size_t>(text[static_cast<std::size_t>(dx / 6)] - '0')][static_cast<std::size_t>(dy)] >> (4 - dx % 6) & 1;
      rows += lit ? '\1' : '\0';
    }
  }
  std::string png = "\x89PNG\r\n\x1A\n", header;
  word(header, kSize);
  word(header, kSize);
  header += std::string_view{"\x08\x03\x00\x00\x00", 5};  // 8 bit, palette
  chunk(png, "IHDR", header);
  const auto& c = kColours[static_cast<std::size_t>(number) % kColours.size()];
  std::string palette{reinterpret_cast<const char*>(c.data()), c.size()};
  palette += "\xFF\xFF\xFF";
  chunk(png, "PLTE", palette);
  std::string packed(compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 9);
  packed.resize(size);
  chunk(png, "IDAT", packed);
  chunk(png, "IEND", {});
  return png;
}

}  // namespace retrovue::serve
