#include "station/sync_figures.h"

#include <map>
#include <set>

#include "base/json.h"
#include "catalog/folders.h"
#include "station/sync_now.h"

namespace retrovue::station {
namespace {

constexpr std::int64_t kRecent = 20, kLooked = 200;

// By source, what one run did.
std::map<std::string, SourceScan> scans_of(const catalog::SyncRun& run) {
  std::map<std::string, SourceScan> all;
  const auto report = base::Json::parse(run.report.empty() ? "{}" : run.report);
  const auto libraries = report["libraries"];
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    const auto one = libraries.at(i);
    auto source = one["server"].text_or("");
    auto& scan = all[source];
    scan.source = std::move(source);
    scan.ended = *run.ended;
    scan.duration += one["duration_ms"].integer().value_or(0);
    scan.items += one["scanned"].integer().value_or(0);
  }
  return all;
}

}  // namespace

SyncFigures sync_figures(catalog::Catalog& catalog) {
  SyncFigures figures;
  const auto now = sync_now(catalog);
  figures.running = now && now->running;
  std::set<std::string> wanted;
  for (const auto& library : catalog::libraries(catalog)) wanted.insert(library.source);
  std::map<std::string, SourceScan> found;
  for (const auto limit : {kRecent, kLooked}) {  // nearly always the first will do
    if (found.size() == wanted.size()) break;
    for (const auto& run : catalog::sync_runs(catalog, limit)) {
      if (!run.ended) continue;
      for (auto& [source, scan] : scans_of(run))
        if (wanted.contains(source)) found.emplace(source, std::move(scan));
    }
  }
  for (auto& [source, scan] : found) figures.scans.push_back(std::move(scan));
  return figures;
}

}  // namespace retrovue::station
