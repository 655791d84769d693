#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/delivery.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> names, channels;
  bool days = false;
};

void write(base::JsonWriter& json, const station::Delivery& one) {
  const auto& c = one.campaign;
  json.object().field("campaign", c.name).field("channel", one.channel).field("state", one.state());
  json.text_or_null("from", c.from ? base::to_text(*c.from) : "").text_or_null("to", c.to ? base::to_text(*c.to) : "");
  json.field("target", one.target ? std::optional{one.target} : std::nullopt).field("planned", one.planned).field("gone", one.gone);
  json.field("aired", one.aired).field("missed", one.missed).field("made_good", one.made_good).field("owed", one.owed).field("due", one.due);
  json.field("pace_percent", one.pace()).field("warnings", one.doubts).key("days").array();
  for (const auto& day : one.days) {
    json.object().field("date", base::to_text(day.date)).field("planned", day.planned).field("aired", day.aired).field("missed", day.missed).end();
  }
  json.end().end();
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  std::vector<model::Campaign> campaigns;
  for (const auto& name : options.names) campaigns.push_back(station::find_campaign(catalog, name));
  if (options.names.empty()) campaigns = station::stored_campaigns(catalog);
  std::vector<model::Channel> channels;
  for (const auto& which : options.channels) channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty())
    for (const auto& channel : catalog::channels(catalog))
      if (channel.enabled) channels.push_back(channel);

  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  const auto all = station::deliveries(catalog, campaigns, channels, session.clock().now());
  const auto text = [](std::int64_t number) { return std::to_string(number); };
  for (const auto& one : all) {
    write(json, one);
    const std::vector<std::string> lead{one.campaign.name, text(one.channel)};
    if (options.days) {
      for (const auto& day : one.days)
        rows.push_back({lead[0], lead[1], base::to_text(day.date), text(day.planned), text(day.aired), text(day.missed)});
      continue;
    }
    const auto pace = one.pace();
    rows.push_back({lead[0], lead[1], one.state(), one.target ? text(one.target) : "", text(one.planned), text(one.gone), text(one.aired), text(one.missed),
                    text(one.made_good), text(one.owed), one.target ? text(one.due) : "", pace ? fmt::format("{}%", *pace) : ""});
  }
  if (session.json()) session.out().document(json.end());
  if (options.days)
    session.out().table({{"campaign"}, {"channel", true}, {"day"}, {"planned", true}, {"aired", true}, {"missed", true}}, rows);
  else
    session.out().table({{"campaign"}, {"channel", true}, {"state"}, {"target", true}, {"planned", true}, {"gone", true}, {"aired", true}, {"missed", true},
                         {"made good", true}, {"owed", true}, {"due", true}, {"pace", true}}, rows);
  if (!session.json())
    for (const auto& one : all)
      for (const auto& doubt : one.doubts) session.out().warn(doubt);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.arguments("CAMPAIGN", o->names, "the campaigns, by name; all by default", false).names(cli::Complete::campaign);
  cli::channels_option(d, o->channels);
  d.flag("--by-day", o->days, "a row for each broadcast day");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command campaign_report;
const cli::Command campaign_report{
    .path = "campaign report",
    .summary = "tell what campaigns were promised and got",
    .text = "A row for each campaign and channel. planned counts the plays of the stored plan, past and to come; gone those before now (--now); "
            "aired those that the as-run has, which is none while nobody watches; missed those that it says failed, were replaced or were cut "
            "short. made good are plays beyond the regular ones, owed are missed ones that nothing stands for yet. due is what an even delivery "
            "would have given by now, and pace what was not missed in hundredths of it. A campaign that cannot be delivered as it stands (no "
            "break is long enough, its flight is over, its caps are below its target) is warned of.",
    .examples = "$ retrovue campaign report\n$ retrovue campaign report 'Summer of cola' --by-day\n$ retrovue campaign report --channel 5 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
