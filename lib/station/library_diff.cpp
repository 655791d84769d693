#include "station/library_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "catalog/history.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "model/item_fields.h"

namespace retrovue::station {

namespace {

using catalog::KnownFile;
using catalog::KnownOrigin;

constexpr std::size_t kBatch = 500;  // items per transaction

class LibraryDiff {
 public:
  LibraryDiff(catalog::Catalog& catalog, const model::Listing& listing, const DiffWish& wish) : catalog_(catalog), listing_(listing), wish_(wish) {}

  DiffReport run() {
    read_known();
    match();
    if (guarded()) return std::move(report_);
    const auto writes = catalog_.writes();
    for (std::size_t at = 0; at < listing_.items.size(); at += kBatch) catalog_.transaction(false, [&] { items(at); });
    if (!gone_.empty()) catalog_.transaction(false, [&] { removals(); });
    report_.counts.db_writes = catalog_.writes() - writes;
    for (const auto& problem : listing_.problems) report_.errors.push_back({problem.error_class, problem.subject, problem.message});
    return std::move(report_);
  }

 private:
  void read_known() {
    origins_ = catalog::known_origins(catalog_, wish_.library);
    files_ = catalog::known_files(catalog_, wish_.library);
    for (const auto& origin : origins_) {
      by_key_.emplace(origin.key, &origin);
      by_item_.emplace(origin.item_id, &origin);
    }
    for (const auto& file : files_) {
      by_path_.emplace(file.path, &file);
      files_of_[file.item_id].push_back(&file);
    }
  }

  // Which known origin each listed item is: by key, else by the path of one of its files, else as a moved file.
  void match() {
    matches_.resize(listing_.items.size());
    std::unordered_map<const KnownOrigin*, bool> taken;
    for (std::size_t i = 0; i < listing_.items.size(); ++i) {
      const auto found = by_key_.find(listing_.items[i].key);
      if (found == by_key_.end()) continue;
      matches_[i] = found->second;
      taken[found->second] = true;
    }
    const auto take = [&](std::size_t i, const KnownFile* file) {
      if (!file) return false;
      const auto origin = by_item_.find(file->item_id);
      if (origin == by_item_.end() || taken[origin->second]) return false;
      matches_[i] = origin->second;
      return taken[origin->second] = true;
    };
    for (const auto& item : listing_.items)
      for (const auto& file : item.files) listed_paths_.emplace(file.path, true);
    // A file that is gone under its old name and has the size and time of one not seen before: unique, or the same inode.
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<const KnownFile*>> gone;
    for (const auto& file : files_)
      if (file.size > 0 && !listed_paths_.count(file.path)) gone[{file.size, file.mtime_ns}].push_back(&file);
    std::map<std::pair<std::int64_t, std::int64_t>, int> arrivals;
    for (std::size_t i = 0; i < listing_.items.size(); ++i)
      if (!matches_[i])
        for (const auto& file : listing_.items[i].files)
          if (!by_path_.count(file.path)) ++arrivals[{file.size, file.mtime_ns}];
    for (std::size_t i = 0; i < listing_.items.size(); ++i) {
      if (matches_[i]) continue;
      for (const auto& file : listing_.items[i].files) {
        const auto same = by_path_.find(file.path);
        if (take(i, same == by_path_.end() ? nullptr : same->second)) break;
        const auto moved = moved_from(file, gone, arrivals);
        if (take(i, moved)) break;
      }
    }
    for (const auto& origin : origins_)
      if (!taken[&origin] && origin.listed && !unknown(origin.key)) gone_.push_back(&origin);
  }

  template <typename Gone, typename Arrivals>
  const KnownFile* moved_from(const model::ListedFile& file, const Gone& gone, const Arrivals& arrivals) const {
    const auto candidates = gone.find({file.size, file.mtime_ns});
    if (candidates == gone.end()) return nullptr;
    for (const auto* known : candidates->second)
      if (known->inode == file.inode && file.inode != 0) return known;
    const auto rivals = arrivals.find({file.size, file.mtime_ns});
    const bool unique = candidates->second.size() == 1 && rivals != arrivals.end() && rivals->second == 1;
    return unique ? candidates->second.front() : nullptr;
  }

