#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "station/pathmaps.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::int64_t id = 0;
  station::RuleWish wish;
  bool ignore_case = false, match_case = false;
};

int run(cli::Session& session, const Options& options) {
  auto wish = options.wish;
  if (options.ignore_case && options.match_case) throw base::Error(base::ErrorKind::usage, "--ignore-case and --match-case exclude each other");
  if (options.ignore_case || options.match_case) wish.ignore_case = options.ignore_case;
  if (!wish.from && !wish.to && !wish.ignore_case) throw base::Error(base::ErrorKind::usage, "nothing to change", "say what: --from, --to, --ignore-case or --match-case");
  const auto change = station::set_rule(session.catalog(), session.clock(), options.id, wish, session.dry_run());
  base::JsonWriter json;
  json.object().field("id", change.rule.id).field("server", change.server).field("from", base::printable(change.rule.from));
  json.field("to", base::printable(change.rule.to)).field("ignore_case", change.rule.ignore_case).field("items", change.places.checked);
  json.field("changed", change.places.changed).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("changed path rule {}: {} -> {}; {} of {} items changed", change.rule.id, base::printable(change.rule.from),
                                 base::printable(change.rule.to), change.places.changed, change.places.checked));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("RULE", o->id, "the rule's id");
  d.option("--from", "FROM", o->wish.from, "the beginning of paths as the server has them");
  d.option("--to", "TO", o->wish.to, "where that is on this machine").names(cli::Complete::directory);
  d.flag("--ignore-case", o->ignore_case, "match FROM whatever the case of its letters");
  d.flag("--match-case", o->match_case, "match FROM in the case it is written in");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command pathmap_set;
const cli::Command pathmap_set{
    .path = "pathmap set",
    .summary = "change a path rule",
    .text = "Changes what is said and nothing else. The items that are stored are looked at again at once. A rule for paths that "
            "another rule of the server has already is refused.",
    .examples = "$ retrovue pathmap set 2 --to /mnt/tv\n$ retrovue pathmap set 2 --from /data/series --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
