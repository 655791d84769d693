#include <memory>

#include "base/time_text.h"
#include "catalog/history.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, std::int64_t limit) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& run : catalog::sync_runs(session.reader(), limit)) {
    json.object().field("id", run.id).key("started").time(run.started).key("ended");
    if (run.ended) json.time(*run.ended);
    else json.null();
    json.field("mode", run.mode).field("status", run.status).field("scanned", run.scanned).field("added", run.added).field("updated", run.updated);
    json.field("removed", run.removed).field("unchanged", run.unchanged).field("failed", run.failed).field("requests", run.requests);
    json.field("bytes", run.bytes).field("db_writes", run.db_writes).end();
    rows.push_back({std::to_string(run.id), base::local_text(run.started, session.zone()), run.mode, run.status, std::to_string(run.scanned),
                    std::to_string(run.added), std::to_string(run.updated), std::to_string(run.removed), std::to_string(run.failed)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"started"}, {"mode"}, {"status"}, {"scanned", true}, {"added", true}, {"updated", true}, {"removed", true}, {"failed", true}}, rows);
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
    .text = "Newest first. A sync that was killed is interrupted; guarded means that a library would have lost too much.",
    .examples = "$ retrovue sync history --limit 5\n$ retrovue sync history --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
