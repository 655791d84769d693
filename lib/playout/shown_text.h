#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/graphics.h"
#include "model/profile.h"

namespace retrovue::playout {

// A text in a corner of an event's pictures, on a box of its own, for some of its frames.
struct ShownText {
  std::int64_t from = 0, to = 0;  // frames of the event, to exclusive
  std::string text, detail;       // a line in bold and a smaller one below it; long ones are wrapped
  model::Corner place = model::Corner::bottom_left;
  int height = 5;                 // of the letters, in percent of the picture's height
  int inset = 5;                  // from the edges, in percent of the picture's width and height
  bool centred = false;           // in the middle instead of the corner
  friend bool operator==(const ShownText&, const ShownText&) = default;
};

// They in the Advanced SubStation form, in which a picture's time is its frame of the event. Nothing in the texts is an
// order to the renderer. No two of them may be in one corner at a time: where they then stood would depend on the past.
std::string texts_script(const std::vector<ShownText>& texts, const model::Profile& profile);
// Filters that draw it, to stand behind pictures that are counted one by one from the event's frame `first`.
std::string text_filters(const std::string& script, std::int64_t first);

}  // namespace retrovue::playout
