#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/breaks.h"
#include "model/season.h"

// What keeps commercials apart, and what their campaigns promise.
namespace retrovue::model {

// Two spots that have something in common never stand in one break, and keep this distance.
struct Separation {
  Millis apart = 0;    // from start to start; 0: only the break counts
  int per_hour = 0;    // most in any 60 minutes; 0: no limit
  bool hard = true;    // a hard rule is never broken; a soft one rather than leave time empty
  friend bool operator==(const Separation&, const Separation&) = default;
};

// A channel's rules. company and category: of one company or category; spot: the same one again.
struct Traffic {
  std::optional<Separation> company, category, spot;
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

// Spots that somebody has booked. Dates are broadcast days of the channel.
struct Campaign {
  std::string name;                   // unique in the station, whatever the case
  std::string company, category;      // of its spots that have none of their own
  std::vector<Selector> spots;        // any of them; break material only
  std::optional<base::Date> from, to; // first and last day; absent: open
  int weight = 1;                     // 1..100: against other campaigns, and how much sooner its spots return
  std::int64_t target = 0;            // plays in the whole flight on all its channels; 0: none
  int per_hour = 0, per_day = 0;      // most plays in any 60 minutes and on a broadcast day of a channel; hard; 0: no limit
  std::vector<std::string> dayparts;  // only in these; none: at any time
  std::vector<Season> season;         // only then; none: always
  std::vector<int> channels;          // numbers, ascending; none: every channel
  int priority = 0;                   // the highest owns a spot that several have, and goes first when late
  friend bool operator==(const Campaign&, const Campaign&) = default;
};

// The most of a station; keeps the cost of a break bounded.
inline constexpr std::size_t kMostCampaigns = 500;

}  // namespace retrovue::model
