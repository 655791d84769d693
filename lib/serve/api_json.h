#pragma once
#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "playout/air.h"

// The documents below /api, in the shapes that the commands print with --json.
namespace retrovue::serve {

// As `channel list`, plus what is on air; as an array, or the one object.
std::string channels_json(const std::vector<model::Channel>& channels, const std::map<int, playout::AirStatus>& air, bool array);
std::string now_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis at);  // as `channel now`
std::string slots_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis from, model::Millis to);   // as `schedule show`
std::string events_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis from, model::Millis to);  // as `schedule show --events`
std::string as_run_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, model::Millis from, model::Millis to);

}  // namespace retrovue::serve
