#include "station/server_apply.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/json.h"
#include "model/item_fields.h"
#include "model/item_state.h"
#include "model/origin_values.h"

namespace retrovue::station {
namespace {
using model::ItemState;

// What could not be read stays as it was.
void keep_previous(model::Origin& origin, const std::vector<sources::PlexProblem>& problems, const std::string& before) {
  if (problems.empty() || before.empty()) return;
  model::Item item;
  model::apply_item_values(item, before);
  for (const auto& problem : problems) {
    if (problem.field == "year") origin.year = item.year;
    if (problem.field == "index") origin.episode = item.episode;
    if (problem.field == "parentIndex") origin.season = item.season;
    if (problem.field == "duration") origin.duration_ms = base::Json::parse(before)["source"]["duration_ms"].integer().value_or(0);
    if (problem.field == "addedAt") origin.added = base::Json::parse(before)["source"]["added_at"].integer();
  }
}

std::string etag(const model::Origin& origin) { return origin.updated ? std::to_string(*origin.updated / 1000) : std::string{}; }
}  // namespace

std::vector<PlacedFile> place_files(const std::vector<catalog::OriginFileRow>& files, const std::vector<model::PathRule>& rules) {
  std::vector<PlacedFile> placed;
  for (const auto& row : files) {
    const auto resolved = model::resolve_path(row.path, rules);
    PlacedFile one;
    one.file.path = resolved.path;
    one.file.part = row.part;
    one.mapped = resolved.rule != nullptr;
    one.first = row.first;
    struct stat st {};
    if (::stat(one.file.path.c_str(), &st) == 0 && S_ISREG(st.st_mode)) {
      one.there = true;
      one.file.size = st.st_size;
      one.file.mtime_ns = st.st_mtim.tv_sec * 1'000'000'000LL + st.st_mtim.tv_nsec;
      one.file.inode = static_cast<std::int64_t>(st.st_ino);
    }
    const auto twice = std::find_if(placed.begin(), placed.end(), [&](const auto& other) { return other.file.path == one.file.path; });
    if (twice == placed.end()) {
      placed.push_back(std::move(one));
    } else {
      twice->file.part = std::max(twice->file.part, one.file.part);  // whoever says that it is a part knows more
      twice->first = twice->first || one.first;
    }
  }
  return placed;
}

StateVerdict state_of(const std::vector<PlacedFile>& files, bool trashed) {
  if (trashed) return {ItemState::unavailable, "it lies in the server's trash"};
  if (files.empty()) return {ItemState::unavailable, "the server has no file of it"};
  if (std::any_of(files.begin(), files.end(), [](const auto& one) { return one.there; })) return {ItemState::normal, "the file is there"};
  const bool mapped = std::any_of(files.begin(), files.end(), [](const auto& one) { return one.mapped; });
  return mapped ? StateVerdict{ItemState::unavailable, "the mapped file is not there"}
                : StateVerdict{ItemState::remote_only, "the file is on the server only; no path rule speaks of it"};
}

// How good a claim an item has to a file, the least being the best: who goes by it, who has it as a further version, who lists
// it no more; among equals the one that was listed first by library and key, so that the order of syncs decides nothing.
ServerApply::Claim ServerApply::claim(model::Id item, const std::string& path) {
  const auto files = place_files(more_.listed_files(item), rules_);
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& one) { return one.file.path == path; });
  if (file == files.end()) return {more_.seen_elsewhere(item) ? 1 : 2, {}};
  return {file->first ? 0 : 1, more_.first_listed(item)};
}

// Rows of the item become these files. A row whose file took another name goes along with what was probed of it.
bool ServerApply::put_files(model::Id item, const std::vector<PlacedFile>& files) {
  bool changed = false;
  auto rows = more_.files(item);
  std::vector<const PlacedFile*> fresh;
  for (const auto& one : files) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.path == one.file.path; });
    if (row == rows.end()) {
      fresh.push_back(&one);
      continue;
    }
    const bool same = row->part == one.file.part && (one.there ? !row->signature.empty() && row->size == one.file.size && row->mtime_ns == one.file.mtime_ns
                                                                : row->signature.empty());
    if (!same) {
      changed = true;
      if (one.there) {
        const catalog::KnownFile known{row->id, item, row->path, row->part, row->size, row->mtime_ns, row->inode, row->signature};
        items_.put_file(item, one.file, &known);
      } else {
        more_.put_absent_file(item, one.file.path, one.file.part);
      }
    }
    rows.erase(row);
  }
  for (const auto* one : fresh) {
    const auto other = more_.file_at(one->file.path);
    if (other && other->item_id != item) {
      // Another item has it already, and it airs once.
      const bool alive = more_.others_list(other->item_id, 0);
      if (alive && claim(other->item_id, one->file.path) < Claim{one->first ? 0 : 1, more_.first_listed(item)}) {
        contested_.insert(item);
        continue;
      }
      more_.drop_file(other->id);
      if (alive) {
        items_.settle_files(other->item_id);
        contested_.insert(other->item_id);  // an older place of this item may go yet, and its claim with it
      }
    }
    changed = true;
    auto before = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
      return one->there && row.size == one->file.size && row.mtime_ns == one->file.mtime_ns && !row.signature.empty();
    });
    if (before != rows.end()) {
      const catalog::KnownFile known{before->id, item, before->path, before->part, before->size, before->mtime_ns, before->inode, before->signature};
      items_.put_file(item, one->file, &known);
      rows.erase(before);
    } else if (one->there) {
      items_.put_file(item, one->file, nullptr);
    } else {
      more_.put_absent_file(item, one->file.path, one->file.part);
    }
  }
  if (!rows.empty() && more_.seen_elsewhere(item)) return changed;  // the rest is another source's
  for (const auto& row : rows) {
    more_.drop_file(row.id);
    changed = true;
  }
  return changed;
}

