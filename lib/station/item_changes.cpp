#include "station/item_changes.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.h"

namespace retrovue::station {
namespace {
using catalog::ItemFacts;
using model::ChangeClass;
using model::ItemState;

constexpr std::size_t kItems = 200, kSlots = 10;

bool gone(ItemState state) { return state == ItemState::file_not_found || state == ItemState::unavailable; }

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

// The source's words taken apart: what is said of the item, of its files but for their names, and its length.
struct Said {
  std::string words, files;
  std::int64_t length = 0;
};
Said said(const std::string& values) {
  Said all;
  const auto add = [](std::string& to, const std::string& name, const base::Json& value) { to += name + '=' + value.dump() + '\n'; };
  const auto json = base::Json::parse(values.empty() ? "{}" : values);
  for (const auto& [name, value] : json.members())
    if (!one_of(name, {"source", "path", "source_path"})) add(all.words, name, value);
  const auto source = json["source"];
  if (!source.exists()) return all;
  all.length = source["duration_ms"].integer().value_or(0);
  for (const auto& [name, value] : source.members())
    if (!one_of(name, {"files", "duration_ms", "trashed"})) add(all.words, name, value);
  for (std::size_t i = 0; i < source["files"].size(); ++i)
    for (const auto& [name, value] : source["files"].at(i).members())
      if (!one_of(name, {"path", "path_hash", "reference", "duration_ms"})) add(all.files, name, value);
  return all;
}

bool another(const std::string& before, const std::string& after) { return !before.empty() && !after.empty() && before != after; }

// One row per item that is known, however often it was told.
std::vector<ItemChange> joined(std::vector<ItemChange>& changes) {
  std::vector<ItemChange> all;
  std::unordered_map<model::Id, std::size_t> at;
  for (auto& change : changes) {
    const auto [known, fresh] = at.try_emplace(change.item_id, all.size());
    if (fresh || change.item_id == 0) {
      all.push_back(std::move(change));
      continue;
    }
    auto& classes = all[known->second].classes;
    std::set<ChangeClass> both(classes.begin(), classes.end());
    both.insert(change.classes.begin(), change.classes.end());
    classes.assign(both.begin(), both.end());
  }
  return all;
}
}  // namespace

ChangeClasses classes_of(const std::optional<ItemFacts>& before, const std::optional<ItemFacts>& after) {
  if (!before) return {ChangeClass::fresh};
  if (!after || (!gone(before->state) && gone(after->state))) return {ChangeClass::removed};
  const bool back = gone(before->state) && !gone(after->state);
  const auto was = said(before->values), is = said(after->values);
  const bool came = before->files.empty() != after->files.empty();  // within reach of this machine, or out of it
  ChangeClasses classes;
  if (was.words != is.words) classes.push_back(ChangeClass::metadata);
  if (another(before->files, after->files) || another(was.files, is.files) || (came && !back)) classes.push_back(ChangeClass::file);
  if (was.length > 0 && is.length > 0 && was.length != is.length) classes.push_back(ChangeClass::duration);
  if (before->library_id != after->library_id || another(before->path, after->path) || another(before->source_path, after->source_path))
    classes.push_back(ChangeClass::moved);
  if (back) classes.push_back(ChangeClass::returned);
  if (classes.empty()) classes.push_back(ChangeClass::metadata);
  return classes;
}

ChangeReport change_report(catalog::Catalog& catalog, std::vector<ItemChange> changes, model::Millis now) {
  ChangeReport report;
  std::set<model::Id> planned;
  catalog::TouchedSlots touched(catalog, now);
  for (auto& change : joined(changes)) {
    ChangedItem item{std::move(change), {}, 0};
    if (item.change.item_id != 0) item.slots = touched.by(item.change.item_id);
    for (const auto& slot : item.slots) planned.insert(slot.id);
    item.all_slots = item.slots.size();
    if (item.all_slots > 0) ++report.planned_items;
    if (item.slots.size() > kSlots) item.slots.resize(kSlots);
    report.items.push_back(std::move(item));
  }
  report.planned_slots = planned.size();
  std::stable_sort(report.items.begin(), report.items.end(), [](const auto& a, const auto& b) { return a.all_slots > b.all_slots; });
  if (report.items.size() > kItems) {
    report.left_out = report.items.size() - kItems;
    report.items.resize(kItems);
  }
  return report;
}

void write_json(base::JsonWriter& json, const ChangeReport& report) {
  json.key("changes").array();
  for (const auto& [change, slots, all_slots] : report.items) {
    json.object().key("item_id");
    if (change.item_id != 0) json.value(change.item_id);
    else json.null();
    json.field("title", base::printable(change.title)).key("classes").array();
    for (const auto one : change.classes) json.value(model::to_text(one));
    json.end().key("slots").array();
    for (const auto& slot : slots) json.object().field("id", slot.id).field("channel", slot.channel).key("start").time(slot.start).end();
    json.end().field("slots_left_out", all_slots - slots.size()).end();
  }
  json.end().field("changes_left_out", report.left_out);
  json.key("planned").object().field("items", report.planned_items).field("slots", report.planned_slots).end();
}

}  // namespace retrovue::station
