#include "station/import/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "model/guid.h"
#include "schedule/filter.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostItems = 200;

std::string folded(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c == '_' || c == '-' || c == '.') c = ' ';
  return base::sort_key(base::trim(out));
}

// The parts of a path, whichever slash it is written with.
std::vector<std::string> parts(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return base::split(path, '/');
}

std::string quoted(const std::string& text) { return text.find_first_of("\"\\") == std::string::npos ? "\"" + text + "\"" : std::string{}; }
}  // namespace

Matcher::Matcher(const std::vector<model::Item>& items, const std::vector<std::pair<model::Id, model::Guid>>& show_guids) {
  std::map<model::Id, const model::Item*> of_show;
  for (const auto& item : items) {
    if (item.state != model::ItemState::normal || !item.validated || item.duration_ms <= 0 || !model::is_programme(item.kind)) continue;
    programmes_.push_back(&item);
    for (const auto& guid : item.guids) guids_.emplace(model::to_text(guid), &item);
    const auto& path = item.path.empty() ? item.source_path : item.path;
    if (const auto all = parts(path); !all.empty()) files_[all.back()].push_back(&item);
    if (item.kind == model::ItemKind::movie) movies_[folded(item.title)].push_back(&item);
    if (item.kind != model::ItemKind::episode || item.show.empty()) continue;
    shows_[folded(item.show)].push_back(&item);
    of_show.emplace(item.show_id, &item);
  }
  for (const auto& [show, guid] : show_guids)
    if (const auto found = of_show.find(show); found != of_show.end()) show_guids_.emplace(model::to_text(guid), found->second);
}

model::Selector Matcher::of_show(const model::Item& episode) {
  model::Selector selector;
  selector.show = episode.show;
  selector.year = episode.show_year;
  return selector;
}

std::vector<model::Selector> Matcher::find(const Want& want, std::string& why) const {
  switch (want.kind) {
    case Want::Kind::show: return show(want, why);
    case Want::Kind::movie: return movie(want, why);
    case Want::Kind::episode: return episode(want, why);
    case Want::Kind::folder: return folder(want, why);
    case Want::Kind::collection: return collection(want, why);
    case Want::Kind::condition: return condition(want, why);
    case Want::Kind::movies: break;
  }
  if (movies_.empty()) why = "there is no movie with a playable file in the library";
  model::Selector all;
  all.type = model::ItemKind::movie;
  return movies_.empty() ? Found{} : Found{all};
}

Matcher::Found Matcher::show(const Want& want, std::string& why) const {
  for (const auto& guid : want.guids)
    if (const auto found = show_guids_.find(model::to_text(guid)); found != show_guids_.end()) return {of_show(*found->second)};
  std::vector<std::string> names;
  for (const auto& guid : want.guids) names.push_back(model::to_text(guid));
  const auto name = want.title.empty() ? base::join(names, ", ") : base::printable(want.title);
  const auto found = shows_.find(folded(want.title));
  if (want.title.empty() || found == shows_.end()) {
    why = fmt::format("show '{}' is not in the library", name);
    return {};
  }
  std::map<std::string, const model::Item*> meanings;
  for (const auto* item : found->second)
    if (!want.year || item->show_year == want.year) meanings.emplace(item->show_year ? std::to_string(*item->show_year) : "none", item);
  if (meanings.size() == 1) return {of_show(*meanings.begin()->second)};
  std::vector<std::string> years;
  for (const auto& [year, item] : meanings) years.push_back(year);
  why = meanings.empty() ? fmt::format("show '{}' is in the library, but not of {}", name, *want.year)
                         : fmt::format("show '{}' is {} shows, of the years {}", name, meanings.size(), base::join(years, ", "));
  return {};
}

// The file that has the most parts of the path in common, from its end; more than its name must be.
const model::Item* Matcher::by_path(const std::string& path) const {
  const auto wanted = parts(path);
  if (wanted.empty() || wanted.back().empty()) return nullptr;
  const auto found = files_.find(wanted.back());
  if (found == files_.end()) return nullptr;
  if (found->second.size() == 1) return found->second.front();
  const model::Item* best = nullptr;
  std::size_t most = 0, times = 0;
  for (const auto* item : found->second) {
    const auto there = parts(item->path.empty() ? item->source_path : item->path);
    std::size_t same = 0;
    while (same < there.size() && same < wanted.size() && there[there.size() - 1 - same] == wanted[wanted.size() - 1 - same]) ++same;
    if (same > most) best = item, most = same, times = 1;
    else if (same == most) ++times;
  }
  return times == 1 ? best : nullptr;
}

