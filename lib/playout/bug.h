#pragma once
#include <string>
#include <string_view>

#include "model/graphics.h"
#include "model/profile.h"

namespace retrovue::playout {

// A station's mark, ready to be drawn.
struct BugMark {
  std::string file;   // a picture, or a text as bug_script wrote it; must stay while it airs
  bool script = false;
  model::Bug look;    // place and measures
  std::string key;    // names its content and its look, for Recipe::graphics
};

// The text of a bug in the Advanced SubStation form, placed for a profile.
std::string bug_script(const model::Bug& bug, const model::Profile& profile);
// Filters that draw it over the pictures of one profile, to stand behind a chain of them. input: the index that its file has
// among the inputs when it is a picture.
std::string bug_filters(const BugMark& mark, const model::Profile& profile, int input);

}  // namespace retrovue::playout
