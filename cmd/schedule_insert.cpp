#include "schedule_acts.h"
#include "catalog/items.h"
#include "station/plan_edit.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, time, item, as;
  bool force = false;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  const base::Zone zone{at.channel.zone};
  const auto now = session.clock().now();
  station::EditWish wish;
  wish.what = station::Edit::insert;
  wish.at = base::parse_time(options.time, zone, now);
  wish.item = catalog::find_item(catalog, options.item).id;
  wish.force = options.force;
  const auto library = station::read_library(catalog);
  const auto done = station::edit_plan(catalog, library, at.channel, at.rate, wish, {options.as, now, "insert", {}}, session.dry_run());
  return report_act(session, at.channel, done.change, done.warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.argument("TIME", o->time, "when it starts, in the channel's own time");
  cli::item_argument(d, o->item);
  d.flag("--force", o->force, "break soft rules: grid, rest, by hand");
  as_option(d, o->as);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_insert;
const cli::Command schedule_insert{
    .path = "schedule insert",
    .summary = "place a programme in the plan by hand",
    .text = "What is placed by hand stays through later builds until `schedule remove` takes it out. The time around it is filled anew, "
            "to the frame; nothing is cut. A hard rule (rating, daypart, season, flight, a file that cannot be played) is never "
            "broken; a soft one (grid, rest, another slot by hand) with --force. What starts within the lock window stays. What was "
            "planned there gives way.",
    .examples = "$ retrovue schedule insert 5 '2026-12-24 20:00' 'White Christmas'\n$ retrovue schedule insert 5 '2026-12-24 20:00' 117 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
