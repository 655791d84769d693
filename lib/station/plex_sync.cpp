#include "station/plex_sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/history.h"
#include "catalog/items.h"
#include "catalog/servers.h"
#include "model/origin_values.h"
#include "station/server_apply.h"
#include "station/server_places.h"

// The second half of a Plex sync: what is written.
namespace retrovue::station {
namespace {
using sources::Element;

constexpr std::size_t kBatch = 500;     // removals per transaction
constexpr std::size_t kTogether = 400;  // items per transaction, when answers come faster than they are written
}  // namespace

void PlexSync::note(std::string_view error_class, const std::string& item, const std::string& message) {
  errors.push_back({std::string{error_class}, item, message});
}

void PlexSync::fail(std::size_t index, std::string_view error_class, const std::string& item, const std::string& message) {
  ++outcomes[index].report.counts.failed;
  note(error_class, item, message);
}

void PlexSync::changed(std::string_view what, std::size_t index, ItemChange change, base::Millis written) {
  if (wish_.changed) wish_.changed({what, libraries_[index].title, change.title, written});
  changes.push_back(std::move(change));
}

void PlexSync::changed(std::string_view what, std::size_t index, model::Id item, ChangeClasses classes) {
  if (const auto stored = catalog::item(catalog_, item)) changed(what, index, {item, station::listed_text(*stored), std::move(classes)});
}

void PlexSync::progress(const ShowState* show, const std::string& title) {
  progress_.item = show ? show->title + " / " + title : title;
  if (show) {
    progress_.item_number = show->done;
    progress_.items = show->episodes;
  }
  if (wish_.progress) wish_.progress(progress_);
}

void PlexSync::run(std::size_t number, std::size_t of) {
  auto counted = base::steady_ms();
  const auto count_time = [&](std::size_t index) {  // since the last count
    const auto last = std::exchange(counted, base::steady_ms());
    if (index < outcomes.size()) outcomes[index].report.duration += counted - last;
  };
  progress_ = {libraries_.empty() ? std::string{} : libraries_.front().title, number, of, {}, 0, 0};
  if (wish_.progress && !libraries_.empty()) wish_.progress(progress_);
  for (std::size_t i = 0; i < libraries_.size(); ++i) {
    list_library(i);
    count_time(i);
  }
  marks_ = catalog::origin_marks(catalog_, server_.id);
  rules_ = catalog::path_rules(catalog_, server_.id);
  finish_stamps();
  std::unordered_set<model::Id> settled;
  for (std::size_t i = 0; i < libraries_.size(); ++i)
    if (listings_[i].complete) settled.insert(libraries_[i].id);
  match_ = match_entries(entries_, marks_, settled);
  guard();
  find_mates();
  if (!wish_.detect.empty()) {
    detect();
    return count_asked();
  }
  writes_before_ = catalog_.writes();
  read_shows();
  count_time(0);
  for (std::size_t i = 0; i < libraries_.size(); ++i) {
    progress_ = {libraries_[i].title, number + i, of, {}, 0, 0};
    if (wish_.progress) wish_.progress(progress_);
    if (listings_[i].skipped) outcomes[i].reached = true;
    if (!listings_[i].read) continue;
    write_seasons(i);
    read_items(i);
    if (!wish_.title) read_collections(i);
    count_time(i);
  }
  if (!wish_.title && std::any_of(listings_.begin(), listings_.end(), [](const auto& one) { return one.read; })) read_playlists();
  remove_gone();
  look_at_places();
  for (std::size_t i = 0; i < libraries_.size(); ++i)
    if (listings_[i].read) finish(i);
  count_time(0);
  count_asked();
  if (!outcomes.empty()) outcomes.front().report.counts.db_writes += catalog_.writes() - writes_before_;
}

// What was asked for all libraries together counts for the first.
void PlexSync::count_asked() {
  if (outcomes.empty()) return;
  auto& counts = outcomes.front().report.counts;
  counts.requests += plex_.http().requests() - requests_before_;
  counts.bytes += plex_.http().wire_bytes() - bytes_before_;
}

void PlexSync::read_shows() {
  const auto known = catalog::show_marks(catalog_, server_.id);
  std::unordered_map<std::string_view, const catalog::ShowMark*> by_key;
  for (const auto& mark : known) {
    const auto [at, fresh] = by_key.emplace(mark.key, &mark);
    if (!fresh && mark.listed) at->second = &mark;
  }
  std::vector<std::string> changed;
  for (auto& [key, show] : shows_) {
    if (!listings_[show.library].read) continue;
    const auto mark = by_key.find(key);
    const bool same = mark != by_key.end() && mark->second->listed && mark->second->stamp == show.stamp && !show.stamp.starts_with('?') &&
                      mark->second->library_id == libraries_[show.library].id;
    if (same) show.id = mark->second->show_id;
    if (!same || wish_.full || wish_.detect == "metadata") changed.push_back(key);
  }
  std::sort(changed.begin(), changed.end(), [&](const auto& a, const auto& b) { return shows_.at(a).number < shows_.at(b).number; });
  sources::PlexDetails details(plex_, changed, sources::PlexDetails::Of::shows);
  while (auto batch = details.next(kTogether)) {
    for (const auto& failure : batch->failed) note("data", failure.key, "a show could not be read: " + failure.message);
    catalog_.transaction(false, [&] {
      ServerApply apply(catalog_, now_, rules_);
      for (auto& [show, problems] : batch->shows) {
        const auto at = shows_.find(show.key);
        if (at == shows_.end()) continue;
        // The listing's words are those that the episodes go by.
        show.title = at->second.title.empty() ? "Show " + show.key : at->second.title;
        at->second.title = show.title;
        show.year = at->second.year;
        const auto mark = by_key.find(at->first);
        const auto* before = mark == by_key.end() ? nullptr : mark->second;
        const auto values = model::show_values(show);
        at->second.id = apply.more().put_show(libraries_[at->second.library].id, show, at->second.stamp, values, before);
      }
    });
  }
  if (wish_.title) return;
  catalog_.transaction(false, [&] {
    catalog::ServerItemWriter writer(catalog_);
    for (std::size_t i = 0; i < libraries_.size(); ++i) {
      if (!listings_[i].complete) continue;
      for (const auto& mark : known)
        if (mark.listed && mark.library_id == libraries_[i].id && !shows_.contains(mark.key)) writer.unlist_show(mark);
    }
  });
}

void PlexSync::write_seasons(std::size_t index) {
  if (libraries_[index].kind != "show") return;
  const auto library = libraries_[index].id;
  std::unordered_map<std::string, catalog::SeasonMark> known;
  for (auto& mark : catalog::season_marks(catalog_, library)) known.emplace(mark.key, mark);
  std::vector<std::pair<const SeasonState*, model::Id>> changed;
  std::vector<std::string> keys;
  for (const auto& one : seasons_) {
    if (one.library != index) continue;
    const auto show = shows_.find(one.season.show_key);
    if (show == shows_.end() || show->second.id == 0) continue;
    keys.push_back(one.season.key);
    const auto mark = known.find(one.season.key);
    if (mark == known.end() || mark->second.stamp != one.stamp || mark->second.show_id != show->second.id) changed.emplace_back(&one, show->second.id);
  }
  const bool fewer = listings_[index].complete && keys.size() < known.size() + changed.size();
  if (changed.empty() && !(listings_[index].complete && keys.size() != known.size())) return;
  catalog_.transaction(false, [&] {
    catalog::ServerItemWriter writer(catalog_);
    for (const auto& [state, show] : changed) writer.put_season(library, show, state->season, state->stamp);
    if (fewer) writer.keep_seasons(library, keys);
  });
}

// Is it new or changed, as far as the listing tells?
bool PlexSync::is_read(std::size_t e) const {
  const auto& entry = entries_[e];
  const auto at = match_.mark_of[e];
  if (at < 0 || wish_.full || wish_.detect == "metadata" || !entry.dated || entry.reread) return true;
  const auto& mark = marks_[static_cast<std::size_t>(at)];
  return !mark.listed || mark.stamp != stamp_text(entry) || mark.key != entry.key || mark.library_id != entry.library_id ||
         mark.state == model::ItemState::file_not_found;
}

void PlexSync::find_mates() {
  entry_of_mark_.assign(marks_.size(), -1);
  for (std::size_t e = 0; e < entries_.size(); ++e)
    if (match_.mark_of[e] >= 0) entry_of_mark_[static_cast<std::size_t>(match_.mark_of[e])] = static_cast<std::ptrdiff_t>(e);
  const std::unordered_set<std::size_t> gone{match_.gone.begin(), match_.gone.end()};
  std::unordered_map<model::Id, std::size_t> first;
  std::unordered_set<model::Id> seen;
  for (std::size_t m = 0; m < marks_.size(); ++m) {
    if (marks_[m].listed && !seen.insert(marks_[m].item_id).second) joint_.insert(marks_[m].item_id);
    if ((!marks_[m].listed && entry_of_mark_[m] < 0) || gone.contains(m)) continue;
    const auto [at, fresh] = first.emplace(marks_[m].item_id, m);
    if (fresh) continue;
    if (!mates_of_.contains(marks_[m].item_id)) mates_of_.emplace(marks_[m].item_id, at->second);
    mates_of_.emplace(marks_[m].item_id, m);
  }
}

void PlexSync::read_items(std::size_t index) {
  entry_of_.clear();
  auto& counts = outcomes[index].report.counts;
  std::vector<std::size_t> wanted;
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    const auto& entry = entries_[e];
    if (entry.library != index) continue;
    ++counts.scanned;
    const auto at = match_.mark_of[e];
    const auto* mark = at < 0 ? nullptr : &marks_[static_cast<std::size_t>(at)];
    const bool read = is_read(e);
    base::log(base::LogLevel::debug, "sync", "{}: stored {} listed {}: {}", entry.key, mark ? mark->stamp : "nothing", stamp_text(entry),
              !mark ? "new" : read ? "read" : "unchanged");
    if (!read) {
      ++counts.unchanged;
      if (const auto show = shows_.find(entry.show_key); show != shows_.end()) ++show->second.done;
    } else {
      wanted.push_back(e);
    }
  }
  std::stable_sort(wanted.begin(), wanted.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t e) {
      const auto& entry = entries_[e];
      const auto show = shows_.find(entry.show_key);
      return std::tuple{entry.lead >= 0, show == shows_.end() ? std::size_t{0} : show->second.number, entry.season, entry.episode};
    };
    return rank(a) < rank(b);
  });
  std::vector<std::string> keys;
  for (const auto e : wanted) {
    keys.push_back(entries_[e].key);
    entry_of_.emplace(entries_[e].key, e);
  }
  if (shows_.empty() || libraries_[index].kind != "show") {
    progress_.items = static_cast<std::size_t>(counts.scanned);
    progress_.item_number = static_cast<std::size_t>(counts.unchanged);
  }
  sources::PlexDetails details(plex_, std::move(keys), sources::PlexDetails::Of::items);
  while (auto batch = details.next(kTogether)) write_batch(index, *batch);
}

