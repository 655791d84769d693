#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "catalog/items.h"
#include "station/plex_sync.h"
#include "station/server_places.h"

// One detector alone: what it sees of each show or item, and nothing that the others would. Writes nothing.
namespace retrovue::station {
namespace {
// Which of the source's words differ; those in "source" by their own names.
std::vector<std::string> different(const base::Json& old, const base::Json& now) {
  std::vector<std::string> fields;
  for (const auto& [name, value] : now.members()) {
    const auto before = old[name];
    if (name == "source") {
      for (auto& field : different(before, value)) fields.push_back(std::move(field));
    } else if (!before.exists() || before.dump() != value.dump()) {
      fields.push_back(name);
    }
  }
  for (const auto& [name, value] : old.members())
    if (!now[name].exists()) fields.push_back(name);
  return fields;
}
}  // namespace

void PlexSync::see(std::size_t index, std::string key, model::Id item, std::string title, std::string_view verdict, std::string why) {
  if (title.empty() && item != 0)
    if (const auto stored = catalog::any_item(catalog_, item)) title = station::listed_text(*stored);
  verdicts.push_back({wish_.detect, server_.name, libraries_[index].title, std::move(key), item, std::move(title), std::string{verdict}, std::move(why)});
}

void PlexSync::detect() {
  const auto first = verdicts.size();
  if (wish_.detect == "show") {
    detect_shows();
  } else if (wish_.detect == "metadata") {
    read_shows();
    for (std::size_t i = 0; i < libraries_.size(); ++i)
      if (listings_[i].read) read_items(i);
  } else {
    detect_items(wish_.detect == "file");
  }
  if (wish_.detect != "show")
    for (const auto m : match_.gone)
      for (std::size_t i = 0; i < libraries_.size(); ++i)
        if (libraries_[i].id == marks_[m].library_id) see(i, marks_[m].key, marks_[m].item_id, {}, "gone", "it is listed no more");
  for (std::size_t i = 0; i < libraries_.size(); ++i) {
    outcomes[i].reached = listings_[i].read || listings_[i].skipped;
    if (!listings_[i].read) continue;
    auto& counts = outcomes[i].report.counts;
    counts.added = counts.updated = counts.unchanged = counts.removed = 0;
    for (auto v = verdicts.begin() + static_cast<std::ptrdiff_t>(first); v != verdicts.end(); ++v)
      if (v->library == libraries_[i].title)
        ++(v->verdict == "new" ? counts.added : v->verdict == "unchanged" ? counts.unchanged : v->verdict == "gone" ? counts.removed : counts.updated);
    counts.scanned = counts.added + counts.updated + counts.unchanged + counts.failed;
  }
}

void PlexSync::detect_shows() {
  const auto known = catalog::show_marks(catalog_, server_.id);
  std::unordered_map<std::string_view, const catalog::ShowMark*> by_key;
  for (const auto& mark : known) {
    const auto [at, fresh] = by_key.emplace(mark.key, &mark);
    if (!fresh && mark.listed) at->second = &mark;
  }
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [key, show] : shows_)
    if (listings_[show.library].read) order.emplace_back(show.number, key);
  std::sort(order.begin(), order.end());
  for (const auto& [number, key] : order) {
    const auto& show = shows_.at(key);
    const auto at = by_key.find(key);
    const auto* mark = at == by_key.end() ? nullptr : at->second;
    if (!mark) see(show.library, key, 0, show.title, "new", "no show has its key");
    else if (!mark->listed) see(show.library, key, 0, show.title, "returned", "it is listed again");
    else if (mark->library_id != libraries_[show.library].id) see(show.library, key, 0, show.title, "moved", "it was in another library");
    else if (show.stamp.starts_with('?')) see(show.library, key, 0, show.title, "unsure", "the server gives no change stamp");
    else if (mark->stamp != show.stamp) see(show.library, key, 0, show.title, "changed", "it is listed otherwise than before");
    else see(show.library, key, 0, show.title, "unchanged", {});
  }
  for (const auto& mark : known)
    for (std::size_t i = 0; i < libraries_.size(); ++i)
      if (mark.listed && mark.library_id == libraries_[i].id && listings_[i].complete && !shows_.contains(mark.key))
        see(i, mark.key, 0, mark.title, "gone", "it is listed no more");
}

void PlexSync::detect_items(bool by_file) {
  const auto elsewhere = by_file ? places_changed(catalog_, server_.id) : std::unordered_set<model::Id>{};
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    const auto& entry = entries_[e];
    if (!listings_[entry.library].read) continue;
    const auto at = match_.mark_of[e];
    if (at < 0) {
      see(entry.library, entry.key, 0, {}, "new", "no item has its key, its GUID or its file");
      continue;
    }
    const auto& mark = marks_[static_cast<std::size_t>(at)];
    const auto say = [&](std::string_view verdict, std::string_view why) { see(entry.library, entry.key, mark.item_id, {}, verdict, std::string{why}); };
    if (!mark.listed || mark.state == model::ItemState::file_not_found) say("returned", "it is listed again");
    else if (by_file && stamped_file(mark.stamp) != entry.file) say("changed", "the server has another file of it");
    else if (by_file && elsewhere.contains(mark.item_id)) say("changed", "its file on this machine came, went or is another one");
    else if (by_file) say("unchanged", {});
    else if (mark.key != entry.key || mark.library_id != entry.library_id) say("moved", "it has another key or library");
    else if (!entry.dated) say("unsure", "the server gives no change stamp");
    else if (mark.stamp != stamp_text(entry)) say("changed", "it is listed otherwise than before");
    else if (entry.reread) say("unsure", "it is new enough for markers to come late");
    else say("unchanged", {});
  }
}

void PlexSync::see_fields(std::size_t index, const std::string& key, model::Id item, const std::string& title, const std::string& before, const std::string& after) {
  const auto fields = different(base::Json::parse(before), base::Json::parse(after));
  see(index, key, item, title, fields.empty() ? "unchanged" : "changed", base::join(fields, ", "));
}

}  // namespace retrovue::station
