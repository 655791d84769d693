#include "base/text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "channel_fields.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  auto& catalog = session.reader();
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& channel : catalog::channels(catalog)) {
    const auto range = catalog::planned_range(catalog, channel.id);
    channel_json(json.object(), channel).key("planned_until");
    if (range) json.time(range->second).end();
    else json.null().end();
    rows.push_back({std::to_string(channel.number), channel.name, channel.call_sign, channel.zone, channel.profile,
                    channel.enabled ? "yes" : "no",
                    range ? base::local_text(range->second, base::Zone{channel.zone}).substr(0, 16) : "-"});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"number", true}, {"name"}, {"call sign"}, {"zone"}, {"profile"}, {"enabled"}, {"planned until"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) {
  return [](cli::Session& session) { return run(session); };
}
}  // namespace

extern const cli::Command channel_list;
const cli::Command channel_list{
    .path = "channel list",
    .summary = "list the channels",
    .text = "One line for each channel, by number, with the end of its stored plan in the channel's own time.",
    .examples = "$ retrovue channel list\n$ retrovue channel list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
