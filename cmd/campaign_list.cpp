#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "station/campaign_file.h"
#include "station/campaigns.h"

namespace retrovue::cmd {
namespace {

std::string dates(const model::Campaign& c) {
  if (!c.from && !c.to) return "";
  return fmt::format("{}..{}", c.from ? base::to_text(*c.from) : "", c.to ? base::to_text(*c.to) : "");
}

int run(cli::Session& session) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  const auto some = [](std::int64_t number) { return number ? std::to_string(number) : std::string(); };
  for (const auto& one : station::stored_campaigns(session.reader())) {
    json.raw(station::campaign_json(one));
    std::vector<std::string> channels;
    for (const auto number : one.channels) channels.push_back(std::to_string(number));
    rows.push_back({one.name, one.company, dates(one), some(one.target), some(one.per_hour), some(one.per_day), base::join(one.dayparts, ", "),
                    channels.empty() ? "all" : base::join(channels, ", "), std::to_string(one.priority)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"name"}, {"company"}, {"flight"}, {"target", true}, {"per hour", true}, {"per day", true}, {"dayparts"}, {"channels"},
                       {"priority", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command campaign_list;
const cli::Command campaign_list{
    .path = "campaign list",
    .summary = "list the campaigns",
    .text = "By priority, the highest first, then by name: the order in which they own a spot that several have. --json gives each as a station "
            "file would; without channels it airs on all.",
    .examples = "$ retrovue campaign list\n$ retrovue campaign list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
