#include "station/validate.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>

#include "base/crew.h"
#include "base/file.h"
#include "base/text.h"
#include "catalog/checks.h"
#include "catalog/folders.h"
#include "catalog/history.h"
#include "catalog/item_sources.h"
#include "catalog/items.h"
#include "station/check_file.h"
#include "station/doubts.h"
#include "station/part_markers.h"

namespace retrovue::station {

namespace {

using catalog::FileToCheck;
using model::FileVerdict;
using model::ItemState;

std::string title_of(const FileToCheck& one) { return one.show.empty() ? one.title : one.show + " / " + one.title; }

// The file as it is now, with the signature that a check of it is valid for.
std::optional<model::ListedFile> seen_now(const catalog::KnownFile& file) {
  struct stat status {};
  if (::stat(file.path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return model::ListedFile{file.path, file.part, status.st_size, std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
                           static_cast<std::int64_t>(status.st_ino)};
}

ItemState state_for(FileVerdict verdict) {
  switch (verdict) {
    case FileVerdict::missing: return ItemState::file_not_found;
    case FileVerdict::unreadable: return ItemState::unavailable;
    case FileVerdict::unsupported:
    case FileVerdict::damaged: return ItemState::error;
    default: return ItemState::normal;
  }
}

struct Job {
  FileToCheck wanted;
  std::optional<model::ListedFile> now;
  CheckedFile result;
};

// On a thread of its own, without a catalog.
void check(Job& job, const ValidateWish& wish) {
  job.now = seen_now(job.wanted.file);
  model::MediaFile file;
  file.id = job.wanted.file.id;
  file.item_id = job.wanted.file.item_id;
  file.path = job.wanted.file.path;
  file.part = job.wanted.file.part;
  if (job.now) file.signature = catalog::file_signature(*job.now);
  job.result = check_file(file, wish.cache, wish.deep);
}

std::string context_of(const Job& job, bool deep) {
  base::JsonWriter json;
  json.object().field("verdict", model::to_text(job.result.file.verdict)).field("part", job.wanted.file.part);
  if (job.now) json.field("size", job.now->size).field("mtime_ns", job.now->mtime_ns);
  json.field("deep", deep).end();
  return json.take();
}

// Gives what is odd about the item as a whole, once for the file of it that airs.
std::vector<std::string> store(catalog::Catalog& catalog, const Job& job, model::Millis now, bool deep, bool dry_run) {
  std::vector<std::string> odd;
  catalog.transaction(dry_run, [&] {
    catalog::ItemWriter writer(catalog, now);
    const auto& file = job.result.file;
    if (catalog::file_role(catalog, file.id) == catalog::FileRole::gone) return;
    std::optional<PartChange> part;
    if (file.part > 0) part = part_change(catalog::files(catalog, file.item_id), file);
    if (job.now) writer.put_file(job.wanted.file.item_id, *job.now, &job.wanted.file);
    catalog::save_check(catalog, file, job.result.keyframes, now);
    if (!job.now) writer.lose_file(file.id);
    writer.settle_files(file.item_id);
    if (part) catalog::set_file_markers(catalog, file.item_id, part_markers(catalog::markers(catalog, file.item_id), job.result.chapters, *part));
    if (catalog::file_role(catalog, file.id) != catalog::FileRole::airs) return;
    if (!part && file.verdict == FileVerdict::playable) catalog::set_file_markers(catalog, file.item_id, job.result.chapters);
    const auto state = state_for(file.verdict);
    const auto from = catalog::item(catalog, file.item_id)->state;
    if (from == ItemState::file_not_found && state != ItemState::normal && state != from) writer.set_state(file.item_id, ItemState::scanning, "the file is back");
    if (from == ItemState::unavailable && state == ItemState::error) writer.set_state(file.item_id, ItemState::scanning, "the file can be read");
    if (from == state && state == ItemState::error) writer.count_error(file.item_id);
    writer.set_state(file.item_id, state, file.verdict == FileVerdict::playable ? "validated" : file.reason);
    if (file.verdict != FileVerdict::playable) {
      catalog::StoredError error;
      error.at = now;
      error.operation = "validate", error.error_class = "file";
      error.subject = file.path, error.message = file.reason;
      error.item_id = file.item_id;
      error.context = context_of(job, deep);
      return catalog::add_error(catalog, error);
    }
    catalog::resolve_file_errors(catalog, file.item_id, file.path, now);
    if (const auto item = *catalog::item(catalog, file.item_id); !part || item.duration_ms > 0)  // parts come one by one
      odd = doubts(item, catalog::said_length(catalog, file.item_id));
  });
  return odd;
}

// A cache may be emptied at any time: what was played from a copy that is gone must be copied again.
void add_lost_copies(catalog::Catalog& catalog, std::vector<FileToCheck>& files) {
  for (auto& one : catalog::files_with_copy(catalog)) {
    std::error_code problem;
    if (std::filesystem::exists(one.play_path, problem)) continue;
    if (std::none_of(files.begin(), files.end(), [&](const auto& other) { return other.file.id == one.file.id; })) files.push_back(std::move(one));
  }
}

// The copy of what the file was before serves nobody any more.
void drop_old_copy(catalog::Catalog& catalog, const Job& job) {
  const auto& old = job.wanted.play_path;
  if (old.empty() || old == job.result.file.play_path) return;
  for (const auto& other : catalog::files_with_copy(catalog))
    if (other.play_path == old) return;
  std::error_code problem;
  std::filesystem::remove(old, problem);
}

// What failed is not tried at every run.
std::int64_t leave_cooling(std::vector<FileToCheck>& files, model::Millis now) {
  return static_cast<std::int64_t>(std::erase_if(files, [&](const FileToCheck& one) {
    switch (one.verdict) {
      case FileVerdict::missing:
      case FileVerdict::unreadable: return one.checked_at + cool_down(one.verdict, one.failures) > now;
      case FileVerdict::damaged:
      case FileVerdict::unsupported: return !one.changed && one.failed_at + cool_down(one.verdict, one.failures) > now;
      default: return !one.changed;  // nothing was wrong with this file of an item in error
    }
  }));
}

// Files below a folder that is not there (a disk not mounted) are left alone.
void leave_unreachable(catalog::Catalog& catalog, std::vector<FileToCheck>& files, ValidateReport& report) {
  for (const auto& folder : catalog::folders(catalog)) {
    std::error_code problem;
    if (std::filesystem::is_directory(folder.path, problem)) continue;
    const auto below = [&](const FileToCheck& one) { return one.file.path.starts_with(folder.path + "/"); };
    if (std::erase_if(files, below) > 0) report.unreachable.push_back(folder.path);
  }
}

constexpr base::Millis kHour = 3'600'000;

}  // namespace

base::Millis cool_down(FileVerdict verdict, std::int64_t failures) {
  if (verdict == FileVerdict::missing || verdict == FileVerdict::unreadable) return kHour / 4;
  return std::min(kHour << std::clamp<std::int64_t>(failures - 1, 0, 8), 7 * 24 * kHour);
}

ValidateReport validate(catalog::Catalog& catalog, const base::Clock& clock, const ValidateWish& given) {
  auto wish = given;
  std::optional<base::TempFolder> rehearsal;
  if (wish.dry_run) wish.cache = rehearsal.emplace().path();
  const auto began = base::steady_ms();
  ValidateReport report;
  std::vector<model::Id> ids;
  for (const auto& which : wish.items) ids.push_back(catalog::find_item(catalog, which).id);
  auto files = catalog::files_to_check(catalog, wish.all ? catalog::CheckScope::all : catalog::CheckScope::changed, ids);
  if (ids.empty() && !wish.all) report.cooling = leave_cooling(files, clock.now());
  if (ids.empty()) add_lost_copies(catalog, files);
  report.files = ids.empty() ? catalog::files_known(catalog) : static_cast<std::int64_t>(files.size());
  report.unchanged = report.files - static_cast<std::int64_t>(files.size());
  leave_unreachable(catalog, files, report);
  const auto total = files.size();
  std::deque<Job> jobs;
  for (auto& file : files) jobs.push_back({std::move(file), {}, {}});
  const int threads = wish.jobs > 0 ? wish.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  base::Crew<Job> crew(std::move(jobs), threads, [&wish](Job& job) { check(job, wish); });
  if (wish.progress) wish.progress(0, total, {});
  while (auto job = crew.next()) {
    auto odd = store(catalog, *job, clock.now(), wish.deep, wish.dry_run);
    if (!wish.dry_run) drop_old_copy(catalog, *job);
    const auto& file = job->result.file;
    ++report.checked;
    ValidatedFile line{file.item_id, title_of(job->wanted), file.path, file.verdict, file.reason};
    if (file.verdict == FileVerdict::playable) ++report.playable;
    else ++report.failed;
    if (!file.play_path.empty()) ++report.copied;
    if (!job->result.warning.empty()) report.warnings.push_back({line.item_id, line.title, line.path, line.verdict, job->result.warning});
    for (auto& doubt : odd) report.warnings.push_back({line.item_id, line.title, line.path, line.verdict, std::move(doubt)});
    if (wish.progress) wish.progress(static_cast<std::size_t>(report.checked), total, line.title);
    if (file.verdict != FileVerdict::playable) report.failures.push_back(std::move(line));
  }
  const auto by_item = [](const ValidatedFile& a, const ValidatedFile& b) { return a.item_id != b.item_id ? a.item_id < b.item_id : a.path < b.path; };
  std::sort(report.failures.begin(), report.failures.end(), by_item);
  std::sort(report.warnings.begin(), report.warnings.end(), by_item);
  report.seconds = static_cast<double>(base::steady_ms() - began) / 1000;
  return report;
}

void write_json(base::JsonWriter& json, const ValidateReport& report) {
  const auto list = [&](std::string_view name, const std::vector<ValidatedFile>& files) {
    json.key(name).array();
    for (const auto& file : files)
      json.object().field("item_id", file.item_id).field("title", file.title).field("path", base::printable(file.path))
          .field("verdict", model::to_text(file.verdict)).field("reason", file.reason).end();
    json.end();
  };
  json.object().field("files", report.files).field("checked", report.checked).field("playable", report.playable).field("failed", report.failed);
  json.field("unchanged", report.unchanged).field("cooling", report.cooling).field("copied", report.copied).field("seconds", report.seconds);
  list("failures", report.failures);
  list("warnings", report.warnings);
  json.key("unreachable").array();
  for (const auto& path : report.unreachable) json.value(base::printable(path));
  json.end().end();
}

}  // namespace retrovue::station
