#include "station/cleanup.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "station/as_run_archive.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kAsRunKept = 7LL * 86'400'000;

struct Options {
  std::optional<base::Millis> archive_after, purge_after;
};

void list(base::JsonWriter& json, const char* name, const std::vector<station::Archived>& all) {
  json.key(name).array();
  for (const auto& one : all) station::write_json(json, one);
  json.end();
}

int run(cli::Session& session, const Options& options) {
  station::CleanupWish wish;
  if (options.archive_after) wish.archive_after = *options.archive_after;
  wish.purge_after = options.purge_after;
  auto& catalog = session.catalog();
  if (wish.purge_after && !session.dry_run()) {  // what is deleted for good is asked about by its number
    wish.dry_run = true;
    const auto due = station::cleanup(catalog, session.clock(), wish).purged.size();
    if (due > 0) session.confirm(fmt::format("delete {} archived item{} for good?", due, due == 1 ? "" : "s"));
  }
  wish.dry_run = session.dry_run();
  const auto report = station::cleanup(catalog, session.clock(), wish);
  const auto packed = station::archive_as_run(catalog, session.clock(), kAsRunKept, wish.dry_run).rows;
  base::JsonWriter json;
  json.object().field("archive_after_ms", wish.archive_after).field("purge_after_ms", wish.purge_after);
  list(json, "archived", report.archived);
  list(json, "purged", report.purged);
  list(json, "kept", report.kept);
  json.field("as_run_packed", packed).end();
  if (session.json()) session.out().document(json);
  const auto say = [&](std::string_view what, const station::Archived& one, std::string_view since, base::Millis at) {
    session.out().line(fmt::format("{} {}  {} ({}/{}): {} {}", what, one.item.id, base::printable(station::name_text(one.item)), base::printable(one.item.source),
                                   base::printable(one.item.library), since, base::local_text(at, session.zone())));
  };
  for (const auto& one : report.archived) say("archived", one, "gone since", one.gone.since);
  for (const auto& one : report.purged) say("purged", one, "archived since", one.gone.archived.value_or(0));
  for (const auto& one : report.kept) say("kept", one, "the plan of a channel tells of it; archived since", one.gone.archived.value_or(0));
  session.out().line(fmt::format("{} archived, {} purged{}", report.archived.size(), report.purged.size(), packed > 0 ? fmt::format("; {} as-run rows packed", packed) : ""));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.duration("--archive-after", o->archive_after, "archive what has been gone for longer").by_default("30d");
  d.duration("--purge-after", o->purge_after, "delete for good what has been archived for longer; nothing is when left out");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command cleanup;
const cli::Command cleanup{
    .path = "cleanup",
    .summary = "archive items whose files have been gone for long",
    .text = "An item that is file_not_found for longer than --archive-after goes to the archive: it is not listed and not planned any more, "
            "and keeps its tags, markers, overrides and what its sources said. It comes back by itself when a sync finds its file again, or by "
            "hand with `retrovue archive restore`. `retrovue archive list` shows what is there.\n\n"
            "Only with --purge-after are items deleted, namely those that were archived for longer; that cannot be undone, so it asks on a "
            "terminal and needs --yes elsewhere. What a channel's plan or playlog tells of, past or to come, is kept and said so; the as-run log "
            "keeps its titles in any case.\n\n"
            "What aired more than a week ago is packed as `retrovue asrun archive` does it, and stays readable.\n\n"
            "--dry-run reports the same and changes nothing. The times can be set in the settings file, [cleanup] archive_after.",
    .examples = "$ retrovue cleanup --dry-run\n$ retrovue cleanup --archive-after 14d\n$ retrovue cleanup --purge-after 90d --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
