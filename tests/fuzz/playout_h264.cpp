#include "fuzz.h"
#include "playout/h264.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::span<const std::uint8_t> unit{bytes, size};
  for (const auto& nal : playout::nals_of(unit)) fuzz::must(!nal.bytes.empty() && nal.bytes.back() != 0);
  const auto clean = playout::clean_unit(unit);
  const auto nals = playout::nals_of(clean);
  fuzz::must(!nals.empty() && nals.front().type() == playout::kNalAud);
  fuzz::must(playout::has_idr(clean) == playout::has_idr(unit));
  fuzz::must(playout::clean_unit(clean) == clean);
  if (const auto sps = playout::sps_of(unit)) fuzz::must(sps->width > 0 && sps->height > 0 && sps->width <= 16'384);
  return 0;
}

std::vector<std::string> seeds() {
  using namespace std::string_literals;
  const auto sps = "\0\0\0\1\x67\x64\x00\x1e\xac\xd9\x40\xa0\x3d\xb0\x11\x00\x00\x03\x03\xe9\x00\x00\xea\x60\x0f\x16\x2d\x96"s;
  const auto pps = "\0\0\0\1\x68\xef\x8f\xcb"s;
  const auto info = "\0\0\1\x06\x05\x18\xdc\x45\xe9\xbd\xe6\xd9\x48\xb7\x96\x2c\xd8\x20\xd9\x23\xee\xefx264 - c\x80"s;
  const auto caption = "\0\0\1\x06\x04\x09\xb5\x00\x31GA94\x03\xff\x80"s;
  const auto slice = "\0\0\1\x65\x88\x84\x00\x10\x7f\x00\x00\x03\x01\x55"s;
  return {"\0\0\0\1\x09\xf0"s + sps + pps + info + caption + slice, sps, info + caption + "\0\0\1\x41\x9a\x22"s};
}
