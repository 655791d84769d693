#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/time_text.h"
#include "base/zone.h"
#include "model/language.h"
#include "model/rating_scale.h"
#include "station/campaign_file.h"
#include "station/graphics_file.h"
#include "station/season_file.h"
#include "station/selector_file.h"
#include "station/station_file.h"
#include "station/yaml_reader.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;
using model::Millis;

namespace {
constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;
constexpr std::size_t kMostBlocks = 500, kMostLanguages = 8, kMostTracks = 2;
constexpr Millis kLongestLock = 7 * kDay, kLongestShift = 7 * kDay;
constexpr int kMostMemory = 1'000'000;  // MB

class Reader {
 public:
  Reader(std::string_view file, StationDocument& into) : file_(file), doc_(into), select_(file, into.references) {}

  void channel(const YamlNode& node) {
    const YamlMap map(file_, node, "the channel", {"number", "name", "call_sign", "description", "demographic", "zone", "day_start", "grid",
                                                  "rating_limit", "profile", "enabled", "auto_approve", "lock", "audio", "subtitles", "limits"});
    auto& c = doc_.channel;
    map.need("number");
    map.need("name");
    map.integer("number", 1, 9999, c.number);
    map.text("name", c.name);
    map.text("call_sign", c.call_sign);
    map.text("description", c.description);
    map.text("demographic", c.demographic);
    if (map.text("zone", c.zone)) map.guarded("zone", [&] { return base::Zone{c.zone}; });
    if (map.time_of_day("day_start", c.day_start_ms) && c.day_start_ms >= kDay)
      throw map.error(map.need("day_start"), "'day_start' must be before 24:00");
    std::string grid;
    if (map.text("grid", grid)) c.grid_ms = map.guarded("grid", [&] { return parse_grid(grid); });
    rating(map, "rating_limit", c.rating_limit);
    map.text("profile", c.profile);
    map.flag("enabled", c.enabled);
    map.flag("auto_approve", c.auto_approve);
    map.duration("lock", kLongestLock, c.lock_ms);
    std::vector<std::string> languages, spoken;
    if (map.texts("audio", spoken)) c.audio = map.guarded("audio", [&] { return parse_audio(spoken); });
    if (map.texts("subtitles", languages)) c.subtitles = map.guarded("subtitles", [&] { return parse_languages(languages); });
    if (const auto* bounds = map.find("limits")) limits(*bounds, c.limits);
  }

  void limits(const YamlNode& node, model::Limits& into) {
    const YamlMap map(file_, node, "limits", {"threads", "nice", "memory", "priority"});
    int memory = 0;
    map.integer("threads", 1, 16, into.threads);
    map.integer("nice", 0, 19, into.nice);
    if (map.integer("memory", 0, kMostMemory, memory)) into.memory_mb = memory;
    map.integer("priority", 1, 9, into.priority);
  }

  void programming(const YamlMap& map) {
    auto& p = doc_.programming;
    if (const auto* list = map.list("dayparts", 100))
      for (const auto& node : *list) p.dayparts.push_back(daypart(node));
    if (const auto* node = map.find("breaks")) p.breaks = breaks(*node, "breaks");
    if (const auto* node = map.find("pools")) pools(*node);
    if (const auto* node = map.find("off_air")) off_air(*node);
    if (const auto* list = map.list("blocks", kMostBlocks))
      for (const auto& node : *list) p.blocks.push_back(block(node));
    if (const auto* node = map.find("traffic")) p.traffic = read_traffic(file_, *node);
    map.word("approval", p.approval);
    if (const auto* node = map.find("graphics")) p.graphics = read_graphics(file_, *node);
    mirror(map);
  }

  // A channel that mirrors another one has nothing of its own but what it forbids.
  void mirror(const YamlMap& map) {
    const auto* node = map.find("mirror");
    if (!node) return;
    for (const auto* key : {"blocks", "breaks", "pools", "off_air", "traffic", "campaigns", "approval"})
      if (const auto* other = map.find(key))
        throw map.error(*other, fmt::format("a channel that mirrors another one has no '{}' of its own", key), "leave it or 'mirror' out");
    const YamlMap rule(file_, *node, "mirror", {"channel", "shift"});
    model::Mirror made;
    rule.need("channel");
    rule.integer("channel", 1, 9999, made.channel);
    if (made.channel == doc_.channel.number) throw rule.error(rule.need("channel"), fmt::format("channel {} mirrors itself", made.channel));
    rule.duration("shift", kLongestShift, made.shift);
    doc_.programming.mirror = made;
  }