  bool unknown(const std::string& key) const {
    return std::any_of(listing_.unknown_below.begin(), listing_.unknown_below.end(), [&](const auto& below) { return key.starts_with(below); });
  }

  bool guarded() {
    if (wish_.allow_removals || gone_.empty()) return false;
    const auto known = std::count_if(origins_.begin(), origins_.end(), [](const auto& origin) { return origin.listed; });
    const auto missing = static_cast<std::int64_t>(gone_.size());
    const bool empty = listing_.items.empty();
    if (!empty && (missing <= wish_.guard_items || missing * 100 <= known * wish_.guard_percent)) return false;
    Guard guard{wish_.title, known, missing,
                empty ? fmt::format("library '{}' lists nothing, the catalog holds {} items of it; nothing was removed", base::printable(wish_.title), known)
                      : fmt::format("library '{}' would lose {} of {} items; nothing was changed", base::printable(wish_.title), missing, known)};
    report_.guard = std::move(guard);
    return true;
  }

  void items(std::size_t first) {
    catalog::ItemWriter writer(catalog_, wish_.now);
    catalog::ItemFactsReader facts(catalog_);
    const auto end = std::min(first + kBatch, listing_.items.size());
    for (std::size_t i = first; i < end; ++i) {
      const auto& listed = listing_.items[i];
      if (wish_.progress) wish_.progress(listed, i + 1);
      ++report_.counts.scanned;
      const auto values = model::item_values(listed.item);
      if (const auto* origin = matches_[i]) renew(writer, facts, listed, *origin, values);
      else add(writer, facts, listed, values);
    }
  }

  void tell(std::string_view what, const std::string& item) const {
    if (wish_.changed) wish_.changed({what, wish_.title, item});
  }

  void note(model::Id item, const std::string& title, ChangeClasses classes) { report_.changes.push_back({item, title, std::move(classes)}); }

  bool files_same(const model::Listed& listed, const KnownOrigin& origin) const {
    const auto known = files_of_.find(origin.item_id);
    for (const auto& file : listed.files) {
      const auto same = by_path_.find(file.path);
      if (same == by_path_.end() || same->second->item_id != origin.item_id || same->second->signature.empty() || same->second->size != file.size ||
          same->second->mtime_ns != file.mtime_ns || same->second->part != file.part)
        return false;
    }
    if (known == files_of_.end()) return listed.files.empty();
    return std::all_of(known->second.begin(), known->second.end(),
                       [&](const auto* file) { return file->signature.empty() || listed_paths_.count(file->path); });
  }

  void renew(catalog::ItemWriter& writer, catalog::ItemFactsReader& facts, const model::Listed& listed, const KnownOrigin& origin, const std::string& values) {
    const bool same_files = files_same(listed, origin);
    const bool same_values = origin.values == values;
    const bool same_stamp = listed.stamp && origin.stamp && *listed.stamp == *origin.stamp;
    const bool back = !origin.listed || origin.state == model::ItemState::file_not_found;
    if (same_files && same_values && same_stamp && !back && origin.key == listed.key) {
      ++report_.counts.unchanged;
      return;
    }
    const auto before = facts.of(origin.item_id);
    writer.update_origin(origin.id, listed, values);
    if (!same_values || !origin.listed || origin.key != listed.key) writer.settle(origin.item_id);
    if (!same_files || back) put_files(writer, listed, origin.item_id);
    if (back) writer.set_state(origin.item_id, model::ItemState::normal, "the file is back");
    ++report_.counts.updated;
    tell("updated", listed_text(listed.item));
    note(origin.item_id, listed_text(listed.item), classes_of(before, facts.of(origin.item_id)));
  }

