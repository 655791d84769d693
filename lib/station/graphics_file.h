#pragma once
#include "model/graphics.h"
#include "station/yaml_tree.h"

namespace retrovue::station {

// "graphics" of a station file. Errors: usage, with the place.
model::Graphics read_graphics(std::string_view file, const YamlNode& node);
YamlNode graphics_node(const model::Graphics& graphics);

}  // namespace retrovue::station
