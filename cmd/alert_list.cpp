#include <memory>

#include "base/time_text.h"
#include "catalog/alerts.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/alerts.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, bool all) {
  auto& catalog = session.reader();
  const auto now = session.clock().now();
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& alert : catalog::alerts(catalog, all ? 0 : now)) {
    station::alert_json(json, catalog, alert, now);
    rows.push_back({std::to_string(alert.id), station::alert_state(alert, now), std::to_string(alert.priority), std::string(model::to_text(alert.style)),
                    base::local_text(alert.start, session.zone()), base::local_text(alert.end, session.zone()),
                    station::alert_channels(catalog, alert), alert.text});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"state"}, {"priority", true}, {"style"}, {"from"}, {"until"}, {"channels"}, {"text"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto all = std::make_shared<bool>(false);
  cli::all_option(d, *all, "those that are over, too");
  return [all](cli::Session& session) { return run(session, *all); };
}
}  // namespace

extern const cli::Command alert_list;
const cli::Command alert_list{
    .path = "alert list",
    .summary = "list the alerts that are on, or all there were",
    .text = "State is on, waiting, over or cancelled. With --json each has its log: when it was sent, on which channel it was seen from when on "
            "and for how many frames, and when it was cancelled.",
    .examples = "$ retrovue alert list\n$ retrovue alert list --all --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
