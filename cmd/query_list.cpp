#include "cli/command.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, text] : station::saved_queries(session.reader())) {
    json.object().field("name", name).field("query", text).end();
    rows.push_back({name, text});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"name"}, {"query"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command query_list;
const cli::Command query_list{
    .path = "query list",
    .summary = "list the saved queries",
    .text = "By name, each with its text as it was given to 'query add'.",
    .examples = "$ retrovue query list\n$ retrovue query list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
