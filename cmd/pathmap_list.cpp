#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::optional<std::string>& which) {
  auto& catalog = session.reader();
  std::optional<model::Id> only;
  if (which) only = catalog::find_server(catalog, *which).id;
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  const auto servers = catalog::servers(catalog);
  for (const auto& rule : catalog::path_rules(catalog, only)) {
    std::string server;
    for (const auto& one : servers)
      if (one.id == rule.server_id) server = one.name;
    json.object().field("id", rule.id).field("server", server).field("from", base::printable(rule.from)).field("to", base::printable(rule.to));
    json.field("ignore_case", rule.ignore_case).end();
    rows.push_back({std::to_string(rule.id), server, rule.from, rule.to, rule.ignore_case ? "ignored" : "matters"});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"server"}, {"from"}, {"to"}, {"case"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::optional<std::string>>();
  cli::server_option(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command pathmap_list;
const cli::Command pathmap_list{
    .path = "pathmap list",
    .summary = "list the path rules",
    .text = "By server and path. The longest rule that matches wins, whatever the order.",
    .examples = "$ retrovue pathmap list\n$ retrovue pathmap list --server attic --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