  void campaigns(const YamlMap& map) {
    const auto* list = map.list("campaigns", model::kMostCampaigns);
    if (!list) return;
    std::set<std::string> taken;
    for (const auto& node : *list) {
      auto made = read_campaign(file_, node, doc_.channel.number, doc_.references);
      if (!taken.insert(base::lower_ascii(made.name)).second)
        throw yaml_error(file_, node, fmt::format("another campaign is called '{}'", base::printable(made.name)));
      const auto* at = node.find("dayparts");
      doc_.campaigns.push_back({std::move(made), at ? at->line : node.line, at ? at->column : node.column});
    }
  }

 private:
  void rating(const YamlMap& map, std::string_view key, std::string& target) {
    if (!map.text(key, target) || model::rating_level(target)) return;
    const auto near = base::nearest(target, model::known_rating_codes());
    throw map.error(map.need(key), fmt::format("'{}' is not a known rating", base::printable(target)),
                    near.empty() ? "use one of " + base::join(model::known_rating_codes(), ", ") + " or an age"
                                 : fmt::format("did you mean {}?", near));
  }

  void days(const YamlMap& map, model::Days& target) {
    std::vector<std::string> words;
    if (!map.texts("days", words)) return;
    model::Days sum = 0;
    for (const auto& word : words) {
      const auto some = model::days_of_word(word);
      if (!some)
        throw map.error(map.need("days"), fmt::format("'{}' is not a day", base::printable(word)),
                        "use mon, tue, wed, thu, fri, sat, sun, weekdays, weekends or daily");
      sum = static_cast<model::Days>(sum | *some);
    }
    if (sum == 0) throw map.error(map.need("days"), "'days' names no day");
    target = sum;
  }

  void window(const YamlMap& map, Millis& from, Millis& to) {
    map.need("from");
    map.need("to");
    map.time_of_day("from", from);
    map.time_of_day("to", to);
    from %= kDay;
    to %= kDay;
  }

  model::Daypart daypart(const YamlNode& node) {
    const YamlMap map(file_, node, "a daypart", {"name", "days", "from", "to", "rating", "avoid", "avoid_warnings", "demographic"});
    model::Daypart made;
    made.name = name(map, dayparts_, "daypart");
    days(map, made.days);
    window(map, made.from, made.to);
    rating(map, "rating", made.rating);
    map.texts("avoid", made.avoid);
    map.texts("avoid_warnings", made.avoid_warnings);
    map.texts("demographic", made.demographic);
    return made;
  }

  std::string name(const YamlMap& map, std::set<std::string>& taken, std::string_view what) {
    std::string text;
    map.need("name");
    map.text("name", text);
    if (!taken.insert(text).second) throw map.error(map.need("name"), fmt::format("another {} is called '{}'", what, base::printable(text)));
    return text;
  }

  model::BreakRule breaks(const YamlNode& node, const std::string& what) {
    const YamlMap map(file_, node, what, {"at", "from_start", "from_end", "between", "shortest", "longest", "per_hour", "after", "pod",
                                          "spot_rest", "one_per_company"});
    model::BreakRule rule;
    map.word("at", rule.at);
    map.duration("from_start", kDay, rule.from_start);
    map.duration("from_end", kDay, rule.from_end);
    map.duration("between", kDay, rule.between);
    map.duration("shortest", kHour, rule.shortest);
    map.duration("longest", kHour, rule.longest);
    map.integer("per_hour", 0, 60, rule.per_hour);
    map.flag("after", rule.after);
    map.duration("spot_rest", 30 * kDay, rule.spot_rest);
    map.flag("one_per_company", rule.one_per_company);
    if (rule.shortest < 1000) throw map.error(map.find("shortest") ? map.need("shortest") : node, "'shortest' must be at least 1s");
    if (rule.longest < rule.shortest) throw map.error(map.find("longest") ? map.need("longest") : node, "'longest' is shorter than 'shortest'");
    if (const auto* list = map.list("pod", 5)) {
      rule.pod.clear();
      for (const auto& part : *list) {
        const auto word = map.scalar(part);
        const auto value = map.guarded("pod", [&] { return model::from_text<model::PodPart>(word); });
        if (std::find(rule.pod.begin(), rule.pod.end(), value) != rule.pod.end())
          throw map.error(part, fmt::format("'{}' stands in the pod twice", word));
        rule.pod.push_back(value);
      }
    }
    return rule;
  }

  void off_air(const YamlNode& node) {
    const YamlMap map(file_, node, "off_air", {"title", "sign_off", "play", "sign_on", "pattern"});
    auto& rule = doc_.programming.off_air;
    map.text("title", rule.title);
    const auto some = [&](const char* key, std::vector<model::Selector>& into) {
      if (const auto* one = map.find(key)) into = select_(*one, fmt::format("off_air {}", key), SelectorUse::pool);
    };
    some("sign_off", rule.sign_off);
    some("play", rule.play);
    some("sign_on", rule.sign_on);
    map.word("pattern", rule.pattern);
  }

