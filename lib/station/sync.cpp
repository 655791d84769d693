#include "station/sync.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <iterator>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "catalog/folders.h"
#include "catalog/history.h"
#include "catalog/server_groups.h"
#include "sources/folder.h"
#include "station/library_diff.h"
#include "station/server_sync.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

constexpr base::Millis kLockWait = 5000;
}  // namespace

// An advisory lock beside the catalog, freed by the kernel however the program ends.
base::Fd lock_sync(const std::filesystem::path& catalog) {
  const auto path = catalog.native() + ".sync";
  base::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) throw Error(ErrorKind::failed, fmt::format("cannot write beside the catalog: '{}'", base::printable(path)));
  const auto deadline = base::steady_ms() + kLockWait;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (base::steady_ms() >= deadline) throw Error(ErrorKind::busy, "another sync of this catalog is running", "try again when it has ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return fd;
}

namespace {
std::vector<model::Folder> wanted_folders(catalog::Catalog& catalog, const SyncWish& wish) {
  std::vector<model::Folder> wanted;
  if (!wish.detect.empty()) return wanted;
  if (wish.folders.empty() && wish.servers.empty() && wish.libraries.empty() && !wish.title) {
    for (auto& folder : catalog::folders(catalog))
      if (folder.enabled) wanted.push_back(std::move(folder));
  }
  for (const auto& name : wish.folders) wanted.push_back(catalog::find_folder(catalog, name));
  return wanted;
}

void write_counts(base::JsonWriter& json, const SyncCounts& counts) {
  json.field("scanned", counts.scanned).field("added", counts.added).field("updated", counts.updated).field("removed", counts.removed);
  json.field("unchanged", counts.unchanged).field("failed", counts.failed).field("requests", counts.requests).field("bytes", counts.bytes);
  json.field("db_writes", counts.db_writes);
}

void write_fields(base::JsonWriter& json, const SyncReport& report) {
  write_counts(json, report.total);
  json.field("seconds", report.seconds);
  json.key("libraries").array();
  for (const auto& library : report.libraries) {
    json.object().field("server", library.server).field("library", library.library).field("kind", library.kind).field("status", library.status).field("duration_ms", library.duration);
    write_counts(json, library.counts);
    json.end();
  }
  json.end().key("errors").array();
  for (const auto& error : report.errors)
    json.object().field("class", error.error_class).field("item", base::printable(error.item)).field("message", error.message).end();
  json.end();
  if (report.detected) {
    json.key("verdicts").array();
    for (const auto& one : report.verdicts) {
      json.object().field("detector", one.detector).field("server", one.server).field("library", one.library).field("key", one.key);
      json.field("item_id", one.item ? std::optional{one.item} : std::nullopt).text_or_null("title", base::printable(one.title)).field("verdict", one.verdict);
      json.text_or_null("why", one.why).end();
    }
    json.end();
  }
  json.key("guard");
  if (report.guard)
    json.object().field("library", report.guard->library).field("known", report.guard->known).field("missing", report.guard->missing)
        .field("message", report.guard->message).end();
  else json.null();
}

void write_results(base::JsonWriter& json, const std::vector<SyncResult>& results) {
  json.key("results").array();
  for (const auto& one : results) {
    json.object().field("source_id", one.source).field("library_id", one.library ? std::optional{one.library} : std::nullopt);
    json.text_or_null("status", one.status).end();
  }
  json.end();
}

class Run {
 public:
  Run(catalog::Catalog& catalog, const base::Clock& clock, const SyncWish& wish) : catalog_(catalog), clock_(clock), wish_(wish) {}