bool ServerApply::settle_place(model::Id item, const std::vector<PlacedFile>& files, bool trashed, bool fresh) {
  const bool changed = put_files(item, files);
  if (changed || fresh) items_.settle_files(item);
  const auto verdict = state_of(files, trashed);
  if (fresh) {
    if (verdict.state != ItemState::normal) more_.begin(item, verdict.state);
    return true;
  }
  const auto state = more_.state(item);
  if (state == verdict.state || state == ItemState::error || state == ItemState::scanning) return changed;
  // A file that is gone must be seen again before it can be called unavailable.
  if (!model::legal_transition(state, verdict.state)) items_.set_state(item, ItemState::remote_only, "the server lists it again");
  if (more_.state(item) != verdict.state) items_.set_state(item, verdict.state, verdict.cause);
  return true;
}

bool ServerApply::settle_listed(model::Id item, bool fresh) {
  return settle_place(item, place_files(more_.listed_files(item), rules_), more_.all_trashed(item), fresh);
}

ServerApply::Result ServerApply::write(sources::PlexRead<model::Origin>& read, const Wish& wish) {
  auto& origin = read.value;
  const auto before = wish.known ? more_.values(wish.known->id) : std::string{};
  keep_previous(origin, read.problems, before);
  const auto item = model::item_of(origin, wish.show_year);
  const auto values = model::origin_values(origin, item);
  model::Listed listed;
  listed.key = origin.key;
  listed.stamp = wish.stamp;
  listed.item = item;
  listed.raw = origin.raw;
  std::vector<catalog::OriginFileRow> rows;
  for (const auto& file : origin.files) rows.push_back({0, 0, file.path, file.part, origin.trashed, rows.empty()});
  const auto files = place_files(rows, rules_);
  const bool shares = wish.lead_item != 0;

  if (wish.known) {
    const auto& known = *wish.known;
    auto at = known.item_id;
    const bool moved = known.key != origin.key || known.library_id != wish.library;
    if (known.key != origin.key || known.library_id != wish.library) more_.move_origin(known.id, wish.library, origin.key);
    bool changed = moved || !known.listed || before != values;
    const bool parts = wish.leaves || (shares && at != wish.lead_item);
    if (parts) {
      const auto before_it = at;
      at = shares ? wish.lead_item : items_.insert(item, wish.library);
      if (shares && !more_.others_list(before_it, known.id)) more_.merge(before_it, at);
      else more_.rehome(known.id, at);
      if (more_.others_list(before_it, known.id)) {
        items_.settle(before_it);
        settle_listed(before_it, false);
      }
      changed = true;
    }
    if (changed) {
      items_.update_origin(known.id, listed, values);
      more_.set_origin_files(known.id, origin.files, origin.trashed);
      items_.settle(at);
    } else if (known.stamp != wish.stamp) {
      more_.set_stamp(known.id, wish.stamp);
    }
    if (!shares && (changed || (wish.joint && known.stamp != wish.stamp))) {
      more_.set_markers(at, origin.markers);
      more_.set_credits(at, origin.credits);
    }
    if (!shares) more_.set_source_facts(at, origin.duration_ms, etag(origin));
    if (settle_listed(at, wish.leaves)) changed = true;
    return {changed ? Applied::updated : Applied::unchanged, at, {}};
  }

  // The same file seen by another source already, or the same thing by its GUIDs: one item, two origins.
  model::Id at = wish.lead_item;
  for (const auto& one : files) {
    if (at != 0 || !one.there) break;
    if (const auto other = more_.file_at(one.file.path)) at = other->item_id;
  }
  const bool joins = at != 0;
  if (!joins) at = items_.insert(item, wish.library);
  more_.free_key(wish.library, origin.key, 0);
  items_.insert_origin(at, wish.library, listed, values);
  more_.set_origin_files(more_.last_origin(), origin.files, origin.trashed);
  if (joins) {
    items_.settle(at);
    settle_listed(at, false);
  } else {
    more_.set_markers(at, origin.markers);
    more_.set_credits(at, origin.credits);
    settle_place(at, files, origin.trashed, true);
    more_.set_source_facts(at, origin.duration_ms, etag(origin));
  }
  return {Applied::added, at, {}};
}

ServerApply::Result ServerApply::apply(sources::PlexRead<model::Origin>& read, const Wish& wish) {
  const auto before = wish.known ? facts_.of(wish.known->item_id) : std::nullopt;
  auto result = write(read, wish);
  if (result.what != Applied::unchanged) result.classes = classes_of(before, before ? facts_.of(result.item) : std::nullopt);
  return result;
}

bool ServerApply::remove(const catalog::OriginMark& mark, const std::string& cause) {
  catalog::KnownOrigin origin;
  origin.id = mark.id;
  origin.item_id = mark.item_id;
  if (!items_.unlist_origin(origin)) {  // another library has it still
    settle_listed(mark.item_id, false);
    return false;
  }
  for (const auto& row : more_.files(mark.item_id))
    if (!row.signature.empty()) items_.lose_file(row.id);
  items_.settle_files(mark.item_id);
  if (more_.state(mark.item_id) != ItemState::file_not_found) items_.set_state(mark.item_id, ItemState::file_not_found, cause);
  return true;
}

}  // namespace retrovue::station
