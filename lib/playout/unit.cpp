#include "playout/unit.h"

#include <algorithm>

namespace retrovue::playout {
namespace {

constexpr std::int64_t kFade = 480;  // 10 ms

}  // namespace

void fade(std::vector<std::int16_t>& pcm, std::int64_t width, bool in, bool out) {
  const auto moments = static_cast<std::int64_t>(pcm.size()) / width;
  const auto length = std::min(kFade, moments);
  for (std::int64_t i = 0; i < length; ++i) {
    for (std::int64_t side = 0; side < width; ++side) {
      auto scale = [&](std::int64_t at) {
        auto& sample = pcm[static_cast<std::size_t>(at * width + side)];
        sample = static_cast<std::int16_t>(sample * i / length);
      };
      if (in) scale(i);
      if (out) scale(moments - 1 - i);
    }
  }
}

std::vector<Unit> split_closed(const std::vector<Frame>& pictures, std::int64_t first) {
  std::vector<Unit> units;
  Unit open;
  std::int64_t last = first - 1;  // highest display so far
  std::int64_t done = 0;
  open.first = first;
  for (const auto& picture : pictures) {
    last = std::max(last, picture.display);
    open.pictures.push_back(picture);
    open.pictures.back().display -= open.first;
    ++done;
    if (last - first + 1 != done) continue;
    open.count = static_cast<std::int64_t>(open.pictures.size());
    const auto next = open.first + open.count;
    units.push_back(std::move(open));
    open = {};
    open.first = next;
  }
  return units;
}

}  // namespace retrovue::playout
