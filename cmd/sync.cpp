#include "station/sync.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> folders;
  bool full = false, allow_removals = false;
};

void show(cli::Session& session, const station::SyncProgress& at) {
  if (session.json()) {
    if (!session.globals().progress) return;
    base::JsonWriter json;
    json.object().field("library", at.library).field("library_number", at.library_number).field("libraries", at.libraries);
    json.text_or_null("item", at.item).field("item_number", at.item_number).field("items", at.items);
    session.out().progress_json(json.end());
    return;
  }
  if (!session.out().error_terminal()) return;
  auto text = fmt::format("{} ({}/{})", at.library, at.library_number, at.libraries);
  if (at.item_number > 0) text += fmt::format("  {} ({}/{})", at.item, at.item_number, at.items);
  session.out().progress(text);
}

std::string counted(const station::SyncCounts& counts) {
  return fmt::format("{} scanned: {} added, {} updated, {} unchanged, {} removed", counts.scanned, counts.added, counts.updated, counts.unchanged,
                     counts.removed) + (counts.failed ? fmt::format(", {} failed", counts.failed) : "");
}

int run(cli::Session& session, const Options& options) {
  station::SyncWish wish;
  wish.folders = options.folders;
  wish.full = options.full;
  wish.allow_removals = options.allow_removals;
  wish.dry_run = session.dry_run();
  wish.progress = [&](const station::SyncProgress& at) { show(session, at); };
  const auto report = station::sync(session.catalog(), session.clock(), wish);
  auto& out = session.out();
  out.progress_done();
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) out.document(json);
  for (const auto& library : report.libraries) out.line(fmt::format("{}: {}", base::printable(library.library), counted(library.counts)));
  if (report.libraries.size() > 1) out.line(fmt::format("all: {}", counted(report.total)));
  if (!session.json()) {
    for (const auto& error : report.errors) out.warn(fmt::format("{}: {}", base::printable(error.item), error.message));
    if (report.guard) out.warn(report.guard->message + "; --allow-removals goes on");
  }
  if (report.unreachable) return base::exit_code(base::ErrorKind::unreachable);
  return report.partial() ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::folders_option(d, o->folders);
  d.flag("--full", o->full, "compare every item field by field, whatever its change stamp says");
  d.flag("--allow-removals", o->allow_removals, "go on when a library would lose many items at once");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command sync;
const cli::Command sync{
    .path = "sync",
    .summary = "bring the catalog in line with its sources",
    .text = "Reads the enabled folders, or the named ones. New files become items, changed ones are updated, renamed ones keep "
            "their item with its id, markers, tags and overrides. What is listed no more becomes file_not_found and is normal "
            "again when it is back; nothing is deleted.\n\n"
            "A folder that cannot be read loses nothing. When a folder is empty, or would lose more than 10 items and more than "
            "30 percent, nothing of it is changed, the report says so and the exit code is 3; --allow-removals goes on.\n\n"
            "Work is committed in batches: a sync that was stopped goes on where it was. New items can air after `retrovue "
            "validate`. Exit code 3: some files or folders could not be read; 6: another sync is running; 7: no folder could be read.",
    .examples = "$ retrovue sync\n$ retrovue sync --folder ads --dry-run\n$ retrovue sync --json",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
