#include <fmt/format.h>

#include <memory>

#include "base/time_text.h"
#include "cli/command.h"
#include "station/as_run_archive.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kWeek = 7LL * 86'400'000;

int run(cli::Session& session, const std::optional<base::Millis>& after) {
  const auto report = station::archive_as_run(session.catalog(), session.clock(), after.value_or(kWeek), session.dry_run());
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) session.out().document(json);
  for (const auto& week : report.weeks)
    session.out().line(fmt::format("channel id {}  week of {}: {} rows added, {} in it, {} bytes", week.channel_id, base::rfc3339_utc(week.week).substr(0, 10), week.added,
                                   week.rows, week.bytes));
  session.out().line(fmt::format("{} rows archived", report.rows));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto after = std::make_shared<std::optional<base::Millis>>();
  d.duration("--after", *after, "archive what began longer ago").by_default("7d");
  return [after](cli::Session& session) { return run(session, *after); };
}
}  // namespace

extern const cli::Command asrun_archive;
const cli::Command asrun_archive{
    .path = "asrun archive",
    .summary = "pack the as-run log of weeks gone by",
    .text = "Rows older than a week, or than --after says, go out of the log into a packed archive in the same catalog, a piece for each channel and week "
            "(from Monday 00:00 UTC). `retrovue asrun show`, `export` and `reconcile` read them as before, only named by --from and --to; the memory of what "
            "aired when and the delivery of campaigns know them too. Rows that tell of an alert stay. `retrovue cleanup` does the same with what is older "
            "than a week, so a daily cleanup keeps the log at the rows of eight days.",
    .examples = "$ retrovue asrun archive --dry-run\n$ retrovue asrun archive --after 30d",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
