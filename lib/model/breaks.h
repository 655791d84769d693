#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"

// Breaks in a channel's programming: where programmes pause and what goes in.
namespace retrovue::model {

// Which items are meant: all members that are set hold together; an empty one restricts nothing.
struct Selector {
  std::optional<ItemKind> type;
  std::string show;                 // title, case-folded
  std::optional<int> year;          // of the show, or of the movie
  std::optional<int> season;
  std::string movie;                // title, case-folded
  std::optional<Id> item_id;        // one item, by id
  std::string title;                // or by title, case-folded
  std::vector<std::string> tags;    // all of them
  std::string company, category;
  std::string where;                // a condition in the language of queries
  std::string query;                // name of a saved one
  friend bool operator==(const Selector&, const Selector&) = default;
};

enum class BreakAt { markers, thirds, none };
template <>
struct Words<BreakAt> {
  static constexpr std::string_view name = "break position";
  static constexpr Word<BreakAt> all[] = {
      {BreakAt::markers, "markers"}, {BreakAt::thirds, "thirds"}, {BreakAt::none, "none"}};
};

enum class PodPart { bumper_out, spots, promo, ident, bumper_in };
template <>
struct Words<PodPart> {
  static constexpr std::string_view name = "part of a break";
  static constexpr Word<PodPart> all[] = {{PodPart::bumper_out, "bumper_out"},
                                          {PodPart::spots, "spots"},
                                          {PodPart::promo, "promo"},
                                          {PodPart::ident, "ident"},
                                          {PodPart::bumper_in, "bumper_in"}};
};

// Where a programme is cut and what goes in. Lengths in milliseconds.
struct BreakRule {
  BreakAt at = BreakAt::markers;    // markers: ad_break, else chapters, else what was found, else even parts
  Millis from_start = 120'000;      // no break nearer to the programme's start
  Millis from_end = 60'000;         // ... or its end
  Millis between = 240'000;         // ... or to the next break
  Millis shortest = 15'000, longest = 180'000;
  int per_hour = 6;                 // breaks inside programmes
  bool after = true;                // one more after the programme
  std::vector<PodPart> pod{PodPart::bumper_out, PodPart::spots, PodPart::promo, PodPart::ident, PodPart::bumper_in};
  Millis spot_rest = 20 * 60'000;   // the same spot not again within; soft
  bool one_per_company = true;      // never two spots of a company in one break; hard
  friend bool operator==(const BreakRule&, const BreakRule&) = default;
};

// Material for breaks. An absent pool holds every item of its types; an empty one none.
struct Pools {
  std::optional<std::vector<Selector>> spots, bumpers_out, bumpers_in, promos, idents, fillers;
  friend bool operator==(const Pools&, const Pools&) = default;
};

}  // namespace retrovue::model
