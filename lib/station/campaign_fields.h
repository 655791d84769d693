#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/traffic.h"

namespace retrovue::station {

// A campaign as the command line says it. What is absent or empty changes nothing; "none" takes dates, dayparts, seasons,
// company and category back, "all" the channels; 0 takes target and caps back.
struct CampaignFields {
  std::vector<std::string> items, tags, queries, companies_of, conditions;  // any one of them replaces the spots
  std::optional<std::string> company, category, from, to;
  std::optional<std::int64_t> weight, target, per_hour, per_day, priority;
  std::vector<std::string> dayparts, seasons;
  std::vector<int> channels;
  bool all_channels = false;
};
// Throws Error(usage) that names the option.
void change(model::Campaign& campaign, const CampaignFields& fields);

}  // namespace retrovue::station
