#pragma once
#include <optional>
#include <string>

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

// What is drawn over what a channel airs.
struct Graphics {
  std::optional<Bug> bug;
  friend bool operator==(const Graphics&, const Graphics&) = default;
};

}  // namespace retrovue::model
