#include <zlib.h>

#include "fuzz.h"
#include "station/graphics.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto fault = station::png_fault(text);
  // The shortest that can be whole: its signature, a header, something of pixels, an end.
  if (fault.empty()) fuzz::must(size >= 8 + 25 + 12 + 12 && text.find("IDAT") != text.npos && text.find("IEND") != text.npos);
  return 0;
}

namespace {
std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)};
}
std::string part(const std::string& type, const std::string& content) {
  const auto all = type + content;
  const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(all.data()), static_cast<uInt>(all.size()));
  return big_endian(static_cast<std::uint32_t>(content.size())) + all + big_endian(static_cast<std::uint32_t>(sum));
}
}  // namespace

std::vector<std::string> seeds() {
  const std::string head = "\x89PNG\r\n\x1A\n" + part("IHDR", big_endian(4) + big_endian(3) + std::string("\x08\x06\0\0\0", 5));
  return {head + part("IDAT", "pixels") + part("IEND", ""), head + part("tEXt", "a word") + part("IDAT", "") + part("IDAT", "more") + part("IEND", ""),
          head + part("IEND", "")};
}
