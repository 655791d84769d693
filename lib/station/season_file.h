#pragma once
#include <string_view>
#include <vector>

#include "model/programming.h"
#include "station/yaml_reader.h"

// The keys season, every and turn of a block in a station file.
namespace retrovue::station {

std::vector<model::Season> read_seasons(std::string_view file, const YamlNode& node);  // one, or a list
YamlNode season_node(const std::vector<model::Season>& seasons);                       // not empty
void read_every(const YamlMap& map, model::Block& block);

}  // namespace retrovue::station
