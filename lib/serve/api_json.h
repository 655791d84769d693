#pragma once
#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "playout/air.h"

// The documents below /api, in the shapes that the commands print with --json.
namespace retrovue::serve {

// As `channel list`, with the id in guides and what is on air; an array, or the one object.
std::string channels_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, const std::map<int, playout::AirStatus>& air, bool array);
std::string now_json(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, model::Millis at);  // `channel now`
// `schedule show`, or with events `schedule show --events`.
std::string schedule_json(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, model::Millis from, model::Millis to, bool events);
std::string as_run_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, model::Millis from, model::Millis to);  // `asrun show`

}  // namespace retrovue::serve
