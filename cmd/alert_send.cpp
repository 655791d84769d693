#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/alerts.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string text, style = "full";
  std::vector<std::string> channels;
  std::int64_t priority = model::Alert::kUsual;
  std::optional<base::Millis> duration;
  bool tone = false;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  model::Alert alert;
  alert.text = options.text;
  alert.style = model::from_text<model::AlertStyle>(options.style);
  alert.priority = static_cast<int>(options.priority);
  alert.tone = options.tone;
  for (const auto& which : options.channels) alert.channels.push_back(catalog::find_channel(catalog, which).id);
  alert = station::send_alert(catalog, alert, session.clock().now(), options.duration.value_or(60'000), session.dry_run());
  base::JsonWriter json;
  station::alert_json(json, catalog, alert, session.clock().now());
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("alert {} on {} until {}", alert.id, station::alert_channels(catalog, alert), base::local_text(alert.end, session.zone())));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("TEXT", o->text, "what it says: one line of at most 500 characters");
  cli::channels_option(d, o->channels).by_default("every channel");
  d.option("--priority", "N", o->priority, "which one is on air when there are several; of equal ones the newest").between(1, 9).by_default("5");
  cli::duration_option(d, o->duration).by_default("1m");
  d.option("--style", "STYLE", o->style, "full: a card instead of the programme; crawl: running over it").one_of({"full", "crawl"}).by_default("full");
  d.flag("--tone", o->tone, "sound an attention tone for three seconds");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command alert_send;
const cli::Command alert_send{
    .path = "alert send",
    .summary = "put a message on air at once",
    .text = "Whatever is on air from this catalog, a running `retrovue serve` or `retrovue play channel`, shows the message within about a "
            "second, MPEG-TS viewers first, HLS viewers with their next segment. Afterwards every channel is back in its programme where the "
            "schedule is by then; nothing is shown later than planned.\n\n"
            "With --style full a card with the text takes the place of picture and sound; with --style crawl the text runs along the lower edge "
            "and the programme goes on. The one with the highest priority is on air; a lower one comes back when that is over, if its own time "
            "is not.\n\n"
            "Any script can be written for which the machine has a font (Debian: fonts-dejavu-core has Latin, Greek, Cyrillic, Hebrew and Arabic, "
            "fonts-noto-cjk and fonts-noto-core have more). What was seen of it is kept as as-run rows: see `retrovue asrun show` and "
            "`retrovue alert list --json`.",
    .examples = "$ retrovue alert send 'Storm from the west: stay inside' --duration 90s --tone\n"
                "$ retrovue alert send 'Tonight at 8: the final' --style crawl --channel 5 --priority 2",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
