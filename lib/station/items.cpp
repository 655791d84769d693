#include "station/items.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "catalog/folders.h"
#include "catalog/history.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "catalog/live_inputs.h"
#include "catalog/overrides.h"
#include "model/item_fields.h"
#include "sources/names.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

std::vector<model::Item> found(catalog::Catalog& catalog, const std::vector<std::string>& which) {
  std::vector<model::Item> items;
  for (const auto& one : which) {
    auto item = catalog::find_item(catalog, one);
    const bool twice = std::any_of(items.begin(), items.end(), [&](const auto& other) { return other.id == item.id; });
    if (!twice) items.push_back(std::move(item));
  }
  return items;
}

void check_order(const model::Item& item) {
  if (item.episode_end && (!item.episode || *item.episode_end < *item.episode))
    throw Error(ErrorKind::usage, fmt::format("the last episode of item {} lies before its first", item.id));
  if (item.flight_start && item.flight_end && *item.flight_end <= *item.flight_start)
    throw Error(ErrorKind::usage, fmt::format("the flight of item {} ends before it starts", item.id));
}

std::string said(const Values& values, const std::vector<std::string>& reset) {
  std::vector<std::string> parts;
  for (const auto& [field, value] : values) parts.push_back(field + "=" + value);
  for (const auto& field : reset) parts.push_back(field + " reset");
  return base::join(parts, ", ");
}

}  // namespace

std::vector<model::Item> change_items(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const Values& values,
                                      const std::vector<std::string>& reset, bool dry_run) {
  if (values.empty() && reset.empty()) throw Error(ErrorKind::usage, "nothing to change is named");
  Values canonical;
  for (const auto& [field, value] : values) {
    model::Item trial;
    const auto& known = model::item_field(field);
    known.set(trial, value);
    canonical.emplace_back(field, known.get(trial));
  }
  for (const auto& field : reset) model::item_field(field);
  std::vector<model::Item> changed;
  catalog.transaction(dry_run, [&] {
    catalog::ItemWriter writer(catalog, clock.now());
    for (const auto& item : found(catalog, which)) {
      for (const auto& [field, value] : canonical) writer.set_override(item.id, field, value);
      for (const auto& field : reset) writer.clear_override(item.id, field);
      writer.settle(item.id);
      changed.push_back(*catalog::item(catalog, item.id));
      check_order(changed.back());
      catalog::audit(catalog, clock.now(), "item set", std::to_string(item.id), said(canonical, reset));
    }
  });
  return changed;
}

model::Item add_item(catalog::Catalog& catalog, const base::Clock& clock, const std::string& file, const Values& values,
                     const std::vector<std::string>& tags, bool dry_run) {
  const auto path = std::filesystem::absolute(file).lexically_normal().native();
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    throw Error(ErrorKind::not_found, fmt::format("there is no file '{}'", base::printable(path)));
  model::Listed listed;
  listed.key = path;
  auto& item = listed.item;
  sources::NameRules rules;
  for (const auto& [field, value] : values)
    if (field == "type") rules.kind = model::from_text<model::ItemKind>(value);
  if (rules.kind == model::ItemKind::live)
    throw Error(ErrorKind::usage, "a live input is read from an address, not from a file", "give the address with --url-file or --url-stdin");
  const auto parsed = sources::parse_name(path.substr(path.rfind('/') + 1), rules);
  item.kind = parsed.kind;
  item.title = parsed.title;
  item.year = parsed.year;
  item.show = parsed.show;
  item.show_year = parsed.show_year;
  item.season = parsed.season;
  item.episode = parsed.episode;
  item.episode_end = parsed.episode_end;
  item.guids = parsed.guids;
  item.tags = tags;
  std::sort(item.tags.begin(), item.tags.end());
  for (const auto& [field, value] : values) model::item_field(field).set(item, value);
  check_order(item);
  item.source_path = path;
  listed.files.push_back({path, 0, status.st_size, std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
                          static_cast<std::int64_t>(status.st_ino)});
  model::Item added;
  catalog.transaction(dry_run, [&] {
    if (const auto known = catalog::known_file(catalog, path))
      throw Error(ErrorKind::usage, fmt::format("'{}' is item {} already", base::printable(path), known->item_id));
    const auto library = catalog::manual_library(catalog, clock.now());
    catalog::ItemWriter writer(catalog, clock.now());
    const auto id = writer.insert(item, library);
    writer.insert_origin(id, library, listed, model::item_values(item));
    writer.put_file(id, listed.files.front(), nullptr);
    writer.settle_files(id);
    catalog::audit(catalog, clock.now(), "item add", std::to_string(id), base::printable(path));
    added = *catalog::item(catalog, id);
  });
  return added;
}

std::vector<model::Item> remove_items(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, bool dry_run) {
  std::vector<model::Item> removed;
  catalog.transaction(dry_run, [&] {
    removed = found(catalog, which);
    for (const auto& item : removed) {
      if (const auto source = catalog::lists_it(catalog, item.id); !source.empty())
        throw Error(ErrorKind::usage, fmt::format("item {} is listed by '{}' and would come back with the next sync", item.id, base::printable(source)),
                    "move its file away and sync, or 'retrovue folder remove' the folder");
      catalog::remove_item(catalog, item.id);
      catalog::audit(catalog, clock.now(), "item remove", std::to_string(item.id), item.title);
    }
  });
  return removed;
}

namespace {

template <typename Act>
TagChange change_tag(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const std::string& tag, bool dry_run,
                     std::string_view verb, Act act) {
  TagChange change{tag, {}};
  catalog.transaction(dry_run, [&] {
    catalog::ItemWriter writer(catalog, clock.now());
    for (const auto& item : found(catalog, which)) {
      if (!act(writer, item)) continue;
      change.items.push_back(*catalog::item(catalog, item.id));
      catalog::audit(catalog, clock.now(), verb, std::to_string(item.id), tag);
    }
  });
  return change;
}

bool has_tag(const model::Item& item, const std::string& tag) { return std::find(item.tags.begin(), item.tags.end(), tag) != item.tags.end(); }

}  // namespace

TagChange add_tag(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const std::string& tag, bool dry_run) {
  return change_tag(catalog, clock, which, tag, dry_run, "tag add", [&](catalog::ItemWriter& writer, const model::Item& item) {
    writer.add_tag(item.id, tag);
    return !has_tag(item, tag);
  });
}

TagChange remove_tag(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, const std::string& tag, bool dry_run) {
  return change_tag(catalog, clock, which, tag, dry_run, "tag remove",
                    [&](catalog::ItemWriter& writer, const model::Item& item) { return has_tag(item, tag) && writer.remove_tag(item.id, tag); });
}

ItemDetail item_detail(catalog::Catalog& catalog, std::string_view which) {
  ItemDetail detail;
  detail.item = catalog::find_item(catalog, which);
  detail.files = catalog::files(catalog, detail.item.id);
  detail.markers = catalog::markers(catalog, detail.item.id);
  detail.overrides = catalog::overrides(catalog, detail.item.id);
  detail.origins = catalog::item_origins(catalog, detail.item.id);
  detail.credits = catalog::credits(catalog, detail.item.id);
  detail.states = catalog::state_changes(catalog, detail.item.id);
  detail.trouble = catalog::trouble(catalog, detail.item.id);
  if (const auto input = catalog::live_input(catalog, detail.item.id)) detail.input = input->shown;
  return detail;
}

}  // namespace retrovue::station
