#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "station/program.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

bool live_input(const model::Item& item) { return item.kind == model::ItemKind::live && item.duration_ms == 0; }
bool playable(const model::Item& item) {
  return item.state == model::ItemState::normal && item.validated && (item.duration_ms > 0 || live_input(item));
}

class References {
 public:
  References(const std::vector<model::Item>& items, const std::map<std::string, std::string>& queries, std::string_view file)
      : items_(items), queries_(queries), filters_(queries), file_(file) {}
  std::vector<std::string> warnings;

  void check(const ItemReference& ref) {
    const auto& s = ref.selector;
    queries(ref);
    std::vector<const model::Item*> all, air;
    for (const auto& item : items_) {
      if (!filters_.may(s, item)) continue;
      all.push_back(&item);
      if (!playable(item) || live_input(item) != (s.type == model::ItemKind::live)) continue;
      if (!ref.programme || live_input(item) || model::is_programme(item.kind)) air.push_back(&item);
    }
    if (ref.strict) known_words(ref);
    if (const auto* filter = ref.strict ? filters_.of(s) : nullptr; filter && !filter->timeless())
      throw error(ErrorKind::usage, ref, fmt::format("{} asks when items came or aired, which changes from break to break", ref.where),
                  "name the spots by company, tag or title");
    const bool named = s.item_id || !s.title.empty() || !s.show.empty() || !s.movie.empty();
    if (!named) {
      if (air.empty())
        warnings.push_back(place(ref) + fmt::format("{} matches nothing that can air yet", ref.where));
      return;
    }
    if (all.empty()) missing(ref);
    one_meaning(ref, all);
    if (!air.empty()) return;
    const auto& first = *all.front();
    if (live_input(first) && s.type != model::ItemKind::live)
      throw error(ErrorKind::usage, ref, fmt::format("{} cannot take {}, which is a live input", ref.where, what(s)),
                  fmt::format("a block of its own shows it: live: {}", first.title));
    if (ref.programme && s.type == model::ItemKind::live)
      throw error(ErrorKind::usage, ref, fmt::format("{} names {}, which is a file", ref.where, what(s)), "'retrovue item add --type live' makes a live input of an address");
    if (ref.programme && std::none_of(all.begin(), all.end(), [](const auto* item) { return model::is_programme(item->kind); }))
      throw error(ErrorKind::usage, ref, fmt::format("{} cannot play {}: items of type {} air in breaks, not as programmes", ref.where,
                                                     what(s), model::to_text(first.kind)),
                  fmt::format("'retrovue item set {} --type movie' makes it one", first.id));
    throw error(ErrorKind::failed, ref, fmt::format("{} names {}, which has no playable file", ref.where, what(s)),
                first.state == model::ItemState::normal && !first.validated
                    ? fmt::format("it was not validated: run 'retrovue validate {}'", all.size() == 1 ? std::to_string(first.id) : "--all")
                    : fmt::format("its state is {}: see 'retrovue item show {}'", model::to_text(first.state), first.id));
  }

 private:
  // The queries that the selector names are there and understood.
  void queries(const ItemReference& ref) const {
    try {
      if (!ref.selector.query.empty()) static_cast<void>(schedule::Filter(fmt::format("query:\"{}\"", ref.selector.query), queries_));
      if (!ref.selector.where.empty()) static_cast<void>(schedule::Filter(ref.selector.where, queries_));
    } catch (const Error& fault) {
      throw error(ErrorKind::not_found, ref, fault.message(), fault.hint());
    }
  }

  // What is advertised, and by whom, is so of some item.
  void known_words(const ItemReference& ref) const {
    const auto check = [&](std::string_view what, const std::string& given, std::string model::Item::*field) {
      if (given.empty()) return;
      std::set<std::string> names;
      for (const auto& item : items_) {
        if (schedule::same_text(item.*field, given)) return;
        if (!(item.*field).empty()) names.insert(item.*field);
      }
      const auto near = base::nearest(given, {names.begin(), names.end()});
      throw error(ErrorKind::not_found, ref, fmt::format("{} names {} '{}', which no item has", ref.where, what, base::printable(given)),
                  near.empty() ? fmt::format("set it with 'retrovue item set ITEM --{} NAME'", what) : fmt::format("did you mean '{}'?", base::printable(near)));
    };
    check("company", ref.selector.company, &model::Item::company);
    check("category", ref.selector.category, &model::Item::category);
  }

