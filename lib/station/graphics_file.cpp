#include "station/graphics_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "station/banners.h"
#include "station/station_file.h"
#include "station/yaml_reader.h"

namespace retrovue::station {
namespace {

constexpr std::size_t kMostLetters = 24;
constexpr model::Millis kLatest = 12 * 3'600'000, kShortest = 1'000, kLongest = 60'000, kLongestCountdown = 10 * 60'000;
constexpr std::size_t kMostCues = 50;

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

// A line's words in braces stand for something.
void check_words(const YamlMap& map, std::string_view key, std::string_view text, std::string_view own) {
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    const auto word = close == text.npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
    if (!word.empty() && (word == own || std::find(kBannerWords.begin(), kBannerWords.end(), word) != kBannerWords.end())) continue;
    std::vector<std::string> known;
    if (!own.empty()) known.push_back(fmt::format("{{{}}}", own));
    for (const auto one : kBannerWords) known.push_back(fmt::format("{{{}}}", one));
    throw map.error(map.need(key), fmt::format("'{}' has braces round no known word", key), "it may hold " + base::join(known, ", "));
  }
}

// How a kind of banner is written: the keys it has besides those of all, and the word that is its own.
struct Kind {
  std::string name;
  std::string_view when;  // its time
  std::vector<std::string> keys;
  std::string_view own{};
};
const Kind kNowPlaying{"now_playing", "at", {"at", "for", "place", "inset"}}, kRating{"rating", "at", {"at", "for", "place", "inset"}},
    kUpNext{"up_next", "before_end", {"before_end", "for", "place", "inset"}}, kCue{"a cue", "", {"cue", "for", "place", "inset"}, "cue"},
    kCountdown{"countdown", "from", {"from"}, "left"};

model::Banner banner(std::string_view file, const YamlNode& node, const Kind& kind, model::Banner made) {
  auto keys = kind.keys;
  keys.insert(keys.end(), {"text", "detail", "height"});
  const YamlMap map(file, node, kind.name, keys);
  map.duration(kind.when, kind.own == "left" ? kLongestCountdown : kLatest, made.at);
  map.text("cue", made.cue);
  if (map.duration("for", kLongest, made.length) && made.length < kShortest) throw map.error(map.need("for"), "'for' is shorter than a second");
  if (map.text("text", made.text)) made.detail.clear();
  map.text("detail", made.detail);
  for (const auto& [key, text] : {std::pair{"text", &made.text}, std::pair{"detail", &made.detail}})
    if (map.find(key)) check_words(map, key, *text, kind.own);
  map.word("place", made.place);
  map.integer("height", 2, 20, made.height);
  map.integer("inset", 0, 20, made.inset);
  return made;
}

YamlNode banner_node(const model::Banner& banner, const Kind& kind, const model::Banner& usual) {
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  node.flow = true;
  if (banner.cue != usual.cue) node.add("cue", YamlNode::string(banner.cue));
  if (banner.at != usual.at) node.add(std::string{kind.when}, YamlNode::plain(exact_duration(banner.at)));
  if (banner.length != usual.length) node.add("for", YamlNode::plain(exact_duration(banner.length)));
  const bool worded = banner.text != usual.text || banner.detail != usual.detail;
  if (worded) node.add("text", YamlNode::string(banner.text));
  if (worded && !banner.detail.empty()) node.add("detail", YamlNode::string(banner.detail));
  if (banner.place != usual.place) node.add("place", YamlNode::string(std::string{model::to_text(banner.place)}));
  if (banner.height != usual.height) node.add("height", YamlNode::plain(std::to_string(banner.height)));
  if (banner.inset != usual.inset) node.add("inset", YamlNode::plain(std::to_string(banner.inset)));
  return node;
}

YamlNode bug_node(const model::Bug& bug) {
  const model::Bug plain;
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
  return one;
}

}  // namespace

model::Graphics read_graphics(std::string_view file, const YamlNode& node) {
  using model::Banner;
  const YamlMap map(file, node, "graphics", {"bug", "now_playing", "up_next", "rating", "cues", "countdown", "clock"});
  model::Graphics made;
  const auto some = [&](const Kind& kind, std::optional<Banner>& into, const Banner& usual) {
    if (const auto* one = map.find(kind.name)) into = banner(file, *one, kind, usual);
  };
  if (const auto* one = map.find("bug")) made.bug = bug(file, *one);
  some(kNowPlaying, made.now_playing, Banner::usual_now_playing());
  some(kUpNext, made.up_next, Banner::usual_up_next());
  some(kRating, made.rating, Banner::usual_rating());
  if (const auto* list = map.list("cues", kMostCues))
    for (const auto& one : *list) made.cues.push_back(banner(file, one, kCue, Banner::usual_cue()));
  some(kCountdown, made.countdown, Banner::usual_countdown());
  map.word("clock", made.clock);
  return made;
}

YamlNode graphics_node(const model::Graphics& graphics) {
  using model::Banner;
  YamlNode node;
  node.kind = YamlNode::Kind::map;
  const auto some = [&](const Kind& kind, const std::optional<Banner>& banner, const Banner& usual) {
    if (banner) node.add(kind.name, banner_node(*banner, kind, usual));
  };
  if (graphics.bug) node.add("bug", bug_node(*graphics.bug));
  some(kNowPlaying, graphics.now_playing, Banner::usual_now_playing());
  some(kUpNext, graphics.up_next, Banner::usual_up_next());
  some(kRating, graphics.rating, Banner::usual_rating());
  if (!graphics.cues.empty()) {
    YamlNode list;
    list.kind = YamlNode::Kind::list;
    for (const auto& one : graphics.cues) list.list.push_back(banner_node(one, kCue, Banner::usual_cue()));
    node.add("cues", std::move(list));
  }
  some(kCountdown, graphics.countdown, Banner::usual_countdown());
  if (graphics.clock != model::Clock::h12) node.add("clock", YamlNode::string(std::string{model::to_text(graphics.clock)}));
  return node;
}

}  // namespace retrovue::station
