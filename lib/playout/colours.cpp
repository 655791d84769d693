#include "playout/colours.h"

#include <fmt/format.h>

namespace retrovue::playout {
namespace {

constexpr int kHigh = 720;  // lines, of a source or a profile

// The curve is one and the same in all three; H.273 gives it a name for each.
constexpr Colours kHd{"bt709", "bt709", "bt709", "bt709"};
constexpr Colours k525{"smpte170m", "smpte170m", "smpte170m", "bt601"}, k625{"bt470bg", "smpte170m", "bt470bg", "bt601"};

bool is_hd(const Clip& clip) {
  if (!clip.matrix.empty() && clip.matrix != "unknown") return clip.matrix != "smpte170m" && clip.matrix != "bt470bg";
  return clip.height <= 0 || clip.height >= kHigh;
}

}  // namespace

const Colours& colours_of(const model::Profile& profile) {
  if (profile.height >= kHigh) return kHd;
  return profile.rate.num % (25 * profile.rate.den) == 0 ? k625 : k525;
}

std::string into_colours(const Clip& clip, const model::Profile& profile) { return into_colours(is_hd(clip), profile); }

std::string into_colours(bool hd, const model::Profile& profile) {
  if (hd == (profile.height >= kHigh)) return {};
  // Only the matrix: with the same primaries and transfer on both sides this filter does nothing else, and costs little.
  return fmt::format(",colorspace=ispace={}:space={}:irange=tv:range=tv:iprimaries=bt709:primaries=bt709:itrc=bt709:trc=bt709:fast=1",
                     hd ? kHd.matrix : k525.matrix, colours_of(profile).matrix);
}

std::string colour_tags(const model::Profile& profile) {
  const auto& colours = colours_of(profile);
  return fmt::format(",setparams=range=tv:color_primaries={}:color_trc={}:colorspace={}", colours.primaries, colours.transfer, colours.matrix);
}

}  // namespace retrovue::playout
