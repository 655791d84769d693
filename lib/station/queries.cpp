#include "station/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "catalog/channels.h"
#include "catalog/item_scan.h"
#include "catalog/items.h"
#include "catalog/queries.h"
#include "schedule/filter.h"
#include "schedule/rules.h"
#include "station/station_file.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
using Saved = std::map<std::string, std::string>;

Saved::const_iterator find(const Saved& saved, const std::string& name) {
  return std::find_if(saved.begin(), saved.end(), [&](const auto& one) { return base::lower_ascii(one.first) == base::lower_ascii(name); });
}

void check_name(const std::string& name) {
  const bool good = !name.empty() && name.size() <= 100 && base::is_utf8(name) && name.find_first_of("\"\n\r\t") == std::string::npos;
  if (!good) throw Error(ErrorKind::usage, fmt::format("'{}' cannot be the name of a query", base::printable(name)), "use at most 100 bytes, without quotes");
}
}  // namespace

Saved saved_queries(catalog::Catalog& catalog) {
  Saved saved;
  for (auto& [name, text] : catalog::queries(catalog)) saved.emplace(std::move(name), std::move(text));
  return saved;
}

std::string add_query(catalog::Catalog& catalog, const std::string& name, const std::string& text, bool dry_run) {
  check_name(name);
  std::string action = "added";
  catalog.transaction(dry_run, [&] {
    auto saved = saved_queries(catalog);
    if (const auto known = find(saved, name); known != saved.end()) {
      action = known->second == text ? "unchanged" : "changed";
      saved.erase(known);
    }
    saved[name] = text;
    static_cast<void>(schedule::Filter(text, saved));
    if (action != "unchanged") catalog::save_query(catalog, name, text);
  });
  return action;
}

void remove_query(catalog::Catalog& catalog, const std::string& name, bool dry_run) {
  catalog.transaction(dry_run, [&] {
    auto saved = saved_queries(catalog);
    const auto known = find(saved, name);
    if (known == saved.end())
      throw Error(ErrorKind::not_found, fmt::format("there is no query '{}'", base::printable(name)), "see 'retrovue query list'");
    saved.erase(known);
    for (const auto& [other, text] : saved) {
      try {
        static_cast<void>(schedule::Filter(text, saved));
      } catch (const Error&) {
        throw Error(ErrorKind::usage, fmt::format("query '{}' names '{}'", base::printable(other), base::printable(name)),
                    "change or remove that one first");
      }
    }
    catalog::remove_query(catalog, name);
  });
}

namespace {
// Which of the items the channel's hard rules let begin at an instant.
std::vector<model::Id> allowed_ids(catalog::Catalog& catalog, std::vector<model::Item> items, const model::Channel& channel, model::Millis at) {
  const auto programming = read_programming_json(catalog::programming_document(catalog, channel.id), channel);
  model::Millis longest = 0;
  for (const auto& item : items) longest = std::max(longest, item.duration_ms);
  const schedule::Library library(std::move(items), {});
  const schedule::Calendar calendar{channel};
  const schedule::Rules rules(library, calendar, channel, programming.dayparts, at, at + longest);
  std::vector<model::Id> ids;
  for (const auto& item : library.items())
    if (rules.refusal(item, at, at + item.duration_ms, {}).empty()) ids.push_back(item.id);
  return ids;
}
}  // namespace

std::vector<model::Id> query_ids(catalog::Catalog& catalog, const QueryWish& wish) {
  const auto saved = saved_queries(catalog);
  const auto known = find(saved, wish.text);
  const schedule::Filter filter(known == saved.end() ? wish.text : known->second, saved);
  std::unordered_map<model::Id, std::vector<std::string>> collections;
  for (auto& [id, title] : catalog::collection_members(catalog)) collections[id].push_back(title);
  std::unordered_map<model::Id, model::Millis> last;
  if (!filter.timeless())
    for (const auto& [item, at] : catalog::last_planned(catalog, wish.at)) last.emplace(item, at);
  constexpr std::size_t kTogether = 1000;
  const auto most = wish.limit ? static_cast<std::size_t>(*wish.limit) : SIZE_MAX;
  std::vector<model::Id> ids;
  std::vector<model::Item> candidates;  // for a channel's rules, which are asked of many at a time
  const auto judge = [&] {
    if (candidates.empty()) return;
    const auto allowed = allowed_ids(catalog, std::exchange(candidates, {}), *wish.channel, wish.at);
    ids.insert(ids.end(), allowed.begin(), allowed.end());
  };
  const auto visit = [&](const model::Item& item) {
    const auto aired = last.find(item.id);
    if (!filter.holds(item, {wish.at, aired == last.end() ? std::nullopt : std::optional(aired->second)})) return true;
    if (!wish.channel) ids.push_back(item.id);
    else if (item.state == model::ItemState::normal && item.validated) candidates.push_back(item);
    if (candidates.size() >= std::min(kTogether, most)) judge();
    return ids.size() < most;
  };
  catalog::scan_items(catalog, [&](const model::Item& item) {
    const auto member = collections.find(item.id);
    if (member == collections.end()) return visit(item);
    auto whole = item;
    whole.collections = member->second;
    return visit(whole);
  });
  judge();
  if (ids.size() > most) ids.resize(most);
  return ids;
}

std::vector<model::Item> run_query(catalog::Catalog& catalog, const QueryWish& wish) {
  constexpr std::size_t kFew = 1000;  // more are read faster as a whole
  const auto ids = query_ids(catalog, wish);
  if (ids.size() <= kFew) return catalog::items_by_id(catalog, ids);
  auto items = catalog::items(catalog, {});
  std::erase_if(items, [&](const model::Item& item) { return !std::binary_search(ids.begin(), ids.end(), item.id); });
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return items;
}

void add_collections(catalog::Catalog& catalog, std::vector<model::Item>& items) {
  const auto members = catalog::collection_members(catalog);
  if (members.empty()) return;
  std::unordered_map<model::Id, model::Item*> by_id;
  for (auto& item : items) by_id.emplace(item.id, &item);
  for (const auto& [id, title] : members)
    if (const auto found = by_id.find(id); found != by_id.end()) found->second->collections.push_back(title);
}

}  // namespace retrovue::station
