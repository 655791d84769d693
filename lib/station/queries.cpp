#include "station/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"
#include "catalog/items.h"
#include "catalog/queries.h"
#include "schedule/filter.h"

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

std::vector<model::Item> run_query(catalog::Catalog& catalog, const std::string& name_or_text, model::Millis now) {
  const auto saved = saved_queries(catalog);
  const auto known = find(saved, name_or_text);
  const schedule::Filter filter(known == saved.end() ? name_or_text : known->second, saved);
  auto items = catalog::items(catalog, {});
  add_collections(catalog, items);
  std::unordered_map<model::Id, model::Millis> last;
  if (!filter.timeless())
    for (const auto& [item, at] : catalog::last_planned(catalog, now)) last.emplace(item, at);
  std::erase_if(items, [&](const model::Item& item) {
    const auto aired = last.find(item.id);
    return !filter.holds(item, {now, aired == last.end() ? std::nullopt : std::optional(aired->second)});
  });
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
