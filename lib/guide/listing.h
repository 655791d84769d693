#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/channel.h"
#include "model/plan.h"

namespace retrovue::guide {

using model::Millis;

// One entry of the guide. Entries of a channel are contiguous: no gap, no overlap, end > start.
struct Listing {
  Millis start = 0, end = 0;
  bool off_air = false;   // nothing but filler or silence is planned
  model::ItemKind kind = model::ItemKind::episode;
  model::Id item_id = 0, slot_id = 0;
  std::string title;      // the show for episodes, else the item
  std::string subtitle;   // the episode
  std::string summary;
  std::optional<int> year, season, episode;
  model::Rating rating;
  bool premiere = false;           // never aired on this channel before
  std::optional<Millis> previous;  // when it last aired here
};

struct ListingOptions {
  Millis from = 0, to = 0;                // entries that overlap [from, to) are given, at their full length
  Millis meld_below = 15 * 60'000;        // filler shorter than this has no entry of its own
  std::string off_air_title = "Off Air";  // where the plan names nothing
};

// When an item last aired on the channel before the first slot given to listings().
using LastAirings = std::unordered_map<model::Id, Millis>;

// Slots may come in any order, with gaps and overlaps; what comes out has neither. Filler shorter than
// meld_below lengthens the entry before it (the one after it at the very start); longer runs and unplanned time
// have an entry marked off_air. Give slots from a day around the window, so that the window's edge
// does not change how filler melds.
std::vector<Listing> listings(const std::vector<model::Slot>& slots, const ListingOptions& options,
                              const LastAirings& last_airings = {});

// "S02E05", "E05", "S02"; empty without numbers.
std::string onscreen_number(const Listing& listing);

}  // namespace retrovue::guide
