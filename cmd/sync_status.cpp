#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

std::string place_text(const catalog::StoredProgress& place) {
  auto text = fmt::format("{} ({}/{})", base::printable(place.library), place.library_number, place.libraries);
  if (place.item_number > 0) text += fmt::format("  {} ({}/{})", base::printable(place.item), place.item_number, place.items);
  return text;
}

std::string text_of(const station::SyncNow& now, const base::Zone& zone) {
  const auto started = base::local_text(now.run.started, zone);
  if (now.running) return fmt::format("a sync runs since {}{}", started, now.place ? ": " + place_text(*now.place) : "");
  if (now.run.ended) return fmt::format("the last sync ended {}: {}", base::local_text(*now.run.ended, zone), now.run.status);
  return fmt::format("the sync of {} was interrupted{}; the next one goes on from there", started, now.place ? " at " + place_text(*now.place) : "");
}

int run(cli::Session& session) {
  const auto now = station::sync_now(session.reader());
  base::JsonWriter json;
  json.object().key("run");
  if (now) station::write_json(json, *now);
  else json.null();
  json.key("states").array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& count : catalog::state_counts(session.reader())) {
    json.object().field("source", count.source).field("library", count.library).field("state", count.state).field("items", count.items);
    json.field("validated", count.validated).end();
    rows.push_back({count.source, count.library, count.state, std::to_string(count.items), std::to_string(count.validated)});
  }
  if (session.json()) session.out().document(json.end().end());
  if (now) session.out().line(text_of(*now, session.zone()));
  session.out().table({{"source"}, {"library"}, {"state"}, {"items", true}, {"validated", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command sync_status;
const cli::Command sync_status{
    .path = "sync status",
    .summary = "show where a sync is and count items by state",
    .text = "Works from any terminal while a sync runs; of one that was killed it shows the last place that was kept. Then items by "
            "source, library and state: normal ones have a file that can be seen from here, and those of them that are validated "
            "can be scheduled. remote_only and unavailable ones need a path rule (`retrovue pathmap check` says why).",
    .examples = "$ retrovue sync status\n$ retrovue sync status --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