void PlexSync::remove_gone() {
  std::unordered_map<model::Id, std::size_t> index_of;
  for (std::size_t i = 0; i < libraries_.size(); ++i) index_of.emplace(libraries_[i].id, i);
  for (std::size_t first = 0; first < match_.gone.size(); first += kBatch)
    catalog_.transaction(false, [&] {
      ServerApply apply(catalog_, now_, rules_);
      for (std::size_t i = first; i < std::min(first + kBatch, match_.gone.size()); ++i) {
        const auto& mark = marks_[match_.gone[i]];
        const auto library = index_of.at(mark.library_id);
        const bool whole = apply.remove(mark, fmt::format("library '{}' lists it no more", libraries_[library].title));
        ++outcomes[library].report.counts.removed;
        changed("removed", library, mark.item_id, {whole ? model::ChangeClass::removed : model::ChangeClass::moved});
        if (whole) written_.insert(mark.item_id);
        else written_.erase(mark.item_id);
      }
    });
}

void PlexSync::look_at_places() {
  const auto counted = written_;
  for (const auto item : contested_) written_.erase(item);
  const auto places = check_places(catalog_, server_.id, now_, written_);
  if (places.items.empty()) return;
  std::unordered_map<model::Id, model::Id> library_of;
  for (const auto& mark : marks_)
    if (mark.listed) library_of.emplace(mark.item_id, mark.library_id);
  for (std::size_t at = 0; at < places.items.size(); ++at) {
    const auto item = places.items[at];
    for (std::size_t i = 0; i < libraries_.size(); ++i) {
      auto& counts = outcomes[i].report.counts;
      if (libraries_[i].id != library_of[item] || counts.unchanged == 0 || counted.contains(item)) continue;
      --counts.unchanged;
      ++counts.updated;
      changed("updated", i, item, places.classes[at]);
    }
  }
}

