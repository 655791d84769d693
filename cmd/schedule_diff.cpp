#include "schedule_acts.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  const Planned at(session, catalog, options.channel);
  const auto proposal = station::propose(catalog, station::read_library(catalog), at.channel, at.rate, session.clock().now());
  if (session.json()) {
    const auto sum = schedule::counts(proposal.changes);
    base::JsonWriter json;
    json.object().field("channel", at.channel.number).field("draft", proposal.draft.id).field("by", proposal.draft.made_by).field("status", proposal.draft.status);
    json.key("made_at").time(proposal.draft.made_at).key("from").time(proposal.from).key("to").time(proposal.to);
    json.field("added", sum.added).field("removed", sum.removed).field("moved", sum.moved).field("changed", sum.changed);
    json.field("warnings", proposal.warnings);
    changes_json(json, proposal.changes);
    session.out().document(json.end());
    return 0;
  }
  for (const auto& warning : proposal.warnings) session.out().warn(fmt::format("channel {}: {}", at.channel.number, warning));
  if (proposal.changes.empty()) session.out().note("the draft is what is on air already");
  else show_changes(session, at.channel, proposal.changes);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_diff;
const cli::Command schedule_diff{
    .path = "schedule diff",
    .summary = "compare the draft of a channel with what is on air",
    .text = "What `schedule approve` would do at this moment: slots added, removed, moved to another time, and changed, and for the last "
            "ones what of them: the programme, the end, the block, the breaks, whether it is by hand, or its text. Times are the "
            "channel's own. Exit code 4 when the channel has no draft.",
    .examples = "$ retrovue schedule diff 5\n$ retrovue schedule diff 5 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
