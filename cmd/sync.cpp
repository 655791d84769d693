#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "station/sync.h"
#include "sync_options.h"
#include "sync_show.h"
#include "sync_text.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const SyncOptions& options) {
  auto wish = options.wish();
  station::ServerDoor servers(session.catalog(), options.door(session));
  wish.door = &servers;
  wish.dry_run = session.dry_run();
  if (!wish.detect.empty() && !wish.dry_run) throw base::Error(base::ErrorKind::usage, "--detect only looks", "add --dry-run");
  SyncShow show(session);
  wish.progress = [&](const station::SyncProgress& at) { show.place(at); };
  if (show.wants_changes()) wish.changed = [&](const station::SyncChange& change) { show.change(change); };
  station::SyncReport report;
  try {
    report = station::sync(session.catalog(), session.clock(), wish);
  } catch (const base::Error& error) {
    notify(session, options.notify, "failed", error.message());
    throw;
  }
  show.done(report);
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) session.out().document(json);
  tell(session, report);
  const int code = code_of(session, wish, report);
  notify(session, options.notify, code == 0 ? "done" : report.unreachable ? "failed" : "partial", summary(report));
  return code;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<SyncOptions>();
  o->declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command sync;
const cli::Command sync{
    .path = "sync",
    .summary = "bring the catalog in line with its sources",
    .text = "Reads the enabled folders and the enabled libraries of the servers, or the named ones. New files become items, changed ones are updated, renamed ones keep their item with its id, markers, tags and overrides. What is listed no more becomes file_not_found and is normal "
            "again when it is back; nothing is deleted.\n\n"
            "A server is listed flat, page by page, with a stamp per item made of everything the list says; only what is new or "
            "has another stamp is read in full. An item is found again by its key, else by its GUID and file, so a rebuilt server "
            "or a move to another library keeps ids, tags, markers and overrides. A list that broke off or does not add up "
            "removes nothing. --title syncs the shows or movies of one title and removes nothing; --quick takes two requests "
            "when a server says that nothing happened; --full reads everything again.\n\n"
            "A file that can be seen from here makes its item normal; one that no path rule speaks of is remote_only, one that "
            "a rule leads nowhere, or that lies in the server's trash, unavailable (`retrovue pathmap`).\n\n"
            "A refused token stops its server only, and a new one is asked for when it was signed in with `retrovue server "
            "login`. When --max-errors items one after another cannot be read, the server is left alone for --pause: syncs skip it and say so, unless "
            "--server names it, and the first one after that goes on where it was. Both can be set for all syncs: [sync] max_errors and pause.\n\n"
            "A folder that cannot be read loses nothing. When a folder or a library is empty, or would lose more than 10 items and more than 30 percent, nothing of it is changed, the report says so and the exit code is 3; --allow-removals goes on.\n\n"
            "--dry-run --detect asks one detector alone and says its verdict of each show or item (new, changed, moved, returned, unsure, unchanged, "
            "gone; --json has them all with the reason): show and episode go by the change stamps of what is listed, file by the file an item goes "
            "by, on the server and on this machine, metadata reads everything in full and names the fields that differ. A sync without it lets episode and file decide "
            "what metadata reads.\n\n"
            "On a terminal one line shows which library of how many and which item of how many is read; --verbose says each change "
            "(`Status: added Movies: Alien`), --json --progress writes all of it as JSON lines to standard error: events library "
            "and item with elapsed_ms, per_second and eta_ms, status (latency_ms: since it was written), error and done. `retrovue sync status` shows the same from elsewhere.\n\n"
            "With --json the report says of up to 200 items what changed (new, metadata, file, duration, moved, removed, returned) and which planned slots that touches, most first.\n\n"
            "Work is committed in batches: a sync that was stopped goes on where it was. New items can air after `retrovue "
            "validate`. --notify PROGRAM is told how it ended, for mail or a webhook. Exit code 3: some files or folders could not be read; 4: no such title; 6: another sync is running; 7: no "
            "source could be read; 8: no source could be read because a token is refused.",
    .examples = "$ retrovue sync\n$ retrovue sync --folder ads --dry-run\n$ retrovue sync --json\n"
                "$ retrovue sync --server attic --quick\n$ retrovue sync --library 'TV Shows' --full\n"
                "$ retrovue sync --title 'Battlestar Galactica' --year 2003",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
