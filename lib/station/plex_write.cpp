#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/log.h"
#include "catalog/server_groups.h"
#include "station/plex_sync.h"

// Writing what was read of items: a transaction for what came together.
namespace retrovue::station {

struct PlexSync::BatchResult {
  SyncCounts counts;
  std::vector<SyncError> errors, oddities;
  std::unordered_map<std::size_t, model::Id> item_of;    // by entry
  struct Done {
    ShowState* show;
    std::string title;
    Applied what;
    ItemChange change;
    base::Millis written;
  };
  std::vector<Done> done;  // in order
  void fail(const std::string& item, const std::string& message) {
    ++counts.failed;
    errors.push_back({"data", item, message});
  }
};

std::string PlexSync::listed_text(const ShowState* show, const std::string& title) { return show ? show->title + " / " + title : title; }

// The item an entry becomes part of, when it shares the file of another.
model::Id PlexSync::lead_of(const ServerEntry& entry, const BatchResult& batch) const {
  if (entry.lead < 0) return 0;
  const auto lead = static_cast<std::size_t>(entry.lead);
  if (const auto done = batch.item_of.find(lead); done != batch.item_of.end()) return done->second;
  if (const auto done = item_of_.find(lead); done != item_of_.end()) return done->second;
  const auto mark = match_.mark_of[lead];
  return mark >= 0 ? marks_[static_cast<std::size_t>(mark)].item_id : 0;
}

// What an item was made of and does not share a file any more parts: the item stays with those of whom one is not read now,
// else with the first.
bool PlexSync::leaves(std::size_t at) {
  const auto mark = match_.mark_of[at];
  if (mark < 0 || entries_[at].lead >= 0) return false;
  struct Group {
    bool read = true;
    std::tuple<std::size_t, std::int32_t, std::int32_t, std::size_t, std::string> first;
    auto rank() const { return std::tie(read, first); }
  };
  std::map<std::pair<std::uint64_t, std::size_t>, Group> groups;  // by file; without one each stands alone
  const auto mates = mates_of_.equal_range(marks_[static_cast<std::size_t>(mark)].item_id);
  const Group* own = nullptr;
  for (auto mate = mates.first; mate != mates.second; ++mate) {
    const auto m = mate->second;
    const auto e = entry_of_mark_[m];
    const auto* entry = e < 0 ? nullptr : &entries_[static_cast<std::size_t>(e)];
    const auto file = entry ? entry->file : stamped_file(marks_[m].stamp);
    const auto [found, fresh] = groups.try_emplace({file, file ? 0 : m + 1});
    auto& group = found->second;
    if (!entry || !is_read(static_cast<std::size_t>(e))) group.read = false;
    if (entry) {
      const std::tuple rank{entry->library, entry->season, entry->episode, entry->key.size(), entry->key};
      if (fresh || rank < group.first) group.first = rank;
    }
    if (static_cast<std::ptrdiff_t>(m) == mark) own = &group;
  }
  return own && std::any_of(groups.begin(), groups.end(), [&](const auto& one) { return one.second.rank() < own->rank(); });
}

void PlexSync::put_item(std::size_t index, sources::PlexRead<model::Origin>& one, std::size_t at, BatchResult& batch) {
  auto& origin = one.value;
  const auto& entry = entries_[at];
  const auto show = shows_.find(entry.show_key.empty() ? origin.show_key : entry.show_key);
  ShowState* of_show = show == shows_.end() ? nullptr : &show->second;
  if (libraries_[index].kind == "show") {
    if (of_show) origin.show_title = of_show->title;
    if (origin.kind != model::ItemKind::episode || origin.show_title.empty()) {
      batch.fail(origin.key, fmt::format("'{}' belongs to no show", origin.title));
      return;
    }
    if (entry.episode_end > entry.episode) origin.episode_end = entry.episode_end;
  } else if (kinds_[index]) {
    origin.kind = *kinds_[index];
  }
  if (origin.title.empty()) origin.title = origin.episode ? fmt::format("Episode {}", *origin.episode) : "Item " + origin.key;
  const auto mark = match_.mark_of[at];
  ServerApply::Wish wish;
  wish.known = mark < 0 ? nullptr : &marks_[static_cast<std::size_t>(mark)];
  wish.library = libraries_[index].id;
  wish.stamp = stamp_text(entry);
  wish.show_year = of_show ? of_show->year : std::nullopt;
  wish.lead_item = lead_of(entry, batch);
  wish.leaves = leaves(at);
  wish.joint = wish.known && joint_.contains(wish.known->item_id);
  const bool detects = wish_.detect == "metadata";
  const auto before = detects && wish.known ? apply_->more().values(wish.known->id) : std::string{};
  auto result = apply_->apply(one, wish);
  if (detects && wish.known) see_fields(index, origin.key, wish.known->item_id, listed_text(of_show, origin.title), before, apply_->more().values(wish.known->id));
  else if (detects) see(index, origin.key, 0, listed_text(of_show, origin.title), "new", "no item has its key, its GUID or its file");
  if (result.what != Applied::unchanged)
    for (const auto& problem : one.problems)
      batch.oddities.push_back({"data", origin.key, fmt::format("'{}' of '{}' is '{}', which cannot be read; the last value stays", problem.field,
                                                                origin.title, problem.value)});
  batch.item_of.insert_or_assign(at, result.item);
  // What a rehearsal makes is in no catalog afterwards.
  const auto item = wish_.dry_run && result.what == Applied::added ? 0 : result.item;
  batch.done.push_back({of_show, origin.title, result.what, {item, listed_text(of_show, origin.title), std::move(result.classes)}, base::steady_ms()});
  ++(result.what == Applied::added ? batch.counts.added : result.what == Applied::updated ? batch.counts.updated : batch.counts.unchanged);
}

void PlexSync::put_batch(std::size_t index, sources::PlexDetails::Batch& asked, bool one_by_one) {
  BatchResult batch;
  std::unordered_set<std::string_view> came;
  for (const auto& failure : asked.failed) {
    came.insert(failure.key);
    batch.fail(failure.key, "it could not be read: " + failure.message);
  }
  if (!apply_ || one_by_one) apply_.emplace(catalog_, now_, rules_);
  for (auto& one : asked.items) {
    const auto at = entry_of_.find(one.value.key);
    if (at == entry_of_.end() || !came.insert(at->first).second) continue;
    if (!one_by_one) {
      put_item(index, one, at->second, batch);
    } else if (const auto error = apply_->more().guarded([&] { put_item(index, one, at->second, batch); })) {
      batch.fail(one.value.key, error->message());
      apply_.emplace(catalog_, now_, rules_);
    }
  }
  for (const auto& key : asked.keys)
    if (!came.contains(key)) batch.fail(key, "the server listed it and then did not know it");
  accept(index, batch);
}

// What a batch brought counts only when all of it went in.
void PlexSync::accept(std::size_t index, BatchResult& batch) {
  outcomes[index].report.counts += batch.counts;
  errors.insert(errors.end(), std::make_move_iterator(batch.errors.begin()), std::make_move_iterator(batch.errors.end()));
  oddities.insert(oddities.end(), std::make_move_iterator(batch.oddities.begin()), std::make_move_iterator(batch.oddities.end()));
  contested_.insert(apply_->contested().begin(), apply_->contested().end());
  for (const auto& [entry, item] : batch.item_of) {
    written_.insert(item);
    item_of_.insert_or_assign(entry, item);
  }
  for (auto& [show, title, what, change, written] : batch.done) {
    if (what != Applied::unchanged) changed(what == Applied::added ? "added" : "updated", index, std::move(change), written);
    ++(show ? show->done : progress_.item_number);
    progress(show, title);
  }
}

void PlexSync::write_batch(std::size_t index, sources::PlexDetails::Batch& asked) {
  const auto writes = catalog_.writes();
  const auto seen = verdicts.size();
  const auto put = [&](bool one_by_one) {
    catalog_.transaction(false, [&] {
      put_batch(index, asked, one_by_one);
      if (catalog_.writes() > writes)
        catalog::save_progress(catalog_, {run_, now_, progress_.library, progress_.item, static_cast<std::int64_t>(progress_.library_number),
                                          static_cast<std::int64_t>(progress_.libraries), static_cast<std::int64_t>(progress_.item_number),
                                          static_cast<std::int64_t>(progress_.items)});
    });
  };
  // Fencing off every item costs as much as writing it, so it is done only for a batch with one that the catalog refuses.
  try {
    put(false);
  } catch (const base::Error& error) {
    if (error.kind() != base::ErrorKind::failed && error.kind() != base::ErrorKind::usage && error.kind() != base::ErrorKind::not_found) throw;
    base::log(base::LogLevel::info, "sync", "a batch is written item by item, for {}", error.message());
    verdicts.resize(seen);
    put(true);
  }
}

}  // namespace retrovue::station