  void pools(const YamlNode& node) {
    const YamlMap map(file_, node, "pools", {"spots", "bumpers_out", "bumpers_in", "promos", "idents", "fillers"});
    auto& p = doc_.programming.pools;
    const auto read = [&](std::string_view key, std::optional<std::vector<model::Selector>>& pool) {
      if (const auto* found = map.find(key)) pool = select_(*found, fmt::format("pool '{}'", key), key == "fillers" ? SelectorUse::filler : SelectorUse::pool);
    };
    read("spots", p.spots);
    read("bumpers_out", p.bumpers_out);
    read("bumpers_in", p.bumpers_in);
    read("promos", p.promos);
    read("idents", p.idents);
    read("fillers", p.fillers);
  }

  model::Score score(const YamlMap& block, const YamlNode& node, model::Order order) {
    if (order != model::Order::scored) throw block.error(node, "'score' stands only beside order: scored");
    const YamlMap map(file_, node, "score", {"like", "affinity", "variety", "freshness"});
    model::Score made;
    read_tags(map, "like", made.like);
    map.integer("affinity", 0, model::kMostWeight, made.affinity);
    map.integer("variety", 0, model::kMostWeight, made.variety);
    map.integer("freshness", 0, model::kMostWeight, made.freshness);
    return made;
  }

  model::Block block(const YamlNode& node) {
    const YamlMap map(file_, node, "a block", {"name", "days", "season", "every", "turn", "from", "to", "play", "order", "score", "run", "parts", "rest", "rating", "priority", "start", "delay",
                                              "breaks", "intro", "outro", "live", "fallback"});
    model::Block made;
    made.name = name(map, blocks_, "block");
    days(map, made.days);
    if (const auto* season = map.find("season")) made.season = read_seasons(file_, *season);
    read_every(map, made);
    window(map, made.from, made.to);
    const auto where = fmt::format("block '{}'", base::printable(made.name));
    map.integer("priority", -1000, 1000, made.priority);
    rating(map, "rating", made.rating);
    if (const auto* rule = map.find("breaks")) made.breaks = breaks(*rule, fmt::format("breaks of {}", where));
    if (const auto* input = map.find("live")) {
      live(map, *input, where, made);
      return made;
    }
    if (const auto* other = map.find("fallback")) throw map.error(*other, "'fallback' stands only beside 'live'");
    made.play = select_(map.need("play"), where, SelectorUse::programme);
    if (made.play.empty()) throw map.error(map.need("play"), fmt::format("{} plays nothing", where), "for example show: NAME or type: movie");
    map.word("order", made.order);
    if (const auto* rule = map.find("score")) made.score = score(map, *rule, made.order);
    map.text("run", made.run);
    if (model::Parts parts{}; map.word("parts", parts)) made.parts = parts;
    if (made.parts == model::Parts::together && made.order == model::Order::strip)
      throw map.error(map.need("parts"), "a strip plays one of each show in turn and cannot keep parts together");
    map.duration("rest", 3660 * kDay, made.rest);
    map.word("start", made.start);
    if (Millis delay = 0; map.duration("delay", kDay, delay)) made.delay = delay;
    if (made.delay && made.start == model::Start::hard) throw map.error(map.need("delay"), "a block with start: hard is never delayed");
    if (const auto* edge = map.find("intro")) made.intro = select_(*edge, where, SelectorUse::pool);
    if (const auto* edge = map.find("outro")) made.outro = select_(*edge, where, SelectorUse::pool);
    return made;
  }

  // A live input fills its windows to the second, whatever was on before.
  void live(const YamlMap& map, const YamlNode& input, const std::string& where, model::Block& made) {
    for (const auto* key : {"play", "order", "score", "run", "parts", "rest", "start", "delay", "intro", "outro"})
      if (const auto* other = map.find(key)) throw map.error(*other, fmt::format("a block with 'live' has no '{}'", key), "it shows its input from opening to end");
    made.live = select_.live(map, input, where);
    made.start = model::Start::hard;
    if (const auto* rule = map.find("fallback")) made.fallback = select_(*rule, fmt::format("fallback of {}", where), SelectorUse::filler);
  }

  std::string_view file_;
  StationDocument& doc_;
  SelectorReader select_;
  std::set<std::string> dayparts_, blocks_;
};
}  // namespace