void PlexSync::read_collections(std::size_t index) {
  std::unordered_set<std::string_view> there;
  bool rekeyed = false;
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    if (entries_[e].library != index) continue;
    there.insert(entries_[e].key);
    rekeyed = rekeyed || is_rekeyed(e);
  }
  const auto& key = libraries_[index].key;
  read_groups(catalog::GroupKind::collection, libraries_[index].id, there, rekeyed,
              [&](const auto& on_restart, const auto& on_item) { return plex_.collections(key, on_restart, on_item); });
}

void PlexSync::read_playlists() {
  std::unordered_set<std::string_view> there;
  bool rekeyed = false;
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    there.insert(entries_[e].key);
    rekeyed = rekeyed || is_rekeyed(e);
  }
  std::unordered_set<model::Id> listed;
  for (std::size_t i = 0; i < libraries_.size(); ++i)
    if (listings_[i].read) listed.insert(libraries_[i].id);
  for (const auto& mark : marks_)
    if (mark.listed && !listed.contains(mark.library_id)) there.insert(mark.key);
  try {
    read_groups(catalog::GroupKind::playlist, server_.id, there, rekeyed,
                [&](const auto& on_restart, const auto& on_item) { return plex_.playlists(on_restart, on_item); });
  } catch (const base::Error& error) {
    if (error.kind() != base::ErrorKind::not_found) throw;  // a server without playlists
  }
}

