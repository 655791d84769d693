#include "station/season_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostSeasons = 50;

std::string holiday(const YamlMap& map, const YamlNode& node) {
  const auto name = map.scalar(node);
  if (model::holiday(name, 2000)) return name;
  const auto near = base::nearest(name, model::holiday_names());
  throw map.error(node, fmt::format("'{}' is not a holiday", base::printable(name)),
                  near.empty() ? "use one of " + base::join(model::holiday_names(), ", ") : fmt::format("did you mean {}?", near));
}

void date(const YamlMap& map, std::string_view key, std::optional<model::Season::Day>& target) {
  target = model::season_day(map.scalar(map.need(key)));
  if (!target) throw map.error(map.need(key), fmt::format("'{}' is not a date", base::printable(map.scalar(map.need(key)))), "write \"MM-DD\" or \"YYYY-MM-DD\"");
}

model::Season season(std::string_view file, const YamlNode& node) {
  model::Season made;
  if (node.kind != YamlNode::Kind::map) {
    YamlNode wrapped;
    wrapped.kind = YamlNode::Kind::map;
    made.holiday = holiday(YamlMap(file, wrapped, "season", {}), node);
    return made;
  }
  const YamlMap map(file, node, "season", {"from", "to", "holiday", "nth", "weekday", "month", "before", "after"});
  const bool dates = map.find("from") || map.find("to"), named = map.find("holiday"), nth = map.find("nth") || map.find("weekday") || map.find("month");
  if (dates + named + nth != 1) throw map.error(node, "a season has from and to, or a holiday, or nth, weekday and month", "");
  if (dates) {
    date(map, "from", made.from);
    date(map, "to", made.to);
    if (made.from->year.has_value() != made.to->year.has_value()) throw map.error(map.need("to"), "both dates have a year, or none has");
    if (map.find("before") || map.find("after")) throw map.error(node, "'before' and 'after' go with a holiday");
    return made;
  }
  map.integer("before", 0, 60, made.before);
  map.integer("after", 0, 60, made.after);
  if (named) {
    made.holiday = holiday(map, map.need("holiday"));
    return made;
  }
  int month = 0;
  map.need("nth");
  map.need("weekday");
  map.need("month");
  map.integer("nth", -1, 5, made.nth);
  if (made.nth == 0) throw map.error(map.need("nth"), "'nth' is 1 to 5, or -1 for the last");
  map.integer("month", 1, 12, month);
  made.month = static_cast<unsigned>(month);
  std::string word;
  map.text("weekday", word);
  const auto day = model::days_of_word(word);
  if (!day || (*day & (*day - 1)) != 0) throw map.error(map.need("weekday"), fmt::format("'{}' is not a day", base::printable(word)), "use mon to sun");
  while ((*day >> made.weekday & 1) == 0) ++made.weekday;
  return made;
}

YamlNode node_of(const model::Season& one) {
  const auto number = [](int value) { return YamlNode::plain(std::to_string(value)); };
  YamlNode node;
  if (!one.holiday.empty() && one.before == 0 && one.after == 0) return YamlNode::string(one.holiday);
  node.kind = YamlNode::Kind::map;
  node.flow = true;
  if (one.from && one.to) {
    node.add("from", YamlNode::string(model::to_text(*one.from)));
    node.add("to", YamlNode::string(model::to_text(*one.to)));
    return node;
  }
  if (!one.holiday.empty()) {
    node.add("holiday", YamlNode::string(one.holiday));
  } else {
    node.add("nth", number(one.nth));
    node.add("weekday", YamlNode::string(model::days_words(static_cast<model::Days>(1u << one.weekday)).front()));
    node.add("month", number(static_cast<int>(one.month)));
  }
  if (one.before) node.add("before", number(one.before));
  if (one.after) node.add("after", number(one.after));
  return node;
}
}  // namespace

std::vector<model::Season> read_seasons(std::string_view file, const YamlNode& node) {
  std::vector<model::Season> all;
  if (node.kind != YamlNode::Kind::list) return {season(file, node)};
  if (node.list.empty() || node.list.size() > kMostSeasons) throw yaml_error(file, node, fmt::format("a season is one entry, or a list of 1 to {}", kMostSeasons));
  for (const auto& one : node.list) all.push_back(season(file, one));
  return all;
}

YamlNode season_node(const std::vector<model::Season>& seasons) {
  if (seasons.size() == 1) return node_of(seasons.front());
  YamlNode node;
  node.kind = YamlNode::Kind::list;
  node.flow = true;
  for (const auto& one : seasons) node.list.push_back(node_of(one));
  return node;
}

void read_every(const YamlMap& map, model::Block& block) {
  std::string text;
  if (!map.text("every", text)) {
    if (map.find("turn")) throw map.error(map.need("turn"), "'turn' goes with 'every'");
    return;
  }
  const auto unit = text.back();
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size() - 1, block.every);
  if (ec != std::errc{} || end != text.data() + text.size() - 1 || block.every < 2 || block.every > 52 || (unit != 'd' && unit != 'w') || text[0] == '0')
    throw map.error(map.need("every"), fmt::format("'{}' is not a number of days or weeks", base::printable(text)), "write 2d, 3w ..., up to 52");
  block.weeks = unit == 'w';
  map.integer("turn", 1, 52, block.turn);
  if (block.turn > block.every) throw map.error(map.need("turn"), fmt::format("'turn' is more than {}", block.every));
}

}  // namespace retrovue::station
