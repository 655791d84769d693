#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, std::int64_t limit) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& past : station::sync_past(session.reader(), limit)) {
    station::write_json(json, past);
    const auto& run = past.run;
    rows.push_back({std::to_string(run.id), base::local_text(run.started, session.zone()), past.took ? base::short_duration(*past.took) : "", run.mode, run.status,
                    std::to_string(run.scanned), std::to_string(run.added), std::to_string(run.updated), std::to_string(run.removed), std::to_string(run.failed),
                    base::join(past.sources, ", "), past.problem});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"started"}, {"took", true}, {"mode"}, {"status"}, {"scanned", true}, {"added", true}, {"updated", true}, {"removed", true},
                       {"failed", true}, {"sources"}, {"problem"}},
                      rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto limit = std::make_shared<std::optional<std::int64_t>>();
  cli::limit_option(d, *limit).by_default("20");
  return [limit](cli::Session& session) { return run(session, limit->value_or(20)); };
}
}  // namespace

extern const cli::Command sync_history;
const cli::Command sync_history{
    .path = "sync history",
    .summary = "list past syncs",
    .text = "Newest first, with how long each took, what took part and the first thing that went wrong. A sync that was killed is "
            "interrupted; guarded means that a library would have lost too much. --json tells every library and every error.",
    .examples = "$ retrovue sync history --limit 5\n$ retrovue sync history --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
