#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/breaks.h"
#include "model/graphics.h"
#include "model/channel_rules.h"
#include "model/item.h"
#include "model/score.h"
#include "model/season.h"
#include "model/traffic.h"

// A channel's programming: what the station file says, as plain values. Times of day are local to the channel.
namespace retrovue::model {

// Days of the week as bits, 1 << base::weekday(): Sunday = 1 .. Saturday = 64. They name broadcast days.
using Days = std::uint8_t;
inline constexpr Days kDaily = 0x7f, kWeekdays = 0x3e, kWeekends = 0x41;

// A part of the day that restricts what may air in it, whoever chose it.
struct Daypart {
  std::string name;
  Days days = kDaily;
  Millis from = 0, to = 0;          // of the day; to <= from: over midnight; equal: 24 hours
  std::string rating;               // ceiling, empty = none
  std::vector<std::string> avoid;   // tags
  std::vector<std::string> avoid_warnings;  // words in an item's warnings
  std::vector<std::string> demographic;     // an item for a demographic must name one of these; none = any
  friend bool operator==(const Daypart&, const Daypart&) = default;
};

// strip: one of each entry of the play list in turn, from the first entry each time the block opens.
// marathon: episodes of one show from opening to end, then the next show. scored: what suits the moment best.
enum class Order { sequential, shuffle, random, strip, marathon, scored };
template <>
struct Words<Order> {
  static constexpr std::string_view name = "order";
  static constexpr Word<Order> all[] = {
      {Order::sequential, "sequential"}, {Order::shuffle, "shuffle"}, {Order::random, "random"},
      {Order::strip, "strip"}, {Order::marathon, "marathon"}, {Order::scored, "scored"}};
};

// How a block begins when the programme before it runs over: on the next grid line, at once, or exactly on time
// (then nothing may run over).
enum class Start { grid, soft, hard };
template <>
struct Words<Start> {
  static constexpr std::string_view name = "start rule";
  static constexpr Word<Start> all[] = {{Start::grid, "grid"}, {Start::soft, "soft"}, {Start::hard, "hard"}};
};

// Whether the parts of a story told in several episodes air one right after the other.
enum class Parts { together, apart };
template <>
struct Words<Parts> {
  static constexpr std::string_view name = "parts rule";
  static constexpr Word<Parts> all[] = {{Parts::together, "together"}, {Parts::apart, "apart"}};
};

// A rule in the week.
struct Block {
  std::string name;                 // unique in the channel
  Days days = kDaily;
  std::vector<Season> season;       // only then; none = all year
  int every = 1, turn = 1;          // of so many days (or weeks, from Monday) the turn-th one, counted without regard to years
  bool weeks = false;
  Millis from = 0, to = 0;          // as in Daypart; a time before the channel's day_start is after midnight
  std::vector<Selector> play;       // any of them; sequential plays them one after the other
  std::optional<Selector> live;     // instead of play: the live input that its windows show from opening to end
  std::vector<Selector> fallback;   // what is on air while the input is lost; empty: the channel's fillers
  Order order = Order::sequential;
  std::string run;                  // blocks, also of other channels, that name one run share its position; empty: own
  std::optional<Parts> parts;       // absent: together where episodes are drawn, apart where they air in their own order
  Score score;                      // of order scored
  Millis rest = 0;                  // an item does not return within; soft
  std::string rating;               // ceiling, empty = none
  int priority = 0;                 // the highest wins where blocks overlap
  Start start = Start::grid;
  std::optional<Millis> delay;      // how much the programme before may run over; absent = one grid step, hard = 0
  std::optional<BreakRule> breaks;  // instead of the channel's
  std::vector<Selector> intro, outro;  // one item at the block's edges

  bool draws() const { return order == Order::shuffle || order == Order::random || order == Order::scored; }
  bool keeps_parts() const {
    if (order == Order::strip) return false;
    return parts.value_or(draws() ? Parts::together : Parts::apart) == Parts::together;
  }
  friend bool operator==(const Block&, const Block&) = default;
};

// The block runs on the broadcast day that starts on this date.
bool runs_on(const Block& block, const base::Date& date);

struct Programming {
  std::vector<Daypart> dayparts;
  std::vector<Block> blocks;
  BreakRule breaks;
  Pools pools;
  Traffic traffic;
  OffAir off_air;
  Graphics graphics;
  Approval approval = Approval::any;
  std::optional<Mirror> mirror;  // then the channel has no blocks, breaks, pools and traffic of its own
  friend bool operator==(const Programming&, const Programming&) = default;
};

// Kinds that may fill a slot of their own; all others air in breaks, at edges or as filler only.
bool is_programme(ItemKind kind);
// Filler material that may be cut to fit; programmes, spots, bumpers, promos and idents never are.
bool may_be_cut(ItemKind kind);

// "daily", "weekdays", "weekends", or the days from Monday: "mon,wed".
std::vector<std::string> days_words(Days days);
// One word of the above or a day; empty when unknown.
std::optional<Days> days_of_word(std::string_view word);

}  // namespace retrovue::model
