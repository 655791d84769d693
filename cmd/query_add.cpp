#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string name, text;
};

int run(cli::Session& session, const Options& options) {
  const auto action = station::add_query(session.catalog(), options.name, options.text, session.dry_run());
  base::JsonWriter json;
  json.object().field("name", options.name).field("query", options.text).field("action", action).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("query '{}' {}", base::printable(options.name), action));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("NAME", o->name, "what to call it");
  d.argument("EXPR", o->text, "which items are meant, see retrovue-query(7)");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command query_add;
const cli::Command query_add{
    .path = "query add",
    .summary = "save a query, or change a saved one",
    .text = "A query says which items are meant: conditions on fields, tags, collections, ages and other queries, joined by and, or, "
            "not and brackets. Blocks and pools of station files name it with query:, and follow it when it changes. What is not "
            "understood is an error with a caret below the place; see retrovue-query(7).",
    .examples = "$ retrovue query add 'late horror' 'type:movie tag:genre:horror not aired < 30d'\n"
                "$ retrovue query add fresh 'added < 14d and not query:\"late horror\"'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
