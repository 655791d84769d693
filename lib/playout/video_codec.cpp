#include "playout/video_codec.h"

#include <fmt/format.h>

#include <iterator>

namespace retrovue::playout {
namespace {

struct Level {
  int number;
  std::int64_t blocks_a_second, blocks, kept_blocks, kbps, buffer_kbit;
};
constexpr Level kLevels[] = {{10, 1485, 99, 396, 64, 175},           {11, 3000, 396, 900, 192, 500},
                             {12, 6000, 396, 2376, 384, 1000},       {13, 11880, 396, 2376, 768, 2000},
                             {20, 11880, 396, 2376, 2000, 2000},     {21, 19800, 792, 4752, 4000, 4000},
                             {22, 20250, 1620, 8100, 4000, 4000},    {30, 40500, 1620, 8100, 10000, 10000},
                             {31, 108000, 3600, 18000, 14000, 14000}, {32, 216000, 5120, 20480, 20000, 20000},
                             {40, 245760, 8192, 32768, 20000, 25000}, {41, 245760, 8192, 32768, 50000, 62500},
                             {42, 522240, 8704, 34816, 50000, 62500}, {50, 589824, 22080, 110400, 135000, 135000},
                             {51, 983040, 36864, 184320, 240000, 240000}, {52, 2073600, 36864, 184320, 240000, 240000}};

std::int64_t kept_pictures(const std::string& preset) {
  if (preset == "ultrafast") return 1;
  if (preset == "slow") return 5;
  if (preset == "slower") return 8;
  return preset == "veryslow" ? 16 : 4;
}

}  // namespace

std::string video_codec(const model::Profile& profile) {
  // Without CABAC, B pictures and the larger transform it is the constrained baseline profile.
  const bool baseline = profile.preset == "ultrafast";
  const std::int64_t across = (profile.width + 15) / 16, down = (profile.height + 15) / 16, blocks = across * down;
  const std::int64_t factor = baseline ? 4 : 5;  // of the bit rates, in quarters (A.3.3)
  int number = kLevels[std::size(kLevels) - 1].number;
  for (const auto& level : kLevels) {
    const bool fits = blocks <= level.blocks && across * across <= 8 * level.blocks && down * down <= 8 * level.blocks &&
                      blocks * profile.rate.num <= level.blocks_a_second * profile.rate.den &&
                      blocks * kept_pictures(profile.preset) <= level.kept_blocks && 4 * profile.max_kbps <= factor * level.kbps &&
                      8 * profile.max_kbps <= factor * level.buffer_kbit;
    if (!fits) continue;
    number = level.number;
    break;
  }
  return fmt::format("avc1.{}{:02x}", baseline ? "42c0" : "6400", number);
}

}  // namespace retrovue::playout
