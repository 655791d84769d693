#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/pathmaps.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> server;
  model::PathRule rule;
};

void write(base::JsonWriter& json, const station::RuleChange& change) {
  json.object().field("id", change.rule.id).field("server", change.server).field("from", base::printable(change.rule.from));
  json.field("to", base::printable(change.rule.to)).field("ignore_case", change.rule.ignore_case).field("items", change.places.checked);
  json.field("changed", change.places.changed).end();
}

int run(cli::Session& session, const Options& options) {
  const auto change = station::add_rule(session.catalog(), session.clock(), options.server.value_or(""), options.rule, session.dry_run());
  base::JsonWriter json;
  write(json, change);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("added path rule {}: {} -> {}; {} of {} items changed", change.rule.id, base::printable(change.rule.from),
                                 base::printable(change.rule.to), change.places.changed, change.places.checked));
  std::error_code code;
  if (change.rule.to.starts_with('/') && !std::filesystem::is_directory(change.rule.to, code))
    session.out().note(fmt::format("'{}' is no folder on this machine yet", base::printable(change.rule.to)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::server_option(d, o->server).must();
  d.argument("FROM", o->rule.from, "the beginning of paths as the server has them");
  d.argument("TO", o->rule.to, "where that is on this machine").names(cli::Complete::directory);
  d.flag("--ignore-case", o->rule.ignore_case, "match FROM whatever the case of its letters");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command pathmap_add;
const cli::Command pathmap_add{
    .path = "pathmap add",
    .summary = "say where the paths of a server are on this machine",
    .text = "A rule matches whole parts of a path: /media/tv matches /media/tv/x, not /media/tvshows. Of several rules the longest "
            "wins. Windows paths (`D:\\tv`, `\\\\server\\share`) match with either slash and in any case. Paths without a rule "
            "are taken as they are, so a server on this machine needs none.\n\n"
            "The items that are stored are looked at again at once: files that can be seen now become normal.",
    .examples = "$ retrovue pathmap add --server attic /data/tv /mnt/tv\n$ retrovue pathmap add --server attic 'D:\\TV' /mnt/windows/tv --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
