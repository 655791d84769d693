#include "station/sync_now.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "catalog/folders.h"
#include "station/sync.h"

namespace retrovue::station {
namespace {

// Is somebody holding the lock that a sync holds from its start to its end?
bool lock_held(catalog::Catalog& catalog) {
  const auto path = catalog.path().native() + ".sync";
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return fd.valid() && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

void told_true(catalog::SyncRun& run, bool newest, bool held) {
  if (run.status == "running" && !(newest && held)) run.status = "interrupted";
}

base::Json report_of(const catalog::SyncRun& run) { return base::Json::parse(run.report.empty() ? "{}" : run.report); }

void write_run(base::JsonWriter& json, const catalog::SyncRun& run) {
  json.field("id", run.id).key("started").time(run.started).key("ended");
  if (run.ended) json.time(*run.ended);
  else json.null();
  json.field("mode", run.mode).field("status", run.status);
}

constexpr std::int64_t kRunsLookedAt = 1000;

// Which libraries a run was about and how it went with each. Reports of old told names only.
std::vector<SyncResult> results_of(const catalog::SyncRun& run, const std::vector<catalog::LibraryRow>& known) {
  std::vector<SyncResult> all;
  const auto report = report_of(run);
  const auto results = report["results"], libraries = report["libraries"];
  for (std::size_t i = 0; i < results.size(); ++i)
    all.push_back({results.at(i)["source_id"].integer().value_or(0), results.at(i)["library_id"].integer().value_or(0), results.at(i)["status"].text_or(run.status)});
  for (std::size_t i = 0; i < libraries.size() && !results.exists(); ++i)
    for (const auto& row : known)
      if (row.source == libraries.at(i)["server"].text_or("") && row.title == libraries.at(i)["library"].text_or("")) all.push_back({row.source_id, row.id, run.status});
  return all;
}

std::string together(const std::string& one, const std::string& other) {
  return one == other ? one : one == "guarded" || other == "guarded" ? "guarded" : "partial";
}

std::string found(const std::map<model::Id, std::string>& all, model::Id id) {
  const auto at = all.find(id);
  return at == all.end() ? std::string{} : at->second;
}

}  // namespace

std::string LastResults::source(model::Id id) const { return found(sources, id); }
std::string LastResults::library(model::Id id) const { return found(libraries, id); }

LastResults last_results(catalog::Catalog& catalog) {
  const auto known = catalog::libraries(catalog);
  const bool held = lock_held(catalog);
  LastResults last;
  bool newest = true;
  for (auto& run : catalog::sync_runs(catalog, kRunsLookedAt)) {
    told_true(run, newest, held);
    newest = false;
    std::map<model::Id, std::string> sources;
    for (const auto& one : results_of(run, known)) {
      if (one.library) last.libraries.emplace(one.library, one.status);
      const auto [at, fresh] = sources.emplace(one.source, one.status);
      if (!fresh) at->second = together(at->second, one.status);
    }
    last.sources.insert(sources.begin(), sources.end());
    if (std::all_of(known.begin(), known.end(), [&](const auto& one) { return last.libraries.contains(one.id); })) break;
  }
  return last;
}

std::optional<SyncNow> sync_now(catalog::Catalog& catalog) {
  auto runs = catalog::sync_runs(catalog, 1);
  if (runs.empty()) return std::nullopt;
  SyncNow now;
  now.run = std::move(runs.front());
  const bool held = lock_held(catalog);
  told_true(now.run, true, held);
  now.running = now.run.status == "running";
  now.place = catalog::last_progress(catalog);
  if (now.place && now.place->run_id != now.run.id) now.place.reset();
  return now;
}

std::vector<SyncPast> sync_past(catalog::Catalog& catalog, std::int64_t limit) {
  const bool held = lock_held(catalog);
  std::vector<SyncPast> all;
  for (auto& run : catalog::sync_runs(catalog, limit)) {
    SyncPast past;
    told_true(run, all.empty(), held);
    const auto report = report_of(run);
    if (const auto seconds = report["seconds"].number()) past.took = static_cast<base::Millis>(*seconds * 1000);
    const auto libraries = report["libraries"], errors = report["errors"];
    for (std::size_t i = 0; i < libraries.size(); ++i) {
      auto source = libraries.at(i)["server"].text_or("");
      if (std::find(past.sources.begin(), past.sources.end(), source) == past.sources.end()) past.sources.push_back(std::move(source));
    }
    past.problem = errors.size() > 0 ? errors.at(0)["message"].text_or("") : report["guard"]["message"].text_or("");
    past.run = std::move(run);
    all.push_back(std::move(past));
  }
  return all;
}

std::vector<LibraryPast> library_past(catalog::Catalog& catalog, std::string_view library, std::int64_t limit) {
  const auto folded = base::lower_ascii(library);
  std::vector<LibraryPast> all;
  for (const auto& run : catalog::sync_runs(catalog, kRunsLookedAt)) {
    const auto libraries = report_of(run)["libraries"];
    for (std::size_t i = 0; i < libraries.size() && static_cast<std::int64_t>(all.size()) < limit; ++i) {
      const auto one = libraries.at(i);
      LibraryPast past{run.id, run.started, run.mode, one["server"].text_or(""), one["library"].text_or(""), one["status"].text_or(run.status),
                       one["scanned"].integer().value_or(0), one["duration_ms"].integer(), {}};
      if (folded != base::lower_ascii(past.library) && folded != base::lower_ascii(past.server + "/" + past.library)) continue;
      if (past.duration.value_or(0) > 0) past.per_second = static_cast<double>(past.items) * 1000 / static_cast<double>(*past.duration);
      all.push_back(std::move(past));
    }
  }
  return all;
}

void write_json(base::JsonWriter& json, const LibraryPast& past) {
  json.object().field("id", past.run).key("started").time(past.started).field("mode", past.mode).field("server", past.server);
  json.field("library", past.library).field("status", past.status).field("items", past.items).field("duration_ms", past.duration);
  json.field("per_second", past.per_second).end();
}

void write_json(base::JsonWriter& json, const SyncNow& now) {
  json.object();
  write_run(json, now.run);
  json.field("running", now.running);
  const auto place = now.place.value_or(catalog::StoredProgress{});
  json.key("at");
  if (now.place) json.time(place.at);
  else json.null();
  json.text_or_null("library", place.library).field("library_number", place.library_number).field("libraries", place.libraries);
  json.text_or_null("item", place.item).field("item_number", place.item_number).field("items", place.items).end();
}

void write_json(base::JsonWriter& json, const SyncPast& past) {
  const auto& run = past.run;
  json.object();
  write_run(json, run);
  json.field("took_ms", past.took).field("sources", past.sources);
  json.field("scanned", run.scanned).field("added", run.added).field("updated", run.updated).field("removed", run.removed);
  json.field("unchanged", run.unchanged).field("failed", run.failed).field("requests", run.requests).field("bytes", run.bytes);
  json.field("db_writes", run.db_writes).text_or_null("problem", past.problem);
  const auto report = report_of(run);
  json.key("libraries").raw(report["libraries"].exists() ? report["libraries"].dump() : "[]");
  json.key("errors").raw(report["errors"].exists() ? report["errors"].dump() : "[]").end();
}

}  // namespace retrovue::station
