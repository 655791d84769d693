#include "catalog/history.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& count : catalog::state_counts(session.reader())) {
    json.object().field("source", count.source).field("library", count.library).field("state", count.state).field("items", count.items);
    json.field("validated", count.validated).end();
    rows.push_back({count.source, count.library, count.state, std::to_string(count.items), std::to_string(count.validated)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"source"}, {"library"}, {"state"}, {"items", true}, {"validated", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command sync_status;
const cli::Command sync_status{
    .path = "sync status",
    .summary = "count items by source and state",
    .text = "Validated ones were checked and can be played; those in the state normal are scheduled.",
    .examples = "$ retrovue sync status\n$ retrovue sync status --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
