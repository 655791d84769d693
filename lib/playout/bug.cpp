#include "playout/bug.h"

#include <fmt/format.h>

#include <algorithm>

#include "playout/colours.h"
#include "playout/overlay.h"

namespace retrovue::playout {
namespace {

bool right(model::Corner place) { return place == model::Corner::top_right || place == model::Corner::bottom_right; }
bool bottom(model::Corner place) { return place == model::Corner::bottom_left || place == model::Corner::bottom_right; }

}  // namespace

std::string bug_script(const model::Bug& bug, const model::Profile& profile) {
  const int x = profile.width * bug.inset / 100, y = profile.height * bug.inset / 100;
  const int alignment = (bottom(bug.place) ? 1 : 7) + (right(bug.place) ? 2 : 0);
  return plain_script(profile, std::max(8, profile.height * bug.height / 100), alignment,
                      fmt::format("{{\\pos({},{})\\alpha&H{:02X}&}}", right(bug.place) ? profile.width - x : x,
                                  bottom(bug.place) ? profile.height - y : y, 255 - bug.opacity * 255 / 100),
                      bug.text);
}

std::string bug_filters(const BugMark& mark, const model::Profile& profile, int input) {
  if (mark.script) return ",ass=filename=" + filter_value(mark.file);
  const auto& look = mark.look;
  const int x = profile.width * look.inset / 100, y = profile.height * look.inset / 100;
  const int high = std::max(2, profile.height * look.height / 100), wide = profile.width * 2 / 5;
  // One picture lasts for all of them. It is brought into the colours of what is on air before it is laid over.
  return fmt::format(
      "[p];[{}:v]format=rgba,scale={}:{}:force_original_aspect_ratio=decrease:flags=area,setsar=1,colorchannelmixer=aa={}.{:02},"
      "scale=out_color_matrix={}:out_range=tv,format=yuva420p,settb={}/{}[m];"
      "[p][m]overlay=x={}:y={}:eof_action=repeat:format=yuv420",
      input, wide, high, look.opacity / 100, look.opacity % 100, colours_of(profile).scaler, profile.rate.den, profile.rate.num,
      right(look.place) ? fmt::format("W-w-{}", x) : std::to_string(x), bottom(look.place) ? fmt::format("H-h-{}", y) : std::to_string(y));
}

}  // namespace retrovue::playout
