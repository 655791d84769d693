#include "schedule_acts.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, as, note;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  const auto library = station::read_library(catalog);
  const auto done = station::approve_draft(catalog, library, at.channel, at.rate, {options.as, session.clock().now(), "approve", options.note}, session.dry_run());
  auto warnings = done.proposal.warnings;
  for (const auto& finding : done.proposal.findings) warnings.push_back(finding.rule + ": " + finding.text);
  return report_act(session, at.channel, done.change, warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  as_option(d, o->as);
  note_option(d, o->note);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_approve;
const cli::Command schedule_approve{
    .path = "schedule approve",
    .summary = "put the draft of a channel on air",
    .text = "The draft that `schedule build` made takes the place of what is on air, in one transaction. What is on air at this moment "
            "and what starts within the lock window stays; where the draft does not join it, the time between is planned anew. "
            "Approver and time are kept. Refused when the plan was changed since the draft was built, and when the draft breaks a "
            "hard rule or names files that cannot be played any more (exit code 1): build again. A draft may be approved as it is, or "
            "after `schedule submit`; where the station file says `approval: submitted`, only after it.",
    .examples = "$ retrovue schedule approve 5\n$ retrovue schedule approve 5 --as eva --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
