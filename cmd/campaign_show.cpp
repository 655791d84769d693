#include <memory>

#include "cli/command.h"
#include "cli/options.h"
#include "station/campaign_file.h"
#include "station/campaigns.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto campaign = station::find_campaign(session.reader(), which);
  base::JsonWriter json;
  json.raw(station::campaign_json(campaign));
  if (session.json()) session.out().document(json);
  auto text = station::write_yaml(station::campaign_node(campaign, 0));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  session.out().line(text);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::campaign_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command campaign_show;
const cli::Command campaign_show{
    .path = "campaign show",
    .summary = "print a campaign",
    .text = "As a station file says it, see retrovue-station(5); without channels it airs on all. How it is doing says 'campaign report'.",
    .examples = "$ retrovue campaign show 'Summer of cola'\n$ retrovue campaign show Toys --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
