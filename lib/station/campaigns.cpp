#include "station/campaigns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "catalog/campaigns.h"
#include "catalog/channels.h"
#include "catalog/items.h"
#include "station/campaign_file.h"
#include "station/mirrors.h"
#include "station/program.h"
#include "station/queries.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
using Dayparts = std::map<int, std::vector<std::string>>;  // of each channel

Dayparts stored_dayparts(catalog::Catalog& catalog) {
  Dayparts all;
  for (const auto& channel : catalog::channels(catalog)) {
    auto& names = all[channel.number];
    for (const auto& part : read_programming_json(catalog::programming_document(catalog, channel.id), channel).dayparts) names.push_back(part.name);
  }
  return all;
}

// Its channels are there, and its dayparts on one of them at least.
void check_places(const model::Campaign& campaign, const Dayparts& dayparts, const std::string& place) {
  const auto name = base::printable(campaign.name);
  for (const auto number : campaign.channels)
    if (!dayparts.count(number))
      throw Error(ErrorKind::not_found, fmt::format("{}'channels' of campaign '{}' names channel {}, which is not there", place, name, number),
                  "see 'retrovue channel list'");
  std::vector<std::string> known;
  for (const auto& [number, names] : dayparts)
    if (airs_on(campaign, number)) known.insert(known.end(), names.begin(), names.end());
  for (const auto& part : campaign.dayparts) {
    if (std::any_of(known.begin(), known.end(), [&](const auto& one) { return schedule::same_text(one, part); })) continue;
    const auto near = base::nearest(part, known);
    throw Error(ErrorKind::not_found, fmt::format("{}'dayparts' of campaign '{}' names '{}', which no channel of its has", place, name, base::printable(part)),
                !near.empty() ? fmt::format("did you mean '{}'?", base::printable(near))
                : known.empty() ? "describe dayparts in the station file of its channel"
                                : "its channels have " + base::printable(base::join(known, ", ")));
  }
}

std::optional<model::Campaign> stored(catalog::Catalog& catalog, std::string_view name) {
  for (const auto& [own, document] : catalog::campaigns(catalog))
    if (schedule::same_text(own, name)) return read_campaign_json(document, own);
  return std::nullopt;
}

std::string save(catalog::Catalog& catalog, const model::Campaign& campaign) {
  const auto known = stored(catalog, campaign.name);
  if (known && *known == campaign) return "unchanged";
  if (!known && catalog::campaigns(catalog).size() >= model::kMostCampaigns)
    throw Error(ErrorKind::usage, fmt::format("a station has at most {} campaigns", model::kMostCampaigns), "remove one that is over: 'retrovue campaign list'");
  catalog::save_campaign(catalog, campaign.name, campaign_json(campaign));
  return known ? "changed" : "added";
}
}  // namespace

bool airs_on(const model::Campaign& campaign, int channel) {
  return campaign.channels.empty() || std::binary_search(campaign.channels.begin(), campaign.channels.end(), channel);
}

std::vector<model::Campaign> stored_campaigns(catalog::Catalog& catalog) {
  std::vector<model::Campaign> all;
  for (const auto& [name, document] : catalog::campaigns(catalog)) all.push_back(read_campaign_json(document, name));
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.priority > b.priority; });
  return all;
}

std::vector<model::Campaign> campaigns_of(catalog::Catalog& catalog, int channel) {
  if (mirror_depth(catalog, channel) > 0) return {};
  auto all = stored_campaigns(catalog);
  std::erase_if(all, [&](const auto& campaign) { return !airs_on(campaign, channel); });
  return all;
}

model::Campaign find_campaign(catalog::Catalog& catalog, std::string_view name) {
  if (auto found = stored(catalog, name)) return std::move(*found);
  std::vector<std::string> names;
  for (const auto& [own, document] : catalog::campaigns(catalog)) names.push_back(own);
  const auto near = base::nearest(name, names);
  throw Error(ErrorKind::not_found, fmt::format("no campaign is called '{}'", base::printable(name)),
              near.empty() ? "see 'retrovue campaign list'" : fmt::format("did you mean '{}'?", base::printable(near)));
}

SavedCampaign save_campaign(catalog::Catalog& catalog, const model::Campaign& campaign, bool dry_run) {
  SavedCampaign saved;
  catalog.transaction(dry_run, [&] {
    check_campaign(campaign);
    check_places(campaign, stored_dayparts(catalog), "");
    StationDocument document;
    for (const auto& selector : campaign.spots) document.references.push_back({selector, "'spots'", false, 0, 0, true});
    auto items = catalog::items(catalog, {});
    add_collections(catalog, items);
    saved.warnings = check_references(items, saved_queries(catalog), document, fmt::format("campaign '{}'", base::printable(campaign.name)));
    saved.action = save(catalog, campaign);
  });
  return saved;
}

void remove_campaign(catalog::Catalog& catalog, std::string_view name, bool dry_run) {
  catalog.transaction(dry_run, [&] { catalog::remove_campaign(catalog, find_campaign(catalog, name).name); });
}

std::vector<bool> apply_campaigns(catalog::Catalog& catalog, const std::vector<StationDocument>& documents, std::string_view file) {
  std::vector<bool> changed(documents.size(), false);
  if (std::all_of(documents.begin(), documents.end(), [](const auto& one) { return one.campaigns.empty(); })) return changed;
  const auto dayparts = stored_dayparts(catalog);
  std::map<std::string, model::Campaign> seen;
  for (std::size_t i = 0; i < documents.size(); ++i)
    for (const auto& [campaign, line, column] : documents[i].campaigns) {
      const auto place = fmt::format("{}:{}:{}: ", base::printable(file), line, column);
      check_places(campaign, dayparts, place);
      const auto [known, fresh] = seen.emplace(base::lower_ascii(campaign.name), campaign);
      if (!fresh && known->second != campaign)
        throw Error(ErrorKind::usage, fmt::format("{}campaign '{}' is described twice, and differently", place, base::printable(campaign.name)));
      changed[i] = save(catalog, campaign) != "unchanged" || changed[i];
    }
  return changed;
}

}  // namespace retrovue::station