  std::string place(const ItemReference& ref) const {
    if (ref.line == 0) return fmt::format("{}: ", file_);
    return fmt::format("{}:{}:{}: ", base::printable(file_), ref.line, ref.column);
  }
  Error error(ErrorKind kind, const ItemReference& ref, const std::string& text, std::string hint) const {
    return Error(kind, place(ref) + text, std::move(hint));
  }

  static std::string what(const model::Selector& s) {
    if (s.type == model::ItemKind::live) return s.item_id ? fmt::format("live input {}", *s.item_id) : fmt::format("live input '{}'", base::printable(s.title));
    if (s.item_id) return fmt::format("item {}", *s.item_id);
    if (!s.title.empty()) return fmt::format("item '{}'", base::printable(s.title));
    const auto year = s.year ? fmt::format(" ({})", *s.year) : std::string{};
    if (!s.movie.empty()) return fmt::format("movie '{}{}'", base::printable(s.movie), year);
    return fmt::format("show '{}{}'{}", base::printable(s.show), year, s.season ? fmt::format(" season {}", *s.season) : "");
  }

  [[noreturn]] void missing(const ItemReference& ref) const {
    const auto& s = ref.selector;
    std::set<std::string> names;
    for (const auto& item : items_) {
      if (!s.show.empty() && !item.show.empty()) names.insert(item.show);
      if (!s.movie.empty() && item.kind == model::ItemKind::movie) names.insert(item.title);
      if (!s.title.empty() && (!s.type || *s.type == item.kind)) names.insert(item.title);
    }
    const auto& given = !s.show.empty() ? s.show : !s.movie.empty() ? s.movie : s.title;
    const auto near = base::nearest(given, {names.begin(), names.end()});
    std::string hint = s.type == model::ItemKind::live ? "'retrovue item add --type live --title TITLE --url-file FILE' makes one"
                                                       : "see 'retrovue item list'; new files appear after 'retrovue sync'";
    if (!near.empty() && !schedule::same_text(near, given)) hint = fmt::format("did you mean '{}'?", base::printable(near));
    else if (!near.empty()) hint = "the title is there, but not with that year, season, type or tag";
    throw error(ErrorKind::not_found, ref, fmt::format("{} names {}, which is not in the library", ref.where, what(s)), hint);
  }

  // Two shows, movies or items of one title are not one: the file has to say which.
  void one_meaning(const ItemReference& ref, const std::vector<const model::Item*>& all) const {
    const auto& s = ref.selector;
    std::map<std::string, model::Id> meanings;
    for (const auto* item : all) {
      if (!s.title.empty()) meanings.emplace(fmt::format("item: {}", item->id), item->id);
      else if (!s.movie.empty()) meanings.emplace(item->year ? fmt::format("year: {}", *item->year) : fmt::format("item: {}", item->id), item->id);
      else if (!s.show.empty()) meanings.emplace(item->show_year ? fmt::format("year: {}", *item->show_year) : "no year", item->id);
    }
    if (meanings.size() < 2 || (s.year && !s.show.empty())) return;
    std::vector<std::string> ways;
    for (const auto& [way, id] : meanings) ways.push_back(way);
    if (ways.size() > 8) ways.resize(8);
    throw error(ErrorKind::usage, ref, fmt::format("{} names {}, which is {} different things", ref.where, what(s), meanings.size()),
                "say which: " + base::join(ways, ", "));
  }

  const std::vector<model::Item>& items_;
  const std::map<std::string, std::string>& queries_;
  schedule::Filters filters_;
  std::string_view file_;
};
}  // namespace

std::vector<std::string> check_references(const std::vector<model::Item>& items, const std::map<std::string, std::string>& queries,
                                          const StationDocument& document, std::string_view name) {
  References references(items, queries, name);
  for (const auto& reference : document.references) references.check(reference);
  return std::move(references.warnings);
}

}  // namespace retrovue::station
