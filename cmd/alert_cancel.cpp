#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "station/alerts.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, std::int64_t id) {
  auto& catalog = session.catalog();
  const auto now = session.clock().now();
  const auto alert = station::cancel_alert(catalog, id, now, session.dry_run());
  base::JsonWriter json;
  station::alert_json(json, catalog, alert, now);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("alert {} {}", alert.id, alert.cancelled ? "cancelled" : "was over already"));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto id = std::make_shared<std::int64_t>(0);
  d.argument("ID", *id, "the alert, as 'alert list' shows it");
  return [id](cli::Session& session) { return run(session, *id); };
}
}  // namespace

extern const cli::Command alert_cancel;
const cli::Command alert_cancel{
    .path = "alert cancel",
    .summary = "take an alert off the air",
    .text = "The channels are back in their programme within about a second, or show the alert of the next lower priority. One that is over stays "
            "as it is.",
    .examples = "$ retrovue alert cancel 3",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
