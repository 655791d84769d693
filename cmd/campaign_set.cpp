#include <fmt/format.h>

#include "campaign_fields.h"
#include "cli/command.h"
#include "station/campaigns.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, CampaignOptions& options) {
  auto& catalog = session.catalog();
  options.find_channels(catalog);
  auto campaign = station::find_campaign(catalog, options.name);
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
  cli::campaign_argument(d, o->name);
  o->declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command campaign_set;
const cli::Command campaign_set{
    .path = "campaign set",
    .summary = "change a campaign",
    .text = "Changes what is given and keeps the rest. Spots that are given stand for those it had. none takes a date, daypart, season, company "
            "or category back, --channel all airs it everywhere, 0 takes back a target or cap. Stored plans stay as they are until the next build.",
    .examples = "$ retrovue campaign set 'Summer of cola' --to 2026-09-15 --per-day 20\n"
                "$ retrovue campaign set Toys --daypart none --channel all",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
