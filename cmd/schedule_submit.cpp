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
  const auto draft = station::submit_draft(catalog, library, at.channel, at.rate, {options.as, session.clock().now(), "submit", options.note}, session.dry_run());
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("channel", at.channel.number).field("draft", draft.id).field("status", draft.status).field("by", draft.submitted_by);
    json.text_or_null("note", draft.submitted_note).key("at").time(*draft.submitted_at);
    session.out().document(json.key("from").time(draft.from).key("to").time(draft.to).end());
  }
  session.out().line(fmt::format("draft {} of channel {} submitted", draft.id, at.channel.number));
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

extern const cli::Command schedule_submit;
const cli::Command schedule_submit{
    .path = "schedule submit",
    .summary = "hand in the draft of a channel for approval",
    .text = "The draft that `schedule build` made becomes submitted: it still waits, and `schedule approve` or `schedule reject` decides it. "
            "Who handed it in, when and with which note is kept and stands in `schedule history`. Refused, as approval is, when the plan "
            "was changed since the draft was built or the draft breaks a hard rule (exit code 1). A new build takes the place of a "
            "submitted draft, and must be submitted itself. Where the station file says `approval: submitted`, only a submitted draft can "
            "be approved. Exit code 4 when the channel has no draft.",
    .examples = "$ retrovue schedule submit 5\n$ retrovue schedule submit 5 --as bob --note 'week 11, with the new films'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
