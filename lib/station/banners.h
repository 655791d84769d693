#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/graphics.h"
#include "model/plan.h"
#include "playout/shown_text.h"

namespace retrovue::station {

// What a banner's text may hold in braces: the programme (the show of an episode), the episode and its number (S02E05), the
// year, the local time at which it begins, its rating, the channel's name.
inline constexpr std::array<std::string_view, 7> kBannerWords{"title", "episode", "number", "year", "time", "rating", "channel"};

// What the words of a line are filled in from.
struct BannerSource {
  const model::Slot& slot;
  const model::Channel& channel;
  model::Clock clock = model::Clock::h12;
  std::string own{};  // what {cue} or {left} says, where a banner has that word
};
// A line with its words filled in, at most 120 characters. Empty when it has words and none of them says anything.
std::string banner_line(std::string_view line, const BannerSource& from);

// Whether anything is ever written over what a channel airs.
bool writes(const model::Graphics& graphics);

// What is written over an event of the stored plan, by its first frame; nothing but over programmes. in_frame: as planned,
// counted from the item's start. In each corner there is one text at a time: the one that comes later takes the place.
std::vector<playout::ShownText> texts_over(catalog::Catalog& catalog, const model::Event& event, const model::Graphics& graphics,
                                           const model::Channel& channel, const base::Rate& rate);

// What is written over slate at the end of which a programme begins: one text a second. Empty when none does, when it is
// a later act, and over slate shorter than five seconds.
std::vector<playout::ShownText> countdown_over(catalog::Catalog& catalog, const model::Event& slate, const model::Graphics& graphics,
                                               const model::Channel& channel, const base::Rate& rate);

}  // namespace retrovue::station