  SyncReport operator()() {
    base::Fd lock;
    if (!wish_.dry_run) lock = lock_sync(catalog_.path());
    const auto folders = wanted_folders(catalog_, wish_);
    ServerSync servers(catalog_, clock_, wish_);
    if (folders.size() + servers.servers() == 0)
      throw Error(ErrorKind::not_found, "there is nothing to sync", "'retrovue folder add DIR' adds a folder, 'retrovue server add NAME' a server");
    report_.detected = !wish_.detect.empty();
    const auto began = base::steady_ms();
    catalog::SyncRun row;
    row.started = clock_.now();
    row.mode = sync_mode(wish_);
    row.report = planned(folders, servers);
    catalog_.transaction(false, [&] { row.id = catalog::start_sync_run(catalog_, row); });
    const auto libraries = folders.size() + servers.prepare(row.id);
    writes_ = catalog_.writes();
    for (std::size_t i = 0; i < folders.size(); ++i)
      if (!one(folders[i], i, libraries, row.id)) ++report_.failed_sources;
    servers.run(folders.size() + 1, libraries, report_);
    report_.changes = change_report(catalog_, std::exchange(report_.found, {}), clock_.now());
    report_.unreachable = report_.failed_sources == folders.size() + servers.servers();
    report_.seconds = static_cast<double>(base::steady_ms() - began) / 1000;
    end(row);
    return std::move(report_);
  }

 private:
  // What a sync that is killed leaves behind: which libraries it was about.
  static std::string planned(const std::vector<model::Folder>& folders, const ServerSync& servers) {
    std::vector<SyncResult> all;
    for (const auto& folder : folders) all.push_back({folder.id, folder.library_id, {}});
    for (auto& one : servers.planned()) all.push_back(std::move(one));
    base::JsonWriter json;
    json.object();
    write_results(json, all);
    return json.end().take();
  }

  bool one(const model::Folder& folder, std::size_t number, std::size_t of, model::Id run) {
    SyncProgress progress{folder.name, number + 1, of, {}, 0, 0};
    const auto show = [&] {
      if (wish_.progress) wish_.progress(progress);
    };
    show();
    LibraryReport library{folder.name, folder.name, folder.default_kind ? std::string{model::to_text(*folder.default_kind)} : "mixed", {}, {}, 0};
    const auto began = base::steady_ms();
    DiffReport diff;
    bool reached = true;
    try {
      const auto listing = sources::scan_folder({folder.path, folder.recurse, folder.default_kind, folder.company, folder.tags});
      progress.items = listing.items.size();
      DiffWish wish;
      wish.library = folder.library_id;
      wish.title = folder.name;
      wish.now = clock_.now();
      wish.allow_removals = wish_.allow_removals;
      wish.dry_run = wish_.dry_run;
      wish.guard_percent = wish_.guard_percent;
      wish.guard_items = wish_.guard_items;
      wish.progress = [&](const model::Listed& listed, std::size_t at) {
        progress.item = listed_text(listed.item);
        progress.item_number = at;
        show();
        keep_place(progress, run);
      };
      wish.changed = wish_.changed;
      diff = apply_listing(catalog_, listing, wish);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::unreachable) throw;
      diff.errors.push_back({"file", folder.path, error.message()});
      reached = false;
    }
    keep(folder, diff, run, reached);
    library.counts = diff.counts;
    library.duration = base::steady_ms() - began;
    library.status = library_status(reached, diff.guard.has_value(), diff.counts.failed > 0 || !diff.errors.empty());
    report_.results.push_back({folder.id, folder.library_id, library.status});
    report_.total += diff.counts;
    report_.libraries.push_back(std::move(library));
    report_.errors.insert(report_.errors.end(), diff.errors.begin(), diff.errors.end());
    std::move(diff.changes.begin(), diff.changes.end(), std::back_inserter(report_.found));
    if (diff.guard && !report_.guard) report_.guard = std::move(diff.guard);
    return reached;
  }

