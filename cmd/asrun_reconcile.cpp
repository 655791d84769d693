#include "station/reconcile.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kDay = 86'400'000;

struct Wanted {
  std::string channel;
  std::optional<std::string> from, to;
};

void json_of(base::JsonWriter& json, const model::Channel& channel, const base::Rate& rate, const station::Reconciled& all) {
  json.object().field("channel", channel.number).field("events", all.events).field("whole", all.whole).field("faults", all.faults);
  json.field("planned_frames", all.planned_frames).field("aired_frames", all.aired_frames).field("replaced_frames", all.replaced_frames);
  json.field("off_air_frames", all.off_air_frames).key("findings").array();
  for (const auto& one : all.findings) {
    json.object().key("planned_start").time(model::frame_start(rate, one.event.start_frame)).field("planned_frames", one.event.frames);
    json.field("kind", model::to_text(one.event.kind)).field("title", one.event.title).field("events", one.events);
    json.field("outcome", station::to_text(one.outcome)).field("fault", station::is_fault(one.outcome)).field("aired_frames", one.aired);
    json.field("replaced_frames", one.replaced).text_or_null("error", one.error).end();
  }
  json.end().end();
}

int run(cli::Session& session, const Wanted& wanted) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, wanted.channel);
  const auto now = session.clock().now();
  const auto to = std::min(wanted.to ? session.time(*wanted.to) : now, now);  // what is to come has not failed to air
  const auto from = wanted.from ? session.time(*wanted.from) : now - kDay;
  const auto rate = station::find_profile(station::profiles(session.settings()), channel.profile).rate;
  const auto events = catalog::events(catalog, channel.id, model::frame_at(rate, from), model::frame_at(rate, to));
  const auto all = station::reconcile(events, catalog::as_run(catalog, channel.id, from - kDay, to + kDay), rate);

  base::JsonWriter json;
  json_of(json, channel, rate, all);
  if (session.json()) session.out().document(json);
  const base::Zone zone(channel.zone);
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all.findings) {
    const bool dark = one.outcome == station::Outcome::off_air;
    rows.push_back({base::local_text(model::frame_start(rate, one.event.start_frame), zone), std::to_string(one.event.frames),
                    std::to_string(one.aired), std::string(station::to_text(one.outcome)), dark ? "" : std::string(model::to_text(one.event.kind)),
                    dark ? fmt::format("{} events", one.events) : one.event.title, one.error});
  }
  session.out().table({{"planned"}, {"frames", true}, {"aired", true}, {"outcome"}, {"kind"}, {"title"}, {"error"}}, rows);
  session.out().note(fmt::format("{} of {} events aired whole, {} faults; {} of {} frames were off air", all.whole, all.events, all.faults,
                                 all.off_air_frames, all.planned_frames));
  return all.faults > 0 ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::channel_argument(d, wanted->channel);
  cli::from_option(d, wanted->from).by_default("a day ago");
  cli::to_option(d, wanted->to).by_default("now");
  return [wanted](cli::Session& session) { return run(session, *wanted); };
}
}  // namespace

extern const cli::Command asrun_reconcile;
const cli::Command asrun_reconcile{
    .path = "asrun reconcile",
    .summary = "hold what aired against what was planned",
    .text = "Goes through the planned events of a channel and names each that did not air whole, with the reason: joined (the channel came "
            "on in the middle), cut (it went off in the middle), off_air (it was not on, which is so when nobody watches), changed "
            "(something else aired as planned then; the plan was built anew since), replaced (something stood in), short (it ended before "
            "its time), failed (not a single frame). The last three are faults: exit code 3 when there are any. An airing beside another "
            "one, such as a recording, counts once.",
    .examples = "$ retrovue asrun reconcile 5\n$ retrovue asrun reconcile 5 --from '2026-11-20 06:00' --to '2026-11-21 06:00' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