Matcher::Found Matcher::movie(const Want& want, std::string& why) const {
  const auto item = [](const model::Item& one) {
    model::Selector selector;
    selector.item_id = one.id;
    return Found{selector};
  };
  for (const auto& guid : want.guids)
    if (const auto found = guids_.find(model::to_text(guid)); found != guids_.end()) return item(*found->second);
  std::vector<const model::Item*> same;
  if (const auto found = movies_.find(folded(want.title)); found != movies_.end())
    for (const auto* one : found->second)
      if (!want.year || !one->year || std::abs(*one->year - *want.year) <= 1) same.push_back(one);
  if (same.size() == 1) return item(*same.front());
  if (const auto* file = by_path(want.path)) return item(*file);
  why = same.empty() ? fmt::format("movie '{}'{} is not in the library", base::printable(want.title), want.year ? fmt::format(" ({})", *want.year) : "")
                     : fmt::format("movie '{}' is {} movies", base::printable(want.title), same.size());
  return {};
}

Matcher::Found Matcher::episode(const Want& want, std::string& why) const {
  model::Selector selector;
  const auto take = [&](const model::Item& one) {
    selector.item_id = one.id;
    return Found{selector};
  };
  for (const auto& guid : want.guids)
    if (const auto found = guids_.find(model::to_text(guid)); found != guids_.end()) return take(*found->second);
  if (const auto found = shows_.find(folded(want.title)); found != shows_.end() && want.season && want.episode)
    for (const auto* one : found->second)
      if (one->season == want.season && one->episode == want.episode) return take(*one);
  if (const auto* file = by_path(want.path)) return take(*file);
  why = fmt::format("episode '{}' {}of '{}' is not in the library", base::printable(want.part),
                    want.season && want.episode ? fmt::format("S{:02}E{:02} ", *want.season, *want.episode) : "", base::printable(want.title));
  return {};
}

// A folder of content: a tag with that key, a show of that name, or what lies in a folder of that name.
Matcher::Found Matcher::folder(const Want& want, std::string& why) const {
  const auto name = folded(want.title);
  std::map<std::string, model::Selector> shows;
  Found items;
  for (const auto* item : programmes_) {
    for (const auto& tag : item->tags)
      if (folded(tag.substr(tag.find(':') + 1)) == name) {
        model::Selector selector;
        selector.tags = {tag};
        return {selector};
      }
    auto path = parts(item->path.empty() ? item->source_path : item->path);
    if (!path.empty()) path.pop_back();
    if (name.empty() || std::none_of(path.begin(), path.end(), [&](const auto& part) { return folded(part) == name; })) continue;
    if (item->kind == model::ItemKind::episode && !item->show.empty()) {
      shows.emplace(fmt::format("{}\n{}", item->show, item->show_year.value_or(0)), of_show(*item));
    } else if (items.size() < kMostItems) {
      model::Selector selector;
      selector.item_id = item->id;
      items.push_back(selector);
    }
  }
  if (const auto found = shows_.find(name); !name.empty() && found != shows_.end() && shows.empty() && items.empty())
    for (const auto* item : found->second) shows.emplace(fmt::format("{}\n{}", item->show, item->show_year.value_or(0)), of_show(*item));
  for (const auto& [key, selector] : shows) items.push_back(selector);
  if (items.size() > kMostItems) items.resize(kMostItems);
  if (items.empty()) why = fmt::format("nothing in the library has a tag, a show or a folder '{}'", base::printable(want.title));
  return items;
}

Matcher::Found Matcher::collection(const Want& want, std::string& why) const {
  const auto name = quoted(want.title);
  const bool there = !name.empty() && std::any_of(programmes_.begin(), programmes_.end(), [&](const auto* item) {
    return std::any_of(item->collections.begin(), item->collections.end(), [&](const auto& one) { return base::lower_ascii(one) == base::lower_ascii(want.title); });
  });
  if (!there) {
    why = fmt::format("there is no collection or playlist '{}' with a playable programme", base::printable(want.title));
    return {};
  }
  model::Selector selector;
  selector.where = "collection:" + name;
  return {selector};
}

Matcher::Found Matcher::condition(const Want& want, std::string& why) const {
  try {
    const schedule::Filter filter(want.title, {});
    if (std::any_of(programmes_.begin(), programmes_.end(), [&](const auto* item) { return filter.may(*item); })) {
      model::Selector selector;
      selector.where = want.title;
      return {selector};
    }
    why = fmt::format("no programme of the library is meant by: {}", base::printable(want.title));
  } catch (const base::Error&) {
    why = fmt::format("'{}' cannot be said as a query", base::printable(want.title));
  }
  return {};
}

}  // namespace retrovue::station
