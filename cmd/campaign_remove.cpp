#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/campaigns.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto campaign = station::find_campaign(session.catalog(), which);
  session.confirm(fmt::format("remove campaign '{}'?", base::printable(campaign.name)));
  station::remove_campaign(session.catalog(), campaign.name, session.dry_run());
  base::JsonWriter json;
  json.object().field("name", campaign.name).field("action", "removed").end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("campaign '{}' removed", base::printable(campaign.name)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::campaign_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command campaign_remove;
const cli::Command campaign_remove{
    .path = "campaign remove",
    .summary = "remove a campaign",
    .text = "Its spots stay in the library, and from the next build on air like any others. What was planned and aired stays.",
    .examples = "$ retrovue campaign remove Toys --dry-run\n$ retrovue campaign remove Toys --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
