#include <algorithm>

#include "fuzz.h"
#include "playout/ts_demux.h"
#include "playout/ts_mux.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + bytes[0] * 3u;
  playout::TsDemux whole, pieces;
  std::vector<playout::AccessUnit> once, parts;
  whole.feed({bytes, size}, once);
  whole.finish(once);
  for (std::size_t at = 0; at < size; at += step) pieces.feed({bytes + at, std::min(step, size - at)}, parts);
  pieces.finish(parts);
  // The size of the reads changes nothing, and no byte comes out twice.
  fuzz::must(once.size() == parts.size());
  std::size_t total = 0;
  for (std::size_t i = 0; i < once.size(); ++i) {
    fuzz::must(once[i].bytes == parts[i].bytes && once[i].pts == parts[i].pts && once[i].dts == parts[i].dts);
    total += once[i].bytes.size();
  }
  fuzz::must(total <= size);
  return 0;
}

std::vector<std::string> seeds() {
  std::vector<std::string> made;
  for (const std::size_t unit : {30u, 400u, 3000u}) {
    playout::TsMux mux{{}};
    std::vector<std::uint8_t> out;
    for (std::int64_t i = 0; i < 6; ++i) {
      std::vector<std::uint8_t> picture{0, 0, 1, static_cast<std::uint8_t>(i % 3 ? 0x41 : 0x65)};
      picture.resize(unit + static_cast<std::size_t>(i), 0x99);
      mux.video(picture, {i * 3'600 + 7'200, i * 3'600, i * 1'080'000}, i % 3 == 0, out);
      mux.audio(std::vector<std::uint8_t>(200, 0xaa), i * 3'600, out);
    }
    made.emplace_back(out.begin(), out.end());
  }
  return made;
}
