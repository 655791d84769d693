#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "station/station_file.h"
#include "station/yaml_reader.h"

// The keys traffic and campaigns of a station file, and the form in which a campaign is kept in the catalog.
namespace retrovue::station {

model::Traffic read_traffic(std::string_view file, const YamlNode& node);
YamlNode traffic_node(const model::Traffic& traffic);  // at least one rule

// channel: number of the channel whose file it stands in; a campaign that names no channels is its alone. 0: the stored
// form, where none means every one. What its spots name is added to the references.
model::Campaign read_campaign(std::string_view file, const YamlNode& node, int channel, std::vector<ItemReference>& references);
YamlNode campaign_node(const model::Campaign& campaign, int channel);

std::string campaign_json(const model::Campaign& campaign);
// Throws Error(catalog) when it is damaged.
model::Campaign read_campaign_json(std::string_view json, std::string_view name);

// Rules for a campaign's own fields, shared with the commands. Throws Error(usage); the message begins with the field.
void check_campaign(const model::Campaign& campaign);

}  // namespace retrovue::station
