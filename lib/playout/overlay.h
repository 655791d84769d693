#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "model/profile.h"

namespace retrovue::playout {

// A text on air: on a card of its own, or running along the bottom of the picture.
struct Overlay {
  std::string script;       // file with the text as crawl_script or card_script wrote it; must stay while it airs
  bool card = false;        // the picture is the card, else a band with the text lies over the clip
  bool tone = false;        // an attention tone with its first seconds
  std::int64_t start = 0;   // the first channel frame it may be seen on
  std::int64_t period = 0;  // frames after which a crawl begins again; 0 for a card
  std::string key;          // names its content, for Recipe::graphics
};

// The text in the Advanced SubStation form, at most 500 characters, whatever they are: nothing in it is an order to
// the renderer. Wrapped, and in a size in which all of it fits; any script for which the system has a font.
std::string card_script(std::string_view text, const model::Profile& profile);
std::string crawl_script(std::string_view text, const model::Profile& profile);
// One line in bold white letters, nothing in the text an order. size: of the letters, in pixels; place: as on the keys of a
// number pad; orders: the renderer's own, before the text.
std::string plain_script(const model::Profile& profile, int size, int place, std::string_view orders, std::string_view text);
// A text for such a script, in which nothing is an order. The renderer breaks lines at spaces only; what has none for longer
// than a line (in thousandths of the letters' size, 0: never) gets breaks.
std::string plain_text(std::string_view text, std::int64_t line = 0);
// Frames of one run of a crawl from the right edge until it is gone at the left one; the other way round for what is
// written from the right.
std::int64_t crawl_period(std::string_view text, const model::Profile& profile);

// Filters that draw it, to stand behind pictures that are counted one by one from frame `at` of its time.
std::string overlay_filters(const Overlay& overlay, const model::Profile& profile, std::int64_t at);
// The tone as a filter that makes stereo at 48 kHz, from frame `at` of its time on.
std::string tone_source(const model::Profile& profile, std::int64_t at);
std::string card_colour();

// A text as the value of a filter's option inside a filter graph.
std::string filter_value(std::string_view text);

}  // namespace retrovue::playout
