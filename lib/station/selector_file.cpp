#include "station/selector_file.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "schedule/filter.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostSelectors = 500;

// A number is an id, everything else a title; a title that is a number is quoted.
void item(const YamlMap& map, const YamlNode& node, model::Selector& into) {
  const auto text = map.scalar(node);
  if (!node.is_integer()) {
    if (node.is_number()) throw map.error(node, fmt::format("'{}' is not an item id", text), "quote it if it is a title");
    into.title = text;
    return;
  }
  model::Id id = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (ec != std::errc{} || end != text.data() + text.size() || id <= 0) throw map.error(node, fmt::format("'{}' is not an item id", text));
  into.item_id = id;
}

YamlNode number(std::int64_t value) { return YamlNode::plain(std::to_string(value)); }

YamlNode node_of(const model::Selector& s) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.flow = true;
  const auto text = [&](const char* key, const std::string& value) {
    if (!value.empty()) node.add(key, YamlNode::string(value));
  };
  if (s.item_id) node.add("item", number(*s.item_id));
  text("item", s.title);
  text("show", s.show);
  text("movie", s.movie);
  if (s.year) node.add("year", number(*s.year));
  if (s.season) node.add("season", number(*s.season));
  if (s.type) node.add("type", YamlNode::string(std::string(model::to_text(*s.type))));
  if (!s.tags.empty()) node.add("tag", texts_node(s.tags));
  text("company", s.company);
  text("category", s.category);
  text("query", s.query);
  text("where", s.where);
  return node;
}
}  // namespace

void read_tags(const YamlMap& map, std::string_view key, std::vector<std::string>& tags) {
  map.texts(key, tags);
  for (const auto& tag : tags) {
    const auto colon = tag.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == tag.size())
      throw map.error(map.need(key), fmt::format("'{}' is not a tag", base::printable(tag)), "write namespace:key, e.g. genre:comedy");
  }
}

std::vector<model::Selector> SelectorReader::operator()(const YamlNode& node, const std::string& where, SelectorUse use) {
  std::vector<model::Selector> all;
  if (node.kind == YamlNode::Kind::list) {
    if (node.list.size() > kMostSelectors) throw yaml_error(file_, node, fmt::format("more than {} entries", kMostSelectors));
    for (const auto& entry : node.list) one(entry, where, use, all);
  } else {
    one(node, where, use, all);
  }
  return all;
}

model::Selector SelectorReader::live(const YamlMap& map, const YamlNode& node, const std::string& where) {
  model::Selector made;
  made.type = model::ItemKind::live;
  item(map, node, made);
  refer(made, node, where, SelectorUse::programme);
  return made;
}

void SelectorReader::one(const YamlNode& node, const std::string& where, SelectorUse use, std::vector<model::Selector>& all) {
  const YamlMap map(file_, node, where, {"show", "year", "season", "movie", "item", "items", "type", "tag", "company", "category", "where", "query"});
  if (node.map.empty()) throw map.error(node, fmt::format("{} must say what it takes", where), "for example show: NAME or type: movie");
  if (const auto* list = map.list("items", kMostSelectors)) {
    if (node.map.size() > 1) throw map.error(node, "'items' stands alone");
    for (const auto& entry : *list) {
      model::Selector made;
      item(map, entry, made);
      refer(made, entry, where, use);
      all.push_back(std::move(made));
    }
    return;
  }
  model::Selector made;
  map.text("show", made.show);
  map.text("movie", made.movie);
  map.integer("year", 1800, 2200, made.year);
  map.integer("season", 0, 10'000, made.season);
  map.text("company", made.company);
  map.text("category", made.category);
  map.text("query", made.query);
  if (map.text("where", made.where)) map.guarded("where", [&] { return schedule::Filter::check(made.where); });
  read_tags(map, "tag", made.tags);
  if (const auto* named = map.find("item")) item(map, *named, made);
  if (model::ItemKind kind{}; map.word("type", kind)) {
    made.type = kind;
    if (use == SelectorUse::programme && !model::is_programme(kind))
      throw map.error(map.need("type"), fmt::format("items of type {} air in breaks, not as programmes", model::to_text(kind)),
                      "use movie, episode or music");
    if (use == SelectorUse::pool && (kind == model::ItemKind::movie || kind == model::ItemKind::episode))
      throw map.error(map.need("type"), fmt::format("an item of type {} is a programme, not break material", model::to_text(kind)));
  }
  if (made.year && made.show.empty() && made.movie.empty()) throw map.error(map.need("year"), "'year' goes with 'show' or 'movie'");
  if (made.season && made.show.empty()) throw map.error(map.need("season"), "'season' goes with 'show'");
  refer(made, node, where, use);
  all.push_back(std::move(made));
}

void SelectorReader::refer(const model::Selector& selector, const YamlNode& at, const std::string& where, SelectorUse use) {
  references_.push_back({selector, where, use == SelectorUse::programme, at.line, at.column, false});
}

YamlNode texts_node(const std::vector<std::string>& values) {
  if (values.size() == 1) return YamlNode::string(values.front());
  YamlNode node;
  node.kind = YamlNode::Kind::list;
  node.flow = true;
  for (const auto& value : values) node.list.push_back(YamlNode::string(value));
  return node;
}

YamlNode live_node(const model::Selector& live) {
  return live.item_id ? number(*live.item_id) : YamlNode::string(live.title);
}

YamlNode selector_node(const std::vector<model::Selector>& all) {
  if (all.size() == 1) return node_of(all.front());
  YamlNode node;
  node.kind = YamlNode::Kind::list;
  for (const auto& one : all) node.list.push_back(node_of(one));
  return node;
}

}  // namespace retrovue::station
