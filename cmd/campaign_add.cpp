#include <fmt/format.h>

#include "base/error.h"
#include "campaign_fields.h"
#include "cli/command.h"
#include "station/campaigns.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, CampaignOptions& options) {
  auto& catalog = session.catalog();
  options.find_channels(catalog);
  for (const auto& one : station::stored_campaigns(catalog))
    if (base::lower_ascii(one.name) == base::lower_ascii(options.name))
      throw base::Error(base::ErrorKind::usage, fmt::format("a campaign is called '{}' already", base::printable(one.name)),
                        "change it with 'retrovue campaign set'");
  model::Campaign campaign;
  campaign.name = options.name;
  station::change(campaign, options.fields);
  const auto saved = station::save_campaign(catalog, campaign, session.dry_run());
  base::JsonWriter json;
  json.object().field("name", campaign.name).field("action", saved.action).field("warnings", saved.warnings).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("campaign '{}' {}", base::printable(campaign.name), saved.action));
  for (const auto& warning : saved.warnings) session.out().warn(warning);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<CampaignOptions>();
  d.argument("NAME", o->name, "what to call it");
  o->declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command campaign_add;
const cli::Command campaign_add{
    .path = "campaign add",
    .summary = "book spots",
    .text = "A campaign says which spots are booked, for when, how often and where. Its spots air within its flight only (--from and --to are "
            "broadcast days, both included), in its dayparts and seasons, and never beyond its caps. With a target, builds deliver it evenly: "
            "behind goes first. What the campaign names must be there. Without --channel it airs on every channel. --item, --tag, --query, "
            "--spots-of and --spots may be given several times: any of them is meant.",
    .examples = "$ retrovue campaign add 'Summer of cola' --spots-of 'Cola Co' --from 2026-06-01 --to 2026-08-31 --target 600 --per-hour 2\n"
                "$ retrovue campaign add Toys --tag brand:toys --daypart kids --season 11-15..12-24 --channel 5",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