  // Where a sync is, now and then with what it writes anyway: a sync that changes nothing writes nothing.
  void keep_place(const SyncProgress& at, model::Id run) {
    if (catalog_.writes() == writes_ || at.item_number % 50 != 1) return;
    catalog::save_progress(catalog_, {run, clock_.now(), at.library, at.item, static_cast<std::int64_t>(at.library_number),
                                      static_cast<std::int64_t>(at.libraries), static_cast<std::int64_t>(at.item_number), static_cast<std::int64_t>(at.items)});
    writes_ = catalog_.writes();
  }

  void keep(const model::Folder& folder, const DiffReport& diff, model::Id run, bool reached) {
    const auto add = [&](std::string_view error_class, const std::string& item, const std::string& message) {
      catalog::StoredError error;
      error.at = clock_.now();
      error.error_class = error_class, error.subject = item, error.message = message;
      error.run_id = run, error.source_id = folder.id;
      error.context = error_context(wish_, {}, folder.name, false);
      catalog::add_error(catalog_, error);
    };
    catalog_.transaction(false, [&] {
      for (const auto& error : diff.errors) add(error.error_class, error.item, error.message);
      if (diff.guard) add("data", folder.path, diff.guard->message);
      if (reached) catalog::resolve_source_errors(catalog_, folder.id, run, catalog::SourceRead::everything, clock_.now());
      if (reached && !diff.guard) catalog::note_sync(catalog_, folder.library_id, clock_.now());
    });
  }

  void end(catalog::SyncRun& row) {
    const auto& counts = report_.total;
    row.ended = clock_.now();
    row.status = report_.unreachable ? "failed" : report_.guard ? "guarded" : report_.partial() ? "partial" : "done";
    row.scanned = counts.scanned;
    row.added = counts.added;
    row.updated = counts.updated;
    row.removed = counts.removed;
    row.unchanged = counts.unchanged;
    row.failed = counts.failed;
    row.requests = counts.requests;
    row.bytes = counts.bytes;
    row.db_writes = counts.db_writes;
    base::JsonWriter json;
    json.object();
    write_fields(json, report_);
    write_results(json, report_.results);
    row.report = json.end().take();
    catalog_.transaction(false, [&] { catalog::end_sync_run(catalog_, row); });
  }

  catalog::Catalog& catalog_;
  const base::Clock& clock_;
  const SyncWish& wish_;
  SyncReport report_;
  std::int64_t writes_ = 0;  // of the catalog when the place was kept last
};

}  // namespace

SyncCounts& SyncCounts::operator+=(const SyncCounts& other) {
  scanned += other.scanned;
  added += other.added;
  updated += other.updated;
  removed += other.removed;
  unchanged += other.unchanged;
  failed += other.failed;
  requests += other.requests;
  bytes += other.bytes;
  db_writes += other.db_writes;
  return *this;
}

std::string_view sync_mode(const SyncWish& wish) { return wish.full ? "full" : wish.title ? "title" : wish.quick ? "quick" : "incremental"; }

std::string error_context(const SyncWish& wish, std::string_view server, std::string_view library, bool stored) {
  base::JsonWriter json;
  json.object().field("mode", sync_mode(wish));
  if (!server.empty()) json.field("server", server);
  if (!library.empty()) json.field("library", library);
  if (stored) json.field("stored", true);
  json.end();
  return json.take();
}

std::string library_status(bool reached, bool guarded, bool failures) {
  return guarded ? "guarded" : !reached ? "failed" : failures ? "partial" : "done";
}

std::string listed_text(const model::Item& item) { return item.show.empty() ? item.title : item.show + " / " + item.title; }

SyncReport sync(catalog::Catalog& catalog, const base::Clock& clock, const SyncWish& wish) {
  if (!wish.dry_run) return Run(catalog, clock, wish)();
  const auto copy = catalog.copy();  // all of it happens, where nobody sees it
  return Run(*copy, clock, wish)();
}

void write_json(base::JsonWriter& json, const SyncReport& report) {
  json.object();
  write_fields(json, report);
  write_json(json, report.changes);
  json.end();
}

}  // namespace retrovue::station
