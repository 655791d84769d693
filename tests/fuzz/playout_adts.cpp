#include <algorithm>

#include "fuzz.h"
#include "playout/adts.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + bytes[0] * 2u;
  playout::AdtsSplitter splitter;
  std::vector<std::vector<std::uint8_t>> frames;
  for (std::size_t at = 0; at < size; at += step) splitter.feed({bytes + at, std::min(step, size - at)}, frames);
  std::size_t total = 0;
  for (const auto& frame : frames) {
    playout::AdtsHeader header;
    fuzz::must(playout::read_adts(frame, header) && header.frame_bytes == static_cast<int>(frame.size()));
    total += frame.size();
  }
  fuzz::must(total + splitter.skipped_bytes() <= size);
  return 0;
}

std::vector<std::string> seeds() {
  std::string all;
  for (int size : {200, 341, 7, 500, 341}) {
    std::string frame(static_cast<std::size_t>(size), '\x5a');
    frame.replace(0, 7, {'\xff', '\xf1', '\x4c', static_cast<char>(0x80 | size >> 11), static_cast<char>(size >> 3),
                         static_cast<char>((size & 7) << 5 | 0x1f), '\xfc'});
    all += frame;
  }
  return {all};
}
