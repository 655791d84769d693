#include <memory>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/delivery.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to;
};

void write(base::JsonWriter& json, const station::CheckedTraffic& checked, const schedule::TrafficFinding& f) {
  const auto* slot = f.slot < checked.slots.size() ? &checked.slots[f.slot] : nullptr;
  json.object().field("rule", f.rule).field("hard", f.hard).field("what", f.what).key("at").time(f.at).key("break_at").time(f.break_at);
  json.field("slot_id", slot ? std::optional{slot->id} : std::nullopt).text_or_null("slot", slot ? slot->title : "");
  json.key("spots").array().value(f.item);
  if (f.other) json.value(f.other);
  json.end().field("distance_ms", f.distance).field("wanted_ms", f.wanted).field("count", f.count).field("limit", f.limit);
  json.field("text", station::to_text(f)).end();
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  std::vector<model::Channel> channels;
  for (const auto& which : options.channels) channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty())
    for (const auto& channel : catalog::channels(catalog))
      if (channel.enabled) channels.push_back(channel);
  const auto library = station::read_library(catalog, station::Markers::without);
  const auto profiles = station::profiles(session.settings());
  const auto now = session.clock().now();

  base::JsonWriter json;
  json.object().key("channels").array();
  std::vector<std::vector<std::string>> rows;
  std::size_t hard = 0, soft = 0;
  for (const auto& channel : channels) {
    const base::Zone zone{channel.zone};
    const auto range = catalog::planned_range(catalog, channel.id);
    const auto from = options.from ? base::parse_time(*options.from, zone, now) : now;
    const auto to = options.to ? base::parse_time(*options.to, zone, now) : range ? std::max(range->second, from + 1) : from + 1;
    const auto checked = station::check_traffic(catalog, library, channel, station::find_profile(profiles, channel.profile).rate, from, to);
    json.object().field("channel", channel.number).field("spots", checked.spots).key("findings").array();
    for (const auto& finding : checked.findings) {
      ++(finding.hard ? hard : soft);
      write(json, checked, finding);
      rows.push_back({std::to_string(channel.number), base::local_text(finding.at, zone), finding.hard ? "hard" : "soft", finding.rule,
                      finding.slot < checked.slots.size() ? checked.slots[finding.slot].title : "", base::local_text(finding.break_at, zone).substr(11),
                      station::to_text(finding)});
    }
    json.end().end();
  }
  if (session.json()) session.out().document(json.end().field("hard", hard).field("soft", soft).end());
  if (rows.empty()) session.out().note("the stored plans keep every rule for commercials");
  else session.out().table({{"channel", true}, {"at"}, {"kind"}, {"rule"}, {"slot"}, {"break"}, {"finding"}}, rows);
  return hard ? 1 : soft ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_arguments(d, o->channels);
  cli::from_option(d, o->from).by_default("now");
  cli::to_option(d, o->to).by_default("the end of the plan");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command traffic_check;
const cli::Command traffic_check{
    .path = "traffic check",
    .summary = "name the rules for commercials that stored plans break",
    .text = "Reads every commercial of the stored plans, without trusting what planned them, and holds it against the rules as they are now: "
            "company_in_break, company, category_in_break, category, spot and spot_rest (too near to another one), company_per_hour, "
            "category_per_hour and spot_per_hour, the item's own flight, expired, daypart and season, and its campaign's campaign_flight, "
            "campaign_daypart, campaign_season, campaign_per_hour and campaign_per_day. Each finding names rule, slot, break, spots and distance, "
            "from start to start. Exit code 1 when a hard rule is broken, 3 when only soft ones are. A plan that was sound when it was built "
            "breaks rules that were made stricter since: build again.",
    .examples = "$ retrovue traffic check\n$ retrovue traffic check 5 --from '2026-11-23 06:00' --to '2026-11-24 06:00' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
