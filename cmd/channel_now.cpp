#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/profiles.h"
#include "station/program_text.h"
#include "station/shapes.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, which);
  const auto rate = station::find_profile(station::profiles(session.settings()), channel.profile).rate;
  const auto at = session.clock().now();
  const auto air = station::on_air(catalog, channel, rate, at);
  auto& out = session.out();
  if (session.json()) {
    base::JsonWriter json;
    out.document(station::on_air_json(json, channel, air, at));
  }
  const base::Zone zone{channel.zone};
  const auto clock = [&](model::Millis time) { return base::local_text(time, zone).substr(11, 5); };
  if (!air.slot) out.note(fmt::format("nothing is planned now; run 'retrovue schedule build {}'", channel.number));
  else
    out.line(fmt::format("now   {}-{}  {}", clock(air.slot->start), clock(air.slot->end), station::slot_name(*air.slot)));
  if (air.event)
    out.line(fmt::format("      {} {} at {}", model::to_text(air.event->kind), base::printable(air.event->title), base::clock_text(air.position_ms)));
  if (air.next) out.line(fmt::format("next  {}-{}  {}", clock(air.next->start), clock(air.next->end), station::slot_name(*air.next)));
  return air.slot ? 0 : base::exit_code(base::ErrorKind::not_found);
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::channel_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command channel_now;
const cli::Command channel_now{
    .path = "channel now",
    .summary = "say what a channel shows at this moment",
    .text = "Reads the stored plan: the programme on air, the piece of it with its position to the hundredth of a second, and what "
            "comes next, in the channel's own time. With --now, for another moment. Exit code 4 when nothing is planned.",
    .examples = "$ retrovue channel now 5\n$ retrovue channel now 5 --now '2026-11-20 20:15:30'",
    .declare = declare,
};

}  // namespace retrovue::cmd
