#include <fmt/format.h>

#include <memory>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/profiles.h"
#include "station/plan_book.h"
#include "station/program.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to;
  bool draft = false;
};

// The draft as it would go on air now.
station::CheckedChannel check_draft(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel,
                                    const base::Rate& rate, base::Millis now) {
  auto proposal = station::propose(catalog, library, channel, rate, now);
  station::CheckedChannel checked;
  checked.number = channel.number;
  checked.slots = proposal.pieces.size();
  for (const auto& piece : proposal.pieces) checked.events += piece.events.size();
  checked.findings = std::move(proposal.findings);
  return checked;
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  std::vector<model::Channel> channels;
  for (const auto& which : options.channels) channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty())
    for (const auto& channel : catalog::channels(catalog))
      if (channel.enabled && (!options.draft || catalog::open_draft(catalog, channel.id))) channels.push_back(channel);
  const auto library = station::read_library(catalog);
  const auto profiles = station::profiles(session.settings());
  const auto now = session.clock().now();

  base::JsonWriter json;
  json.object().key("channels").array();
  std::vector<std::vector<std::string>> rows;
  bool hard = false, soft = false;
  for (const auto& channel : channels) {
    const base::Zone zone{channel.zone};
    const auto range = catalog::planned_range(catalog, channel.id);
    const auto from = options.from ? base::parse_time(*options.from, zone, now) : now;
    const auto to = options.to ? base::parse_time(*options.to, zone, now) : range ? std::max(range->second, from + 1) : from + 1;
    const auto rate = station::find_profile(profiles, channel.profile).rate;
    const auto checked = options.draft ? check_draft(catalog, library, channel, rate, now) : station::check_plan(catalog, library, channel, rate, from, to);
    json.object().field("channel", channel.number).field("slots", checked.slots).field("events", checked.events).key("findings").array();
    for (const auto& finding : checked.findings) {
      (finding.hard ? hard : soft) = true;
      json.object().field("rule", finding.rule).key("at").time(finding.at).field("text", finding.text).field("hard", finding.hard).end();
      rows.push_back({std::to_string(channel.number), base::local_text(finding.at, zone), finding.rule, finding.text});
    }
    json.end().end();
  }
  if (session.json()) session.out().document(json.end().end());
  if (rows.empty()) session.out().note(options.draft ? "the drafts are sound" : "the stored plans are sound");
  else session.out().table({{"channel", true}, {"at"}, {"rule"}, {"finding"}}, rows);
  return hard ? 1 : soft ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_arguments(d, o->channels);
  d.flag("--draft", o->draft, "what waits for approval instead of what is on air");
  cli::from_option(d, o->from);
  cli::to_option(d, o->to);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_check;
const cli::Command schedule_check{
    .path = "schedule check",
    .summary = "look for faults in the stored plans",
    .text = "Reads what is planned, from now to the end of the plan, and names each fault with its place and remedy: gap, overlap, grid "
            "(a start off the grid), events (pieces that do not add up to their slot or lose frames), file (an item that cannot be "
            "played any more), rule (rating, daypart, flight, expiry), company (two spots of one in a break). Exit code 1 when the "
            "plan would not air as promised, 3 when only starts are off the grid. "
            "With --draft the drafts are read, as they would go on air now.",
    .examples = "$ retrovue schedule check\n$ retrovue schedule check 5 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
