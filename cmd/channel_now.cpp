#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "channel_fields.h"
#include "cli/command.h"
#include "station/program.h"
#include "station/program_text.h"

namespace retrovue::cmd {
namespace {

void slot_json(base::JsonWriter& json, std::string_view name, const std::optional<model::Slot>& slot) {
  json.key(name);
  if (!slot) {
    json.null();
    return;
  }
  json.object().field("id", slot->id).key("start").time(slot->start).key("end").time(slot->end).field("title", slot->title);
  json.text_or_null("show", slot->show).field("season", slot->season).field("episode", slot->episode);
  json.text_or_null("block", slot->block).field("status", slot->status).end();
}

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, which);
  const auto rate = station::find_profile(station::profiles(session.settings()), channel.profile).rate;
  const auto at = session.clock().now();
  const auto air = station::on_air(catalog, channel, rate, at);
  auto& out = session.out();
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("channel", channel.number).field("name", channel.name).key("at").time(at);
    slot_json(json, "now", air.slot);
    slot_json(json, "next", air.next);
    json.key("event");
    if (air.event) {
      json.object().field("id", air.event->id).field("kind", std::string{model::to_text(air.event->kind)});
      json.field("item_id", air.event->item_id ? std::optional{air.event->item_id} : std::nullopt);
      json.text_or_null("title", air.event->title).field("position_ms", air.position_ms).end();
    } else {
      json.null();
    }
    out.document(json.field("remaining_ms", air.remaining_ms).end());
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
