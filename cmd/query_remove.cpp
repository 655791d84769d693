#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& name) {
  session.confirm(fmt::format("remove query '{}'?", base::printable(name)));
  station::remove_query(session.catalog(), name, session.dry_run());
  base::JsonWriter json;
  json.object().field("name", name).field("action", "removed").end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("query '{}' removed", base::printable(name)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto name = std::make_shared<std::string>();
  d.argument("NAME", *name, "the query");
  return [name](cli::Session& session) { return run(session, *name); };
}
}  // namespace

extern const cli::Command query_remove;
const cli::Command query_remove{
    .path = "query remove",
    .summary = "remove a saved query",
    .text = "A query that another one names stays. Blocks that play it match nothing then; the next build names them.",
    .examples = "$ retrovue query remove fresh --dry-run\n$ retrovue query remove fresh --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