bool PlexSync::is_rekeyed(std::size_t entry) const {
  const auto at = match_.mark_of[entry];
  return at >= 0 && marks_[static_cast<std::size_t>(at)].key != entries_[entry].key;
}

// there: keys of what is on the server; a group that holds others is read again. So are all after a rebuild (rekeyed):
// members go by rating keys.
void PlexSync::read_groups(catalog::GroupKind kind, model::Id owner, const std::unordered_set<std::string_view>& there, bool rekeyed, const ListGroups& list) {
  std::unordered_map<std::string, catalog::GroupMark> known;
  for (auto& mark : catalog::group_marks(catalog_, kind, owner)) known.emplace(mark.key, mark);
  std::vector<std::pair<model::CollectionOrigin, std::string>> listed;
  const auto result = list([&] { listed.clear(); },
                           [&](const Element& element, std::string_view) {
                             const auto type = element.text("playlistType");
                             const auto one = sources::plex_listed(element);
                             if (one && (type.empty() || type == "video"))
                               listed.emplace_back(sources::plex_collection(element), fmt::format("{:016x}", one->stamp));
                           });
  const auto stale = [&](const std::string& members) {
    const auto all = base::Json::parse(members);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (const std::string key{all.at(i).text_or("")}; !there.contains(key) && !shows_.contains(key)) return true;
    return false;
  };
  std::vector<std::string> keys;
  for (auto& [group, stamp] : listed) {
    keys.push_back(group.key);
    const auto mark = known.find(group.key);
    if (mark != known.end() && mark->second.stamp == stamp && !group.smart && !wish_.full && !rekeyed && !stale(mark->second.members)) continue;
    const auto forget = [&] { group.members.clear(); };
    const auto take = [&](const Element& element, std::string_view) { group.members.emplace_back(element.text("ratingKey")); };
    const auto all = kind == catalog::GroupKind::collection ? plex_.collection_members(group.key, forget, take) : plex_.playlist_members(group.key, forget, take);
    if (!all.complete) continue;
    base::JsonWriter members;
    members.value(group.members);
    const auto text = members.take();
    if (mark != known.end() && mark->second.stamp == stamp && mark->second.members == text) continue;
    catalog_.transaction(false, [&] { catalog::put_group(catalog_, kind, owner, group, stamp, text); });
  }
  const bool gone = std::any_of(known.begin(), known.end(), [&](const auto& one) { return std::find(keys.begin(), keys.end(), one.first) == keys.end(); });
  if (result.complete && gone) catalog_.transaction(false, [&] { catalog::keep_groups(catalog_, kind, owner, keys); });
}

void PlexSync::finish(std::size_t index) {
  outcomes[index].reached = true;
  if (wish_.title) return;
  const auto library = libraries_[index].id;
  const auto& listing = listings_[index];
  const auto due = catalog::library_details_at(catalog_, library);
  catalog_.transaction(false, [&] {
    // A stamp is kept only when all that it stands for is in the catalog.
    catalog::set_library_stamp(catalog_, library, listing.complete && outcomes[index].report.counts.failed == 0 ? listing.content_stamp : "");
    if (!due || now_ - *due >= 86'400'000) catalog::set_library_details_at(catalog_, library, now_);
  });
}

}  // namespace retrovue::station
