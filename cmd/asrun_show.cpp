#include <memory>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/shapes.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kDay = 86'400'000;

struct Wanted {
  std::string channel;
  std::optional<std::string> from, to;
};

int run(cli::Session& session, const Wanted& wanted) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, wanted.channel);
  const auto to = wanted.to ? session.time(*wanted.to) : session.clock().now() + kDay;
  const auto from = wanted.from ? session.time(*wanted.from) : session.clock().now() - kDay;
  const base::Zone zone(channel.zone);
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  const auto aired = catalog::as_run(catalog, channel.id, from, to);
  station::as_run_json(json, channel, aired);
  for (const auto& row : aired) {
    rows.push_back({base::local_text(row.actual_start, zone), std::to_string(row.actual_frames), std::string(model::to_text(row.kind)),
                    row.title, row.status, row.error});
  }
  if (session.json()) session.out().document(json.end());
  else session.out().table({{"start"}, {"frames", true}, {"kind"}, {"title"}, {"status"}, {"error"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::channel_argument(d, wanted->channel);
  cli::from_option(d, wanted->from).by_default("a day ago");
  cli::to_option(d, wanted->to).by_default("a day from now");
  return [wanted](cli::Session& session) { return run(session, *wanted); };
}
}  // namespace

extern const cli::Command asrun_show;
const cli::Command asrun_show{
    .path = "asrun show",
    .summary = "show what really aired",
    .text = "Lists the as-run rows of a channel: what was given out, from which frame on and how many, beside what was planned. "
            "Status is aired (all of it), joined (the channel came on in the middle), short (it ended before its time), cut (the channel "
            "went off, or an alert came), failed (not a single frame), or replaced (this stood in for what failed). The error says why. What was on air when the "
            "program was killed has a row too, up to five seconds short, from the moment a channel is next on air. Weeks in the archive "
            "(`retrovue asrun archive`) are read like the rest. Kind alert is the card of an alert; with "
            "--json alert_id names the one that was seen, also where it ran over a programme.",
    .examples = "$ retrovue asrun show 1\n$ retrovue asrun show 1 --from '2026-11-20 18:00' --to '2026-11-21 01:00' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