Millis parse_grid(std::string_view text) {
  const Millis grid = base::parse_duration(text);
  if (grid < 60'000 || grid > 6 * kHour || kDay % grid != 0)
    throw Error(ErrorKind::usage, fmt::format("the grid '{}' does not divide the day", base::printable(text)),
                "use 5m, 10m, 15m, 30m, 1h or another part of 24 hours from 1m to 6h");
  return grid;
}

std::vector<StationDocument> read_station(std::string_view text, std::string_view name) {
  const auto nodes = parse_yaml(text, name);
  std::vector<StationDocument> documents;
  std::set<int> numbers;
  for (const auto& node : nodes) {
    if (node.kind == YamlNode::Kind::null && nodes.size() > 1) continue;  // an empty document between two "---"
    const YamlMap map(name, node, "the station file", {"channel", "dayparts", "blocks", "breaks", "pools", "off_air", "traffic", "campaigns", "approval", "mirror", "graphics"});
    StationDocument document;
    Reader reader(name, document);
    reader.channel(map.need("channel"));
    if (!numbers.insert(document.channel.number).second)
      throw yaml_error(name, map.need("channel"), fmt::format("channel {} is described twice", document.channel.number));
    reader.programming(map);
    reader.campaigns(map);
    documents.push_back(std::move(document));
  }
  if (documents.empty())
    throw Error(ErrorKind::usage, fmt::format("{}: describes no channel", base::printable(name)), "see retrovue-station(5)");
  return documents;
}

model::Programming read_programming_json(std::string_view json, const model::Channel& channel) {
  StationDocument document;
  if (json.empty()) return {};
  const auto name = fmt::format("stored programming of channel {}", channel.number);
  const auto nodes = parse_yaml(json, name);
  if (nodes.size() != 1) throw Error(ErrorKind::catalog, name + " is damaged", "run 'retrovue schedule apply' again");
  Reader(name, document).programming(YamlMap(name, nodes.front(), "programming", {"dayparts", "blocks", "breaks", "pools", "off_air", "traffic", "approval", "mirror", "graphics"}));
  return std::move(document.programming);
}

std::vector<std::string> parse_languages(const std::vector<std::string>& texts) {
  std::vector<std::string> made;
  for (const auto& text : texts) {
    auto code = model::checked_language(text);
    if (std::find(made.begin(), made.end(), code) != made.end())
      throw Error(ErrorKind::usage, fmt::format("the language '{}' stands there twice", base::printable(text)));
    made.push_back(std::move(code));
  }
  if (made.size() > kMostLanguages) throw Error(ErrorKind::usage, fmt::format("at most {} languages", kMostLanguages));
  return made;
}

std::vector<std::string> parse_audio(const std::vector<std::string>& texts) {
  auto made = parse_languages(texts);
  if (made.size() > kMostTracks) throw Error(ErrorKind::usage, fmt::format("at most {} languages of sound", kMostTracks));
  return made;
}

void check_channel(const model::Channel& channel) {
  if (channel.number < 1 || channel.number > 9999)
    throw Error(ErrorKind::usage, fmt::format("{} is not a channel number", channel.number), "use 1 to 9999");
  if (channel.name.empty()) throw Error(ErrorKind::usage, "a channel needs a name");
  for (const auto* text : {&channel.name, &channel.call_sign, &channel.description, &channel.demographic})
    if (!base::is_utf8(*text) || text->size() > 200)
      throw Error(ErrorKind::usage, fmt::format("'{}' is longer than 200 bytes or not UTF-8", base::printable(text->substr(0, 40))));
  static_cast<void>(base::Zone{channel.zone});
  if (channel.day_start_ms < 0 || channel.day_start_ms >= kDay) throw Error(ErrorKind::usage, "the broadcast day must start before 24:00");
  const auto& limits = channel.limits;
  if (limits.threads < 1 || limits.threads > 16) throw Error(ErrorKind::usage, "an encoder has 1 to 16 threads");
  if (limits.nice < 0 || limits.nice > 19) throw Error(ErrorKind::usage, "nice is 0 to 19");
  if (limits.memory_mb < 0 || limits.memory_mb > kMostMemory) throw Error(ErrorKind::usage, "the bound on memory is at most 1000000 MB; 0: none");
  if (limits.priority < 1 || limits.priority > 9) throw Error(ErrorKind::usage, "a priority is 1 to 9");
  if (channel.lock_ms < 0 || channel.lock_ms > kLongestLock) throw Error(ErrorKind::usage, "the lock window must be at most 7 days");
  if (!channel.rating_limit.empty() && !model::rating_level(channel.rating_limit))
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a known rating", base::printable(channel.rating_limit)),
                "use one of " + base::join(model::known_rating_codes(), ", ") + " or an age");
}

}  // namespace retrovue::station