  void put_files(catalog::ItemWriter& writer, const model::Listed& listed, model::Id item) {
    // Rows of this item whose path is listed no more: one of them may be what a listed file was called before.
    std::vector<const KnownFile*> left;
    if (const auto known = files_of_.find(item); known != files_of_.end())
      for (const auto* file : known->second)
        if (!listed_paths_.count(file->path)) left.push_back(file);
    for (const auto& file : listed.files) {
      const auto same = by_path_.find(file.path);
      const KnownFile* known = same == by_path_.end() ? nullptr : same->second;
      if (!known) {
        auto before = std::find_if(left.begin(), left.end(), [&](const auto* one) { return one->size == file.size && one->mtime_ns == file.mtime_ns; });
        if (before == left.end() && left.size() == 1 && listed.files.size() == 1) before = left.begin();
        if (before != left.end()) {
          known = *before;
          left.erase(before);
        }
      }
      if (known && known->item_id != item) reassigned_.insert(known->id);
      writer.put_file(item, file, known);
    }
    for (const auto* file : left)
      if (!file->signature.empty()) writer.lose_file(file->id);
    writer.settle_files(item);
  }

  void add(catalog::ItemWriter& writer, catalog::ItemFactsReader& facts, const model::Listed& listed, const std::string& values) {
    model::Id item = 0;
    // The same file seen by another source already: one item, two origins.
    for (const auto& file : listed.files)
      if (const auto other = catalog::known_file(catalog_, file.path); other && !by_path_.count(file.path)) {
        item = other->item_id;
        writer.insert_origin(item, wish_.library, listed, values);
        writer.put_file(item, file, &*other);
        writer.settle_files(item);
        writer.settle(item);
        if (const auto before = facts.of(item); before && before->state == model::ItemState::file_not_found)
          writer.set_state(item, model::ItemState::normal, "the file is back");
        break;
      }
    if (item == 0) {
      item = writer.insert(listed.item, wish_.library);
      writer.insert_origin(item, wish_.library, listed, values);
      for (const auto& file : listed.files) {
        const auto stray = by_path_.find(file.path);  // a row of an item that is another one now
        writer.put_file(item, file, stray == by_path_.end() ? nullptr : stray->second);
        if (stray == by_path_.end()) continue;
        reassigned_.insert(stray->second->id);
        writer.settle_files(stray->second->item_id);
      }
      writer.settle_files(item);
    }
    ++report_.counts.added;
    tell("added", listed_text(listed.item));
    note(wish_.dry_run ? 0 : item, listed_text(listed.item), {model::ChangeClass::fresh});
  }

  void removals() {
    catalog::ItemWriter writer(catalog_, wish_.now);
    for (const auto* origin : gone_) {
      ++report_.counts.removed;
      tell("removed", origin->key);
      const bool whole = writer.unlist_origin(*origin);
      const auto stored = catalog::item(catalog_, origin->item_id);
      note(origin->item_id, stored ? listed_text(*stored) : origin->key, {whole ? model::ChangeClass::removed : model::ChangeClass::moved});
      if (!whole) continue;  // another library has it still
      for (const auto* file : files_of_[origin->item_id])
        if (!file->signature.empty() && !reassigned_.count(file->id)) writer.lose_file(file->id);
      writer.settle_files(origin->item_id);
      if (origin->state != model::ItemState::file_not_found)
        writer.set_state(origin->item_id, model::ItemState::file_not_found, fmt::format("library '{}' lists it no more", wish_.title));
    }
  }

  catalog::Catalog& catalog_;
  const model::Listing& listing_;
  const DiffWish& wish_;
  DiffReport report_;
  std::vector<KnownOrigin> origins_;
  std::vector<KnownFile> files_;
  std::unordered_map<std::string, const KnownOrigin*> by_key_;
  std::unordered_map<model::Id, const KnownOrigin*> by_item_;
  std::unordered_map<std::string, const KnownFile*> by_path_;
  std::unordered_map<model::Id, std::vector<const KnownFile*>> files_of_;
  std::unordered_map<std::string, bool> listed_paths_;
  std::vector<const KnownOrigin*> matches_;  // of each listed item; null: new
  std::vector<const KnownOrigin*> gone_;
  std::unordered_set<model::Id> reassigned_;  // file rows that went over to another item
};

}  // namespace

DiffReport apply_listing(catalog::Catalog& catalog, const model::Listing& listing, const DiffWish& wish) {
  return LibraryDiff(catalog, listing, wish).run();
}

}  // namespace retrovue::station
