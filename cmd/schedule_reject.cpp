#include "schedule_acts.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, as, note;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const auto channel = catalog::find_channel(catalog, options.channel);
  const auto draft = station::reject_draft(catalog, channel, {options.as, session.clock().now(), "reject", options.note}, session.dry_run());
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("channel", channel.number).field("draft", draft.id).field("status", draft.status).field("by", draft.decided_by);
    json.text_or_null("note", draft.decided_note);
    session.out().document(json.key("from").time(draft.from).key("to").time(draft.to).end());
  }
  session.out().line(fmt::format("draft {} of channel {} rejected", draft.id, channel.number));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  as_option(d, o->as);
  note_option(d, o->note);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_reject;
const cli::Command schedule_reject{
    .path = "schedule reject",
    .summary = "drop the draft of a channel",
    .text = "What is on air stays as it is. Who rejected the draft, when, and the note why, is kept; a submitted one too. Exit code 4 when the channel has no draft.",
    .examples = "$ retrovue schedule reject 5 --as eva",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
