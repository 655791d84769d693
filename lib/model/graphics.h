#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/words.h"

namespace retrovue::model {

enum class Corner { top_left, top_right, bottom_left, bottom_right };
template <>
struct Words<Corner> {
  static constexpr std::string_view name = "corner";
  static constexpr Word<Corner> all[] = {{Corner::top_left, "top-left"},
                                         {Corner::top_right, "top-right"},
                                         {Corner::bottom_left, "bottom-left"},
                                         {Corner::bottom_right, "bottom-right"}};
};

// The station's mark over its programmes: a picture or a short text. Measures are in percent, so that it looks alike in
// every profile.
struct Bug {
  std::string file;      // a PNG, absolute; or
  std::string text;      // one line
  Corner place = Corner::bottom_right;
  int height = 8;        // of the picture's height, 2..50; a picture is never wider than two fifths of the frame
  int opacity = 70;      // 1..100
  int inset = 5;         // from the edges, of the picture's width and height, 0..20
  friend bool operator==(const Bug&, const Bug&) = default;
};

// How a time of day is written.
enum class Clock { h12, h24 };
template <>
struct Words<Clock> {
  static constexpr std::string_view name = "clock";
  static constexpr Word<Clock> all[] = {{Clock::h12, "12h"}, {Clock::h24, "24h"}};
};

// Words over a programme for a while: a line and a smaller one below it, in which {title} and its like stand for what the
// plan says. Measures as in Bug.
struct Banner {
  std::string text, detail;  // detail may be empty
  base::Millis at = 0;       // from the programme's start; of up_next before its end, of countdown before the start
  base::Millis length = 6'000;
  Corner place = Corner::bottom_left;
  int height = 5, inset = 5;
  std::string cue{};         // of cues: the title of the cue markers it belongs to; empty: of all
  static Banner usual_now_playing() { return {"{title}", "{episode}", 10'000}; }
  static Banner usual_up_next() { return {"Next: {title} at {time}", "", 60'000, 8'000}; }
  static Banner usual_rating() { return {"{rating}", "", 0, 5'000, Corner::top_left, 8}; }
  static Banner usual_cue() { return {"{cue}", ""}; }
  static Banner usual_countdown() { return {"{title}", "starts in {left}", 60'000, 60'000, Corner::bottom_left, 8}; }
  friend bool operator==(const Banner&, const Banner&) = default;
};

// What is drawn over what a channel airs.
struct Graphics {
  std::optional<Bug> bug;
  std::optional<Banner> now_playing, up_next, rating;
  std::vector<Banner> cues;           // at cue markers of the items
  std::optional<Banner> countdown;    // over slate, until a programme begins
  Clock clock = Clock::h12;
  friend bool operator==(const Graphics&, const Graphics&) = default;
};

}  // namespace retrovue::model
