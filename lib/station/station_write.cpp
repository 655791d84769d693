#include <fmt/format.h>

#include "base/time_text.h"
#include "station/graphics_file.h"
#include "station/campaign_file.h"
#include "station/season_file.h"
#include "station/selector_file.h"
#include "station/station_file.h"

namespace retrovue::station {

using model::Millis;

namespace {

YamlNode text(std::string_view value) { return YamlNode::string(std::string{value}); }
YamlNode number(std::int64_t value) { return YamlNode::plain(std::to_string(value)); }
YamlNode flag(bool value) { return YamlNode::plain(value ? "true" : "false"); }
YamlNode duration(Millis value) { return YamlNode::plain(exact_duration(value)); }

std::string time_of_day(Millis ms) {
  auto written = base::time_of_day_text(ms);
  if (ms % 1000 != 0) written = fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
  return written;
}

YamlNode list(bool flow = false) {
  YamlNode node;
  node.kind = YamlNode::Kind::list;
  node.flow = flow;
  return node;
}
YamlNode map(bool flow = false) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.flow = flow;
  return node;
}

YamlNode breaks(const model::BreakRule& rule) {
  const model::BreakRule plain;
  auto node = map();
  const auto span = [&](const char* key, Millis value, Millis usual) {
    if (value != usual) node.add(key, duration(value));
  };
  node.add("at", text(model::to_text(rule.at)));
  span("from_start", rule.from_start, plain.from_start);
  span("from_end", rule.from_end, plain.from_end);
  span("between", rule.between, plain.between);
  span("shortest", rule.shortest, plain.shortest);
  span("longest", rule.longest, plain.longest);
  if (rule.per_hour != plain.per_hour) node.add("per_hour", number(rule.per_hour));
  if (rule.after != plain.after) node.add("after", flag(rule.after));
  if (rule.pod != plain.pod) {
    auto parts = list(true);
    for (const auto part : rule.pod) parts.list.push_back(text(model::to_text(part)));
    node.add("pod", std::move(parts));
  }
  span("spot_rest", rule.spot_rest, plain.spot_rest);
  if (rule.one_per_company != plain.one_per_company) node.add("one_per_company", flag(rule.one_per_company));
  return node;
}

YamlNode daypart(const model::Daypart& part) {
  auto node = map();
  node.add("name", text(part.name));
  if (part.days != model::kDaily) node.add("days", texts_node(model::days_words(part.days)));
  node.add("from", text(time_of_day(part.from))).add("to", text(time_of_day(part.to)));
  if (!part.rating.empty()) node.add("rating", text(part.rating));
  if (!part.avoid.empty()) node.add("avoid", texts_node(part.avoid));
  if (!part.avoid_warnings.empty()) node.add("avoid_warnings", texts_node(part.avoid_warnings));
  if (!part.demographic.empty()) node.add("demographic", texts_node(part.demographic));
  return node;
}

YamlNode block(const model::Block& b) {
  const model::Block plain;
  auto node = map();
  node.add("name", text(b.name)).add("days", texts_node(model::days_words(b.days)));
  if (!b.season.empty()) node.add("season", season_node(b.season));
  if (b.every > 1) node.add("every", text(fmt::format("{}{}", b.every, b.weeks ? 'w' : 'd'))).add("turn", number(b.turn));
  node.add("from", text(time_of_day(b.from))).add("to", text(time_of_day(b.to)));
  if (b.live) {
    node.add("live", live_node(*b.live));
    if (!b.fallback.empty()) node.add("fallback", selector_node(b.fallback));
  } else {
    node.add("play", selector_node(b.play)).add("order", text(model::to_text(b.order)));
  }
  if (b.score != plain.score) {
    auto score = map(true);
    if (!b.score.like.empty()) score.add("like", texts_node(b.score.like));
    const auto weight = [&](const char* key, int value, int usual) {
      if (value != usual) score.add(key, number(value));
    };
    weight("affinity", b.score.affinity, plain.score.affinity);
    weight("variety", b.score.variety, plain.score.variety);
    weight("freshness", b.score.freshness, plain.score.freshness);
    node.add("score", std::move(score));
  }
  if (!b.run.empty()) node.add("run", text(b.run));
  if (b.parts) node.add("parts", text(model::to_text(*b.parts)));
  if (b.rest != plain.rest) node.add("rest", duration(b.rest));
  if (!b.rating.empty()) node.add("rating", text(b.rating));
  if (b.priority != plain.priority) node.add("priority", number(b.priority));
  if (b.start != plain.start && !b.live) node.add("start", text(model::to_text(b.start)));
  if (b.delay) node.add("delay", duration(*b.delay));
  if (b.breaks) node.add("breaks", breaks(*b.breaks));
  if (!b.intro.empty()) node.add("intro", selector_node(b.intro));
  if (!b.outro.empty()) node.add("outro", selector_node(b.outro));
  return node;
}

void programming(YamlNode& into, const model::Programming& p) {
  if (!p.dayparts.empty()) {
    auto parts = list();
    for (const auto& part : p.dayparts) parts.list.push_back(daypart(part));
    into.add("dayparts", std::move(parts));
  }
  if (!p.blocks.empty()) {
    auto all = list();
    for (const auto& one : p.blocks) all.list.push_back(block(one));
    into.add("blocks", std::move(all));
  }
  if (p.breaks != model::BreakRule{}) into.add("breaks", breaks(p.breaks));
  if (p.off_air != model::OffAir{}) {
    auto off = map();
    if (p.off_air.title != model::OffAir{}.title) off.add("title", text(p.off_air.title));
    const auto some = [&](const char* key, const std::vector<model::Selector>& value) {
      if (!value.empty()) off.add(key, selector_node(value));
    };
    some("sign_off", p.off_air.sign_off);
    some("play", p.off_air.play);
    some("sign_on", p.off_air.sign_on);
    if (p.off_air.pattern != model::Pattern::slate) off.add("pattern", text(model::to_text(p.off_air.pattern)));
    into.add("off_air", std::move(off));
  }
  if (p.pools != model::Pools{}) {
    auto pools = map();
    const auto pool = [&](const char* key, const std::optional<std::vector<model::Selector>>& value) {
      if (value) pools.add(key, selector_node(*value));
    };
    pool("spots", p.pools.spots);
    pool("bumpers_out", p.pools.bumpers_out);
    pool("bumpers_in", p.pools.bumpers_in);
    pool("promos", p.pools.promos);
    pool("idents", p.pools.idents);
    pool("fillers", p.pools.fillers);
    into.add("pools", std::move(pools));
  }
  if (p.traffic != model::Traffic{}) into.add("traffic", traffic_node(p.traffic));
  if (p.graphics != model::Graphics{}) into.add("graphics", graphics_node(p.graphics));
  if (p.approval != model::Approval::any) into.add("approval", text(model::to_text(p.approval)));
  if (p.mirror) {
    auto mirror = map(true);
    mirror.add("channel", number(p.mirror->channel)).add("shift", duration(p.mirror->shift));
    into.add("mirror", std::move(mirror));
  }
}
}  // namespace

