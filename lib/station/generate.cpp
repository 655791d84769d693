#include "station/generate.h"

#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <map>
#include <thread>

#include "base/crew.h"
#include "base/error.h"
#include "base/text.h"
#include "catalog/gaps.h"
#include "catalog/history.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "sources/gaps.h"
#include "sources/probe.h"
#include "station/gap_score.h"
#include "station/markers.h"
#include "station/queries.h"

namespace retrovue::station {

namespace {

constexpr model::Millis kNear = 60;  // a picture and a half of a slow film

struct Part {
  model::MediaFile file;
  model::Millis offset = 0;  // in its item
};

struct Job {
  SearchedItem item;
  std::vector<Part> parts;
  model::Millis length = 0, decoded = 0;
};

// What airs of an item: the one file, or one for each part.
std::vector<Part> airing_parts(catalog::Catalog& catalog, model::Id item) {
  std::map<int, model::MediaFile> parts;
  for (auto& file : catalog::files(catalog, item)) {
    if (file.verdict != model::FileVerdict::playable) continue;
    if (file.part == 0) {
      if (parts.empty()) parts.emplace(0, std::move(file));
      break;
    }
    parts.emplace(file.part, std::move(file));
  }
  std::vector<Part> all;
  model::Millis offset = 0;
  for (auto& [number, file] : parts) {
    const auto length = file.duration_ms;
    all.push_back({std::move(file), offset});
    offset += length;
  }
  return all;
}

// The signature holds for the file as it was when it was checked.
bool changed_since(const model::MediaFile& file) {
  struct stat status {};
  if (::stat(file.path.c_str(), &status) != 0) return file.play_path.empty();
  return file.signature != catalog::file_signature({file.path, file.part, status.st_size,
                                                    std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
                                                    static_cast<std::int64_t>(status.st_ino)});
}

void search(Job& job, bool quick) {
  for (const auto& part : job.parts) {
    const auto& file = part.file;
    if (changed_since(file)) {
      job.item.problem = "its file is not there, or has changed since it was checked; 'retrovue validate' checks it";
      return;
    }
    const auto stream = [&](model::StreamKind kind) {
      const int place = sources::airing_stream(file.streams, kind);
      return place < 0 ? -1 : file.streams[static_cast<std::size_t>(place)].index;
    };
    const auto gaps = sources::find_gaps({file.play_path.empty() ? file.path : file.play_path, stream(model::StreamKind::video),
                                          stream(model::StreamKind::audio), file.duration_ms, quick});
    job.decoded += gaps.decoded;
    if (!gaps.problem.empty()) {
      job.item.problem = gaps.problem;
      return;
    }
    auto found = found_breaks(gaps, part.offset);
    std::move(found.begin(), found.end(), std::back_inserter(job.item.markers));
  }
}

std::vector<model::Id> wanted_items(catalog::Catalog& catalog, const base::Clock& clock, const GenerateWish& wish) {
  std::vector<model::Id> ids;
  for (const auto& which : wish.items) ids.push_back(catalog::find_item(catalog, which).id);
  if (wish.items.empty()) ids = catalog::items_to_search(catalog);
  if (!wish.query) return ids;
  const auto meant = query_ids(catalog, {*wish.query, clock.now(), std::nullopt, std::nullopt});
  std::erase_if(ids, [&](model::Id id) { return !std::binary_search(meant.begin(), meant.end(), id); });
  if (ids.empty()) throw base::Error(base::ErrorKind::not_found, "the query means no movie or episode that can air");
  return ids;
}

bool done_already(catalog::Catalog& catalog, const std::vector<Part>& parts, bool quick) {
  return std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    const auto depth = catalog::searched(catalog, part.file);
    return depth == catalog::Searched::whole || (quick && depth == catalog::Searched::in_silence);
  });
}

