#include "station/campaign_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "station/season_file.h"
#include "station/selector_file.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr model::Millis kDay = 86'400'000;
constexpr int kMostPlays = 1'000'000;
constexpr std::size_t kMostChannels = 500;

YamlNode number(std::int64_t value) { return YamlNode::plain(std::to_string(value)); }
YamlNode map(bool flow) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.flow = flow;
  return node;
}

std::optional<model::Separation> separation(std::string_view file, const YamlMap& in, std::string_view key) {
  const auto* node = in.find(key);
  if (!node) return std::nullopt;
  const YamlMap map(file, *node, fmt::format("traffic rule '{}'", key), {"apart", "per_hour", "rule"});
  model::Separation rule;
  map.duration("apart", kDay, rule.apart);
  map.integer("per_hour", 1, 3600, rule.per_hour);
  std::string word;
  if (map.text("rule", word)) {
    if (word != "hard" && word != "soft") throw map.error(map.need("rule"), fmt::format("'{}' is not a kind of rule", base::printable(word)), "use hard or soft");
    rule.hard = word == "hard";
  }
  return rule;
}

void date(const YamlMap& map, std::string_view key, std::optional<base::Date>& into) {
  std::string text;
  if (map.text(key, text)) into = map.guarded(key, [&] { return base::parse_date(text); });
}

int channel_number(const YamlMap& map, const YamlNode& node) {
  const auto text = map.scalar(node);
  if (!node.is_integer() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos || std::stoi(text) < 1)
    throw map.error(node, fmt::format("'{}' is not a channel number", base::printable(text)), "use 1 to 9999, a list of them, or all");
  return std::stoi(text);
}

std::vector<int> channels(const YamlMap& map, int own) {
  const auto* node = map.find("channels");
  if (!node) return own ? std::vector{own} : std::vector<int>{};
  if (node->kind != YamlNode::Kind::list) {
    if (map.scalar(*node) == "all") return {};
    return {channel_number(map, *node)};
  }
  if (node->list.empty() || node->list.size() > kMostChannels) throw map.error(*node, fmt::format("'channels' is all, or a list of 1 to {}", kMostChannels));
  std::vector<int> all;
  for (const auto& one : node->list) all.push_back(channel_number(map, one));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}
}  // namespace

model::Traffic read_traffic(std::string_view file, const YamlNode& node) {
  const YamlMap map(file, node, "traffic", {"company", "category", "spot"});
  return {separation(file, map, "company"), separation(file, map, "category"), separation(file, map, "spot")};
}

YamlNode traffic_node(const model::Traffic& traffic) {
  auto all = map(false);
  const auto add = [&](const char* key, const std::optional<model::Separation>& rule) {
    if (!rule) return;
    auto node = map(true);
    if (rule->apart) node.add("apart", YamlNode::plain(exact_duration(rule->apart)));
    if (rule->per_hour) node.add("per_hour", number(rule->per_hour));
    node.add("rule", YamlNode::string(rule->hard ? "hard" : "soft"));
    all.add(key, std::move(node));
  };
  add("company", traffic.company);
  add("category", traffic.category);
  add("spot", traffic.spot);
  return all;
}

void check_campaign(const model::Campaign& c) {
  if (c.spots.empty()) throw Error(ErrorKind::usage, "'spots' names no spots", "say which items it has, for example company: NAME");
  if (c.from && c.to && *c.to < *c.from) throw Error(ErrorKind::usage, fmt::format("'to' ({}) is before 'from' ({})", base::to_text(*c.to), base::to_text(*c.from)));
  if (c.target > 0 && (!c.from || !c.to))
    throw Error(ErrorKind::usage, "'target' goes with a flight that has both ends", "say 'from' and 'to', the first and the last day");
  if (c.from && c.to && base::days_between(*c.from, *c.to) > 3660) throw Error(ErrorKind::usage, "'to' is more than ten years after 'from'");
}

model::Campaign read_campaign(std::string_view file, const YamlNode& node, int channel, std::vector<ItemReference>& references) {
  const YamlMap map(file, node, "a campaign", {"name", "company", "category", "spots", "from", "to", "weight", "target", "per_hour", "per_day",
                                              "dayparts", "season", "channels", "priority"});
  model::Campaign made;
  map.need("name");
  map.text("name", made.name);
  map.text("company", made.company);
  map.text("category", made.category);
  const auto first = references.size();
  made.spots = SelectorReader(file, references)(map.need("spots"), fmt::format("campaign '{}'", base::printable(made.name)), SelectorUse::pool);
  for (auto i = first; i < references.size(); ++i) references[i].strict = true;
  date(map, "from", made.from);
  date(map, "to", made.to);
  map.integer("weight", 1, 100, made.weight);
  int target = 0;
  map.integer("target", 1, kMostPlays, target);
  made.target = target;
  map.integer("per_hour", 1, 3600, made.per_hour);
  map.integer("per_day", 1, 86'400, made.per_day);
  map.texts("dayparts", made.dayparts);
  if (const auto* season = map.find("season")) made.season = read_seasons(file, *season);
  made.channels = channels(map, channel);
  map.integer("priority", -1000, 1000, made.priority);
  if (channel && !made.channels.empty() && std::find(made.channels.begin(), made.channels.end(), channel) == made.channels.end())
    throw map.error(map.need("channels"), fmt::format("'channels' leaves out channel {}, whose file this is", channel));
  try {
    check_campaign(made);
  } catch (const Error& fault) {
    const auto key = fault.message().substr(1, fault.message().find('\'', 1) - 1);
    throw map.error(map.find(key) ? map.need(key) : node, fault.message(), fault.hint());
  }
  return made;
}

YamlNode campaign_node(const model::Campaign& c, int channel) {
  const auto text = [](const std::string& value) { return YamlNode::string(value); };
  auto node = map(false);
  node.add("name", text(c.name));
  if (!c.company.empty()) node.add("company", text(c.company));
  if (!c.category.empty()) node.add("category", text(c.category));
  node.add("spots", selector_node(c.spots));
  if (c.from) node.add("from", text(base::to_text(*c.from)));
  if (c.to) node.add("to", text(base::to_text(*c.to)));
  if (c.weight != 1) node.add("weight", number(c.weight));
  if (c.target) node.add("target", number(c.target));
  if (c.per_hour) node.add("per_hour", number(c.per_hour));
  if (c.per_day) node.add("per_day", number(c.per_day));
  if (!c.dayparts.empty()) node.add("dayparts", texts_node(c.dayparts));
  if (!c.season.empty()) node.add("season", season_node(c.season));
  if (c.channels.empty() && channel) node.add("channels", text("all"));
  if (!c.channels.empty() && c.channels != std::vector{channel}) {
    YamlNode all;
    all.kind = YamlNode::Kind::list;
    all.flow = true;
    for (const auto one : c.channels) all.list.push_back(number(one));
    node.add("channels", std::move(all));
  }
  if (c.priority) node.add("priority", number(c.priority));
  return node;
}

std::string campaign_json(const model::Campaign& campaign) { return write_json(campaign_node(campaign, 0)); }

model::Campaign read_campaign_json(std::string_view json, std::string_view name) {
  const auto file = fmt::format("stored campaign '{}'", base::printable(name));
  std::vector<ItemReference> references;
  const auto nodes = parse_yaml(json, file);
  if (nodes.size() != 1) throw Error(ErrorKind::catalog, file + " is damaged", "add it again with 'retrovue campaign add'");
  return read_campaign(file, nodes.front(), 0, references);
}

}  // namespace retrovue::station
