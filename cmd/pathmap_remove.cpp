#include <fmt/format.h>

#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "station/pathmaps.h"

namespace retrovue::cmd {
namespace {

void write(base::JsonWriter& json, const station::RuleChange& change) {
  json.object().field("id", change.rule.id).field("server", change.server).field("from", base::printable(change.rule.from));
  json.field("to", base::printable(change.rule.to)).field("ignore_case", change.rule.ignore_case).field("items", change.places.checked);
  json.field("changed", change.places.changed).end();
}

int run(cli::Session& session, std::int64_t id) {
  session.confirm(fmt::format("remove path rule {}?", id));
  const auto change = station::remove_rule(session.catalog(), session.clock(), id, session.dry_run());
  base::JsonWriter json;
  write(json, change);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("removed path rule {}: {} -> {}; {} of {} items changed", change.rule.id, base::printable(change.rule.from),
                                 base::printable(change.rule.to), change.places.changed, change.places.checked));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto id = std::make_shared<std::int64_t>(0);
  d.argument("RULE", *id, "the rule's id");
  return [id](cli::Session& session) { return run(session, *id); };
}
}  // namespace

extern const cli::Command pathmap_remove;
const cli::Command pathmap_remove{
    .path = "pathmap remove",
    .summary = "remove a path rule",
    .text = "The items that are stored are looked at again at once.",
    .examples = "$ retrovue pathmap remove 2 --dry-run\n$ retrovue pathmap remove 2 --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
