#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "station/station_file.h"
#include "station/yaml_reader.h"

// Which items are meant, in a station file.
namespace retrovue::station {

enum class SelectorUse { programme, pool, filler };

// Reads selectors and notes what they name, for checking that it exists.
class SelectorReader {
 public:
  SelectorReader(std::string_view file, std::vector<ItemReference>& references) : file_(file), references_(references) {}
  // A map is one selector, a list is any of several; `items` in a selector is short for one per item.
  std::vector<model::Selector> operator()(const YamlNode& node, const std::string& where, SelectorUse use);
  // A live input: its title, or its id.
  model::Selector live(const YamlMap& map, const YamlNode& node, const std::string& where);

 private:
  void one(const YamlNode& node, const std::string& where, SelectorUse use, std::vector<model::Selector>& all);
  void refer(const model::Selector& selector, const YamlNode& at, const std::string& where, SelectorUse use);
  std::string_view file_;
  std::vector<ItemReference>& references_;
};

// One tag or a list of them; throws when one has no namespace.
void read_tags(const YamlMap& map, std::string_view key, std::vector<std::string>& tags);

YamlNode live_node(const model::Selector& live);
YamlNode selector_node(const std::vector<model::Selector>& all);
// One text alone, several as a list on one line.
YamlNode texts_node(const std::vector<std::string>& values);

}  // namespace retrovue::station