std::deque<Job> jobs_for(catalog::Catalog& catalog, const std::vector<model::Id>& ids, const GenerateWish& wish, GenerateReport& report) {
  std::deque<Job> jobs;
  for (const auto id : ids) {
    Job job;
    const auto item = *catalog::item(catalog, id);
    job.item.item_id = id;
    job.item.title = item.show.empty() ? item.title : item.show + " / " + item.title;
    job.parts = airing_parts(catalog, id);
    if (!job.parts.empty() && !wish.force && done_already(catalog, job.parts, wish.quick)) {
      ++report.unchanged;
      continue;
    }
    for (const auto& part : job.parts) job.length += part.file.duration_ms;
    if (job.parts.empty()) job.item.problem = "it has no file that is known to play; 'retrovue validate' checks it";
    jobs.push_back(std::move(job));
  }
  return jobs;
}

void store(catalog::Catalog& catalog, const base::Clock& clock, const Job& job, const GenerateWish& wish, GenerateReport& report) {
  catalog.transaction(wish.dry_run, [&] {
    const auto& item = job.item;
    if (!catalog::item(catalog, item.item_id)) return;  // archived in the meantime
    const auto counts = catalog::set_found_markers(catalog, item.item_id, item.markers, kNear, !wish.quick);
    for (const auto& part : job.parts) catalog::set_searched(catalog, part.file, !wish.quick);
    report.added += counts.added, report.kept += counts.kept, report.removed += counts.removed, report.rejected += counts.rejected;
    if (counts.added + counts.removed > 0)
      catalog::audit(catalog, clock.now(), "marker generate", std::to_string(item.item_id), std::to_string(counts.added) + " added, " + std::to_string(counts.removed) + " removed");
  });
}

}  // namespace

GenerateReport generate_markers(catalog::Catalog& catalog, const base::Clock& clock, const GenerateWish& wish) {
  const auto began = base::steady_ms();
  GenerateReport report;
  const auto ids = wanted_items(catalog, clock, wish);
  report.items = static_cast<std::int64_t>(ids.size());
  auto jobs = jobs_for(catalog, ids, wish, report);
  const auto total = jobs.size();
  const int threads = wish.jobs > 0 ? wish.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (wish.progress) wish.progress(0, total, {});
  base::Crew<Job> crew(std::move(jobs), threads, [quick = wish.quick](Job& job) { search(job, quick); });
  while (auto job = crew.next()) {
    if (job->item.problem.empty()) {
      store(catalog, clock, *job, wish, report);
      ++report.searched;
      report.media_ms += job->length;
      report.sure += std::count_if(job->item.markers.begin(), job->item.markers.end(), [](const auto& one) { return one.confidence >= model::kSureBreak; });
    } else {
      ++report.failed;
    }
    report.decoded_ms += job->decoded;
    if (wish.progress) wish.progress(static_cast<std::size_t>(report.searched + report.failed), total, job->item.title);
    report.found.push_back(std::move(job->item));
  }
  std::sort(report.found.begin(), report.found.end(), [](const auto& a, const auto& b) { return a.item_id < b.item_id; });
  report.seconds = static_cast<double>(base::steady_ms() - began) / 1000;
  return report;
}

void write_json(base::JsonWriter& json, const GenerateReport& report) {
  json.object().field("items", report.items).field("searched", report.searched).field("unchanged", report.unchanged).field("failed", report.failed);
  json.field("added", report.added).field("kept", report.kept).field("removed", report.removed).field("rejected", report.rejected);
  json.field("sure", report.sure).field("media_ms", report.media_ms).field("decoded_ms", report.decoded_ms).field("seconds", report.seconds);
  json.key("markers").array();
  for (const auto& item : report.found)
    for (const auto& marker : item.markers)
      json.object().field("item_id", item.item_id).field("at_ms", marker.start_ms).field("until_ms", marker.end_ms).field("confidence", marker.confidence)
          .field("sure", marker.confidence >= model::kSureBreak).end();
  json.end().key("failures").array();
  for (const auto& item : report.found)
    if (!item.problem.empty()) json.object().field("item_id", item.item_id).field("title", base::printable(item.title)).field("reason", item.problem).end();
  json.end().end();
}

}  // namespace retrovue::station
