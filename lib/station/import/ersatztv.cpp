#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "model/guid.h"
#include "station/import/day_clock.h"
#include "station/import/foreign.h"

// ErsatzTV sequential schedules: YAML with "content" (what there is), "sequence" (instructions under a name) and
// "playout" (instructions, in order, round and round).
namespace retrovue::station {
namespace {
constexpr std::size_t kMostSteps = 5'000;
constexpr int kMostNested = 16;

using Names = std::vector<std::string_view>;
const Names kPlays{"count", "all", "duration", "pad_to_next", "pad_until"};
const Names kControls{"wait_until", "sequence", "repeat", "shuffle_sequence", "epg_group", "watermark", "graphics_on", "graphics_off", "skip_items",
                      "skip_to_item", "rewind", "pre_roll", "mid_roll", "post_roll"};
const Names kModifiers{"content", "filler_kind", "custom_title", "trim", "fallback", "discard_attempts", "tomorrow", "rewind_on_reset", "offline_tail",
                       "stop_before_end", "repeat", "advance", "name", "season", "episode", "variables", "title", "disable_watermarks", "multi_episode"};

std::string text_of(const YamlNode* node) { return node && node->kind == YamlNode::Kind::scalar ? node->text : std::string{}; }
bool yes(const YamlNode* node) { return base::lower_ascii(text_of(node)) == "true"; }
int number_of(const YamlNode* node, int otherwise) {
  const auto text = text_of(node);
  int value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}
std::string place(const YamlNode& node, const std::string& path) { return fmt::format("{}:{} {}", node.line, node.column, path); }

// "type:movie AND genre:"horror"" in the language of queries; empty when there is more to it than that.
std::string condition(const std::string& query) {
  std::string out;
  std::size_t at = 0;
  const auto skip = [&] { while (at < query.size() && query[at] == ' ') ++at; };
  for (skip(); at < query.size(); skip()) {
    if (!out.empty()) {
      if (query.compare(at, 4, "AND ") != 0) return {};
      at += 4;
      skip();
    }
    const auto colon = query.find(':', at);
    if (colon == std::string::npos) return {};
    const auto field = query.substr(at, colon - at);
    at = colon + 1;
    std::string value;
    if (at < query.size() && query[at] == '"') {
      const auto end = query.find('"', at + 1);
      if (end == std::string::npos) return {};
      value = query.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      const auto end = std::min(query.find(' ', at), query.size());
      value = query.substr(at, end - at);
      at = end;
    }
    if (value.empty() || value.find_first_of("*?[]()\"\\~") != std::string::npos) return {};
    if (field == "type" && (value == "movie" || value == "episode")) out += fmt::format("{}type:{}", out.empty() ? "" : " ", value);
    else if (field == "show_title") out += fmt::format("{}show:\"{}\"", out.empty() ? "" : " ", value);
    else if (field == "title") out += fmt::format("{}title:\"{}\"", out.empty() ? "" : " ", value);
    else if (field == "genre" || field == "show_genre") out += fmt::format("{}tag:\"genre:{}\"", out.empty() ? "" : " ", value);
    else return {};
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const YamlNode& root) : root_(root) {}

  ForeignStation read() {
    out_.channel.day_start_ms = 0;
    for (const auto& [key, value] : root_.map) top(key, value);
    if (const auto* list = root_.find("content"))
      for (std::size_t i = 0; i < list->list.size(); ++i) content(list->list[i], fmt::format("content[{}]", i));
    if (const auto* list = root_.find("playout")) instructions(*list, "playout", 0);
    out_.blocks = day_.blocks(out_.remarks);
    return std::move(out_);
  }

 private:
  struct Content {
    std::vector<Want> wants;
    model::Order order = model::Order::sequential;
  };

  void top(const YamlNode& key, const YamlNode& value) {
    const auto& name = key.text;
    if (name == "import") out_.remarks.add(Fate::left_out, place(key, name), "other files are not read: put their content and sequences into this one");
    else if (name == "reset" && !value.list.empty()) out_.remarks.add(Fate::left_out, place(key, name), "where shows begin after a reset is not taken over");
    else if (name != "content" && name != "playout" && name != "sequence" && name != "reset") unknown(key, name);
  }

  void unknown(const YamlNode& key, const std::string& path) {
    out_.remarks.add(Fate::unknown, place(key, base::printable(path)), fmt::format("'{}' is not known", base::printable(key.text)));
  }

  void content(const YamlNode& node, const std::string& path) {
    const auto key = text_of(node.find("key"));
    Content made;
    const auto where = place(node, path);
    order(node, where, made);
    bool known = false;
    for (const auto& [name, value] : node.map) {
      const auto text = text_of(&value);
      if (name.text == "show") known = true, show(node, text, where, made);
      else if (name.text == "marathon") known = true, marathon(node, where, made);
      else if (name.text == "search") known = true, search(text.empty() ? text_of(node.find("query")) : text, where, made);
      else if (name.text == "collection" || name.text == "smart_collection" || name.text == "multi_collection" || name.text == "playlist")
        known = true, made.wants.push_back({.kind = Want::Kind::collection, .title = text, .where = where});
      else if (name.text == "group_by" || name.text == "shuffle_groups" || name.text == "item_order" || name.text == "play_all_items" || name.text == "multi_part")
        out_.remarks.add(Fate::left_out, where + "." + name.text, fmt::format("{} is not taken over", name.text));
      else if (name.text != "key" && name.text != "order" && name.text != "guids" && name.text != "query" && name.text != "searches" && name.text != "playlist_group")
        unknown(name, path + "." + name.text);
    }
    if (!known) out_.remarks.add(Fate::left_out, where, "content of a kind that is not known");
    contents_[key] = std::move(made);
  }

  void order(const YamlNode& node, const std::string& where, Content& made) {
    const auto word = base::lower_ascii(text_of(node.find("order")));
    if (word == "shuffle") made.order = model::Order::shuffle;
    else if (word == "random") made.order = model::Order::random;
    else if (!word.empty() && word != "chronological" && word != "season_episode" && word != "none")
      out_.remarks.add(Fate::changed, where + ".order", fmt::format("order '{}' became sequential", base::printable(word)));
  }

  void show(const YamlNode& node, const std::string& title, const std::string& where, Content& made) {
    Want want{.kind = Want::Kind::show, .title = title, .where = where};
    if (const auto* list = node.find("guids"))
      for (const auto& one : list->list)
        if (auto guid = model::parse_guid(base::lower_ascii(text_of(one.find("source"))) + "://" + text_of(one.find("value")))) want.guids.push_back(std::move(*guid));
    made.wants.push_back(std::move(want));
  }

  void marathon(const YamlNode& node, const std::string& where, Content& made) {
    made.order = model::Order::marathon;
    if (const auto* list = node.find("guids"))
      for (const auto& one : list->list)
        if (auto guid = model::parse_guid(base::lower_ascii(text_of(one.find("source"))) + "://" + text_of(one.find("value"))))
          made.wants.push_back({.kind = Want::Kind::show, .guids = {std::move(*guid)}, .where = where});
    if (const auto* list = node.find("searches"))
      for (const auto& one : list->list) search(text_of(&one), where, made);
  }

  void search(const std::string& query, const std::string& where, Content& made) {
    if (auto text = condition(query); !text.empty()) made.wants.push_back({.kind = Want::Kind::condition, .title = std::move(text), .where = where});
    else out_.remarks.add(Fate::left_out, where, fmt::format("the search '{}' says more than can be said here; write it as a query, see retrovue-query(7)", base::printable(query)));
  }

  // False when the list goes round again.
  bool instructions(const YamlNode& list, const std::string& path, int nested) {
    for (std::size_t i = 0; i < list.list.size(); ++i) {
      const auto& node = list.list[i];
      const auto here = fmt::format("{}[{}]", path, i);
      if (++steps_ > kMostSteps) {
        if (steps_ == kMostSteps + 1) out_.remarks.add(Fate::left_out, place(node, here), fmt::format("what comes after {} steps", kMostSteps));
        return false;
      }
      if (!instruction(node, here, nested)) return false;
    }
    return true;
  }

  bool instruction(const YamlNode& node, const std::string& path, int nested) {
    const auto first = [&](const Names& names) {
      return std::find_if(names.begin(), names.end(), [&](std::string_view name) { return node.find(name) != nullptr; });
    };
    for (const auto& [key, value] : node.map) {
      const auto known = [&](const Names& names) { return std::find(names.begin(), names.end(), key.text) != names.end(); };
      if (!known(kPlays) && !known(kControls) && !known(kModifiers)) unknown(key, path + "." + key.text);
    }
    const auto where = place(node, path);
    for (const auto* name : {"custom_title", "fallback", "trim", "offline_tail"})
      if (node.find(name)) out_.remarks.add(Fate::left_out, where, fmt::format("{} is not taken over", name));
    if (const auto play = first(kPlays); play != kPlays.end()) return take(node, std::string{*play}, where), true;
    if (const auto* name = node.find("sequence")) return sequence(node, text_of(name), where, nested);
    if (const auto* until = node.find("wait_until")) return wait(text_of(until), yes(node.find("tomorrow")), where), true;
    if (node.find("repeat")) return false;
    const auto control = first(kControls);
    out_.remarks.add(Fate::left_out, where, control == kControls.end() ? "an instruction that is not known" : fmt::format("{} is not taken over", *control));
    return true;
  }

  bool sequence(const YamlNode& node, const std::string& name, const std::string& where, int nested) {
    const auto* all = root_.find("sequence");
    const YamlNode* items = nullptr;
    for (std::size_t i = 0; all && i < all->list.size(); ++i)
      if (text_of(all->list[i].find("key")) == name) items = all->list[i].find("items");
    if (!items || nested >= kMostNested) {
      out_.remarks.add(Fate::left_out, where, items ? "sequences inside sequences inside sequences" : fmt::format("there is no sequence '{}'", base::printable(name)));
      return true;
    }
    for (int i = 0; i < std::clamp(number_of(node.find("repeat"), 1), 1, 100); ++i)
      if (!instructions(*items, "sequence." + base::printable(name), nested + 1)) return steps_ <= kMostSteps;
    return true;
  }

  void wait(const std::string& text, bool tomorrow, const std::string& where) {
    if (const auto at = clock_time(text)) day_.wait(*at, tomorrow);
    else out_.remarks.add(Fate::left_out, where, fmt::format("'{}' is no time of day", base::printable(text)));
  }

  void take(const YamlNode& node, const std::string& how, const std::string& where) {
    const auto key = text_of(node.find("content"));
    const auto found = contents_.find(key);
    if (found == contents_.end()) {
      out_.remarks.add(Fate::left_out, where, fmt::format("there is no content '{}'", base::printable(key)));
      return;
    }
    const auto filler = base::lower_ascii(text_of(node.find("filler_kind")));
    const bool is_filler = (!filler.empty() && filler != "none") || how == "pad_to_next";
    if (is_filler && used_as_filler_.emplace(key, true).second) {
      out_.remarks.add(Fate::changed, where, fmt::format("'{}' goes to the fillers", base::printable(key)));
      out_.fillers.insert(out_.fillers.end(), found->second.wants.begin(), found->second.wants.end());
    }
    if (how == "pad_to_next") out_.channel.grid_ms = nearest_grid(std::clamp(number_of(node.find(how), 30), 1, 360) * Millis{60'000});
    if (how == "pad_until") {
      const auto at = clock_time(text_of(node.find(how)));
      if (!at) out_.remarks.add(Fate::left_out, where, fmt::format("'{}' is no time of day", base::printable(text_of(node.find(how)))));
      else if (is_filler || day_.playing()) day_.wait(*at, yes(node.find("tomorrow")));
      else day_.until(key, found->second.wants, found->second.order, *at, yes(node.find("tomorrow")), where);
    } else if (!is_filler && how == "duration") {
      if (const auto length = clock_length(text_of(node.find(how)))) day_.lasting(key, found->second.wants, found->second.order, *length, where);
      else out_.remarks.add(Fate::left_out, where, fmt::format("'{}' is no length", base::printable(text_of(node.find(how)))));
    } else if (!is_filler && how != "pad_to_next") {
      const int times = how == "all" ? 1 : std::clamp(number_of(node.find(how), 1), 1, 12);
      for (int i = 0; i < times; ++i) day_.play(key, found->second.wants, found->second.order, where);
    }
  }

  const YamlNode& root_;
  ForeignStation out_;
  DayClock day_;
  std::map<std::string, Content> contents_;
  std::map<std::string, bool> used_as_filler_;
  std::size_t steps_ = 0;
};
}  // namespace

ForeignStation read_ersatztv(const YamlNode& root) {
  const auto* playout = root.find("playout");
  if (!playout || playout->kind != YamlNode::Kind::list)
    throw base::Error(base::ErrorKind::usage, "this is no sequential schedule of ErsatzTV: 'playout' is missing");
  return Reader(root).read();
}

}  // namespace retrovue::station
