#include "station/as_run_archive.h"

#include <fmt/format.h>

#include "catalog/history.h"

namespace retrovue::station {

AsRunArchive archive_as_run(catalog::Catalog& catalog, const base::Clock& clock, base::Millis after, bool dry_run) {
  AsRunArchive report;
  report.before = clock.now() - after;
  catalog.transaction(dry_run, [&] {
    report.weeks = catalog::archive_as_run(catalog, report.before);
    for (const auto& week : report.weeks) report.rows += week.added;
    if (report.rows > 0) catalog::audit(catalog, clock.now(), "asrun archive", "as-run", fmt::format("{} rows archived", report.rows));
  });
  return report;
}

void write_json(base::JsonWriter& json, const AsRunArchive& report) {
  json.object().key("before").time(report.before).field("rows", report.rows).key("weeks").array();
  for (const auto& week : report.weeks)
    json.object().field("channel_id", week.channel_id).key("week").time(week.week).field("added", week.added).field("rows", week.rows).field("bytes", week.bytes).end();
  json.end().end();
}

}  // namespace retrovue::station
