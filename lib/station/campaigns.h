#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/traffic.h"
#include "schedule/plan.h"
#include "station/station_file.h"

// The acts of campaigns: added, changed, read for a build.
namespace retrovue::station {

// By priority, the highest first, then by name: the order in which they own a spot that several have.
std::vector<model::Campaign> stored_campaigns(catalog::Catalog& catalog);
bool airs_on(const model::Campaign& campaign, int channel);
std::vector<model::Campaign> campaigns_of(catalog::Catalog& catalog, int channel);
// By its name, whatever the case. Throws Error(not_found) with near ones as the hint.
model::Campaign find_campaign(catalog::Catalog& catalog, std::string_view name);

// Adds a campaign, or changes the one of that name: "added", "changed", "unchanged". Throws Error(usage or not_found) when
// what it names (items, companies, queries, channels, dayparts) is not there. Warnings name what is not there yet.
struct SavedCampaign {
  std::string action;
  std::vector<std::string> warnings;
};
SavedCampaign save_campaign(catalog::Catalog& catalog, const model::Campaign& campaign, bool dry_run);
void remove_campaign(catalog::Catalog& catalog, std::string_view name, bool dry_run);

// The campaigns of station documents, inside the caller's transaction and after the channels were saved. Whether anything
// changed, for each document.
std::vector<bool> apply_campaigns(catalog::Catalog& catalog, const std::vector<StationDocument>& documents, std::string_view file);

// A channel's share of a target: equal parts, the rest to the lowest numbers.
std::int64_t target_share(catalog::Catalog& catalog, const model::Campaign& campaign, int channel);

// What a build of in.channel from in.from to in.to must know of campaigns and commercials already planned.
void read_bookings(catalog::Catalog& catalog, const schedule::Library& library, schedule::Input& in);

// Why the campaign cannot be delivered on the channel as it is meant, from an instant on; none when nothing is wrong.
std::vector<std::string> campaign_doubts(const schedule::Library& library, const schedule::Input& in, const schedule::Booking& booking, model::Millis now);

}  // namespace retrovue::station
