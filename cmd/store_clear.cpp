#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "station/warm.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto wish = cli::store_wish(session.settings());
  const auto folder = base::printable(wish.folder.native());
  session.confirm(fmt::format("remove every encoded chunk in '{}'?", folder));
  playout::StoreContent before, after;
  if (std::filesystem::exists(wish.folder)) {
    playout::DiskStore disk(wish.folder, wish.max_bytes);
    before = disk.content();
    if (!session.dry_run()) disk.trim(0);
    if (!session.dry_run()) after = disk.content();
    if (!session.dry_run() && std::filesystem::exists(session.globals().db)) station::record_warmed(session.catalog(), disk, {}, 0);
  }
  base::JsonWriter json;
  json.object().field("folder", folder).field("bytes", before.bytes - after.bytes).field("events", before.events - after.events).field("left", after.events).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("{} bytes of {} events removed", before.bytes - after.bytes, before.events - after.events));
  if (after.events > 0) session.out().warn(fmt::format("{} events are being written and stay", after.events));
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command store_clear;
const cli::Command store_clear{
    .path = "store clear",
    .summary = "remove every encoded chunk",
    .text = "Nothing is lost but the work: what airs again is encoded again. Channels on air go on. Files that are not the store's are "
            "left alone. It is never needed for a changed file or profile, whose chunks have other names.",
    .examples = "$ retrovue store clear --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
