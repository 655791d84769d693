#include "schedule_acts.h"
#include "cli/declaration.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, revision, as;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  std::optional<int> revision;
  if (!options.revision.empty()) revision = static_cast<int>(std::clamp<std::int64_t>(cli::parse_integer(options.revision), -1, INT32_MAX));
  const auto library = station::read_library(catalog);
  const auto done = station::revert_plan(catalog, library, at.channel, at.rate, revision, {options.as, session.clock().now(), "revert", {}}, session.dry_run());
  return report_act(session, at.channel, done.change, done.warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.optional_argument("REVISION", o->revision, "the revision to go back to; without it the one before the last; 0 is before the first");
  as_option(d, o->as);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_revert;
const cli::Command schedule_revert{
    .path = "schedule revert",
    .summary = "bring an earlier plan of a channel back",
    .text = "The part of the plan after the lock window becomes what it was after that revision, breaks and all. That is a revision of its "
            "own, so it can be taken back too. Programmes that were removed since, have no playable file or may not air by the rules "
            "of today are named, and their time is planned anew; so are breaks that hold such spots. `schedule history` lists the "
            "revisions; the last hundred can come back.",
    .examples = "$ retrovue schedule revert 5\n$ retrovue schedule revert 5 12 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
