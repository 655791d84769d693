#include "station/cleanup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/history.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "catalog/overrides.h"
#include "catalog/servers.h"

namespace retrovue::station {
namespace {

Archived whole(catalog::Catalog& catalog, const catalog::GoneItem& gone) {
  auto item = catalog::any_item(catalog, gone.id);
  if (!item) throw base::Error(base::ErrorKind::not_found, fmt::format("there is no item {}", gone.id));
  return {std::move(*item), gone, catalog::overrides(catalog, gone.id).size()};
}

void purge(catalog::Catalog& catalog, base::Millis until, CleanupReport& report) {
  std::vector<model::Id> due;
  for (const auto& gone : catalog::archived_items(catalog)) {
    if (*gone.archived > until) continue;
    (gone.planned ? report.kept : report.purged).push_back(whole(catalog, gone));
    if (!gone.planned) due.push_back(gone.id);
  }
  catalog::purge_items(catalog, due);
}

}  // namespace

CleanupReport cleanup(catalog::Catalog& catalog, const base::Clock& clock, const CleanupWish& wish) {
  CleanupReport report;
  const auto now = clock.now();
  catalog.transaction(wish.dry_run, [&] {
    if (wish.purge_after) purge(catalog, now - *wish.purge_after, report);
    const auto cause = fmt::format("gone for {} or longer", base::short_duration(wish.archive_after));
    catalog::ItemWriter writer(catalog, now);
    for (auto gone : catalog::gone_items(catalog, now - wish.archive_after)) {
      writer.set_archived(gone.id, true, cause);
      gone.archived = now;
      report.archived.push_back(whole(catalog, gone));
    }
    if (report.archived.empty() && report.purged.empty()) return;
    catalog::drop_empty_libraries(catalog);
    catalog::audit(catalog, now, "cleanup", "items", fmt::format("{} archived, {} purged", report.archived.size(), report.purged.size()));
  });
  return report;
}

std::vector<Archived> archive(catalog::Catalog& catalog) {
  std::vector<Archived> all;
  for (const auto& gone : catalog::archived_items(catalog)) all.push_back(whole(catalog, gone));
  return all;
}

std::vector<Archived> restore(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<std::string>& which, bool dry_run) {
  std::vector<Archived> restored;
  catalog.transaction(dry_run, [&] {
    catalog::ItemWriter writer(catalog, clock.now());
    for (const auto& name : which) {
      auto gone = catalog::find_archived(catalog, name);
      writer.set_archived(gone.id, false, "restored by hand");
      gone.archived.reset();
      restored.push_back(whole(catalog, gone));
      catalog::audit(catalog, clock.now(), "archive restore", std::to_string(gone.id), {});
    }
  });
  return restored;
}

void write_json(base::JsonWriter& json, const Archived& one) {
  const auto& item = one.item;
  json.object().field("id", item.id).field("kind", model::to_text(item.kind)).field("title", base::printable(item.title)).text_or_null("show", base::printable(item.show));
  json.field("season", item.season).field("episode", item.episode).field("year", item.year).field("source", item.source).field("library", item.library);
  json.text_or_null("source_path", base::printable(item.source_path)).key("gone_since").time(one.gone.since).key("archived_at");
  if (one.gone.archived) json.time(*one.gone.archived);
  else json.null();
  json.field("tags", item.tags).field("overrides", static_cast<std::int64_t>(one.overrides)).end();
}

}  // namespace retrovue::station