std::string exact_duration(Millis ms) {
  std::string written;
  const std::pair<const char*, Millis> units[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};
  for (const auto& [unit, size] : units) {
    if (ms >= size) written += fmt::format("{}{}", ms / size, unit);
    ms %= size;
  }
  return written.empty() ? "0s" : written;
}

std::string write_station(const model::Channel& channel, const model::Programming& p, const std::vector<model::Campaign>& campaigns) {
  const model::Channel plain;
  auto c = map();
  c.add("number", number(channel.number)).add("name", text(channel.name));
  if (!channel.call_sign.empty()) c.add("call_sign", text(channel.call_sign));
  if (!channel.description.empty()) c.add("description", text(channel.description));
  if (!channel.demographic.empty()) c.add("demographic", text(channel.demographic));
  c.add("zone", text(channel.zone)).add("day_start", text(time_of_day(channel.day_start_ms))).add("grid", duration(channel.grid_ms));
  if (!channel.rating_limit.empty()) c.add("rating_limit", text(channel.rating_limit));
  c.add("profile", text(channel.profile));
  if (channel.enabled != plain.enabled) c.add("enabled", flag(channel.enabled));
  if (channel.auto_approve != plain.auto_approve) c.add("auto_approve", flag(channel.auto_approve));
  if (channel.lock_ms != plain.lock_ms) c.add("lock", duration(channel.lock_ms));
  if (!channel.audio.empty()) c.add("audio", texts_node(channel.audio));
  if (!channel.subtitles.empty()) c.add("subtitles", texts_node(channel.subtitles));
  if (const auto& l = channel.limits; l != plain.limits) {
    auto limits = map();
    if (l.threads != plain.limits.threads) limits.add("threads", number(l.threads));
    if (l.nice != plain.limits.nice) limits.add("nice", number(l.nice));
    if (l.memory_mb != plain.limits.memory_mb) limits.add("memory", number(l.memory_mb));
    if (l.priority != plain.limits.priority) limits.add("priority", number(l.priority));
    c.add("limits", std::move(limits));
  }
  auto root = map();
  root.add("channel", std::move(c));
  programming(root, p);
  if (!campaigns.empty()) {
    auto all = list();
    for (const auto& one : campaigns) all.list.push_back(campaign_node(one, channel.number));
    root.add("campaigns", std::move(all));
  }
  return write_yaml(root);
}

std::string programming_json(const model::Programming& p) {
  auto root = map();
  programming(root, p);
  return write_json(root);
}

}  // namespace retrovue::station
