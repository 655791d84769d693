#include "playout/shown_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "playout/overlay.h"

namespace retrovue::playout {
namespace {

constexpr int kFarMargin = 25;  // percent of the width that stays free at the other side, where a bug may be

// Half a frame before it, in hundredths of a second: however it is rounded, it lies between two frames.
std::string time_before(std::int64_t frame, const base::Rate& rate) {
  const auto at = frame <= 0 ? 0 : base::mul_div_round(2 * frame - 1, 100 * rate.den, 2 * rate.num);
  return fmt::format("{}:{:02}:{:02}.{:02}", at / 360'000, at / 6'000 % 60, at / 100 % 60, at % 100);
}

std::string dialogue(const ShownText& one, const model::Profile& profile) {
  const bool right = one.place == model::Corner::top_right || one.place == model::Corner::bottom_right;
  const bool bottom = one.place == model::Corner::bottom_left || one.place == model::Corner::bottom_right;
  const int size = std::max(8, profile.height * one.height / 100), small = std::max(8, size * 3 / 4), pad = std::max(2, size / 3);
  const int near = profile.width * one.inset / 100 + pad, far = one.centred ? near : profile.width * kFarMargin / 100;
  const std::int64_t wide = profile.width - near - far;
  const int place = one.centred ? 5 : (bottom ? 1 : 7) + (right ? 2 : 0);
  auto line = fmt::format("{{\\an{}\\fs{}\\shad{}}}{}", place, size, pad, plain_text(one.text, wide * 1'000 / size));
  if (!one.detail.empty()) line += fmt::format("\\N{{\\fs{}\\b0}}{}", small, plain_text(one.detail, wide * 1'000 / small));
  return fmt::format("Dialogue: 0,{},{},A,,{},{},{},,{}\n", time_before(one.from, profile.rate), time_before(one.to, profile.rate), right ? far : near,
                     right ? near : far, profile.height * one.inset / 100 + pad, line);
}

}  // namespace

std::string texts_script(const std::vector<ShownText>& texts, const model::Profile& profile) {
  // Border style 4 is one box behind all lines; the shadow's width is its padding.
  auto script = fmt::format(
      "[Script Info]\nScriptType: v4.00+\nPlayResX: {}\nPlayResY: {}\nWrapStyle: 0\nScaledBorderAndShadow: yes\n\n"
      "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
      "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, "
      "Encoding\nStyle: A,DejaVu Sans,20,&H00FFFFFF,&H00FFFFFF,&H00000000,&H40261A14,1,0,0,0,100,100,0,0,4,0,8,1,0,0,0,-1\n\n"
      "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n",
      profile.width, profile.height);
  for (const auto& one : texts) script += dialogue(one, profile);
  return script;
}

std::string text_filters(const std::string& script, std::int64_t first) {
  return fmt::format(",setpts=N+{},ass=filename={},setpts=N", first, filter_value(script));
}

}  // namespace retrovue::playout
