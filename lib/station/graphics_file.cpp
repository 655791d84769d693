#include "station/graphics_file.h"

#include <algorithm>

#include "base/text.h"
#include "station/yaml_reader.h"

namespace retrovue::station {
namespace {

constexpr std::size_t kMostLetters = 24;

model::Bug bug(std::string_view file, const YamlNode& node) {
  const YamlMap map(file, node, "a bug", {"file", "text", "place", "height", "opacity", "inset"});
  model::Bug made;
  map.text("file", made.file);
  map.text("text", made.text);
  if (made.file.empty() == made.text.empty()) throw map.error(node, "a bug has a 'file' or a 'text'", "one of the two");
  if (!made.file.empty() && made.file.front() != '/')
    throw map.error(map.need("file"), "'file' must be the whole path", "it starts with a slash, since the server runs in a folder of its own");
  const auto letters = static_cast<std::size_t>(std::count_if(made.text.begin(), made.text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  if (letters > kMostLetters) throw map.error(map.need("text"), "the text of a bug is longer than 24 letters");
  map.word("place", made.place);
  map.integer("height", 2, 50, made.height);
  map.integer("opacity", 1, 100, made.opacity);
  map.integer("inset", 0, 20, made.inset);
  return made;
}

}  // namespace

model::Graphics read_graphics(std::string_view file, const YamlNode& node) {
  const YamlMap map(file, node, "graphics", {"bug"});
  model::Graphics made;
  if (const auto* one = map.find("bug")) made.bug = bug(file, *one);
  return made;
}

YamlNode graphics_node(const model::Graphics& graphics) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  if (!graphics.bug) return node;
  const model::Bug plain, &bug = *graphics.bug;
  YamlNode one;
  one.kind = YamlNode::Kind::map;
  if (!bug.file.empty()) one.add("file", YamlNode::string(bug.file));
  if (!bug.text.empty()) one.add("text", YamlNode::string(bug.text));
  if (bug.place != plain.place) one.add("place", YamlNode::string(std::string{model::to_text(bug.place)}));
  const auto number = [&](const char* key, int value, int usual) {
    if (value != usual) one.add(key, YamlNode::plain(std::to_string(value)));
  };
  number("height", bug.height, plain.height);
  number("opacity", bug.opacity, plain.opacity);
  number("inset", bug.inset, plain.inset);
  node.add("bug", std::move(one));
  return node;
}

}  // namespace retrovue::station
