#pragma once
#include <optional>
#include <string>
#include <vector>

#include "schedule/plan.h"

namespace retrovue::schedule {

// A rule about commercials that a plan breaks.
struct TrafficFinding {
  std::string rule;            // company_in_break, company, company_per_hour, category_..., spot, spot_per_hour, spot_rest,
                               // flight, expired, daypart, season, campaign_flight, campaign_daypart, campaign_season,
                               // campaign_per_hour, campaign_per_day
  bool hard = true;
  std::string what;            // the company, category or campaign; else the item's title
  model::Id item = 0, other = 0;         // the spot, and the one before it that is too near
  std::string title, other_title;
  std::size_t slot = 0;        // index into the slots
  Millis at = 0, break_at = 0; // of the spot, and where its break begins
  std::optional<Millis> distance, wanted;  // from start to start
  std::optional<int> count, limit;
};

struct TrafficInput {
  model::Channel channel;
  base::Rate rate;
  model::Programming programming;
  std::map<std::string, std::string> queries;
  std::vector<model::Campaign> campaigns;  // that air on the channel: by priority, the highest first, then by name
  std::vector<model::Slot> slots;          // in order
  std::vector<model::Event> events;        // theirs, in order
  Millis from = 0, to = 0;                 // only spots that start in it are spoken of; what stands before is context
};

// Reads a plan without trusting how it came about, nor the code that fills breaks. In order of time.
std::vector<TrafficFinding> check_traffic(const Library& library, const TrafficInput& input);

}  // namespace retrovue::schedule
