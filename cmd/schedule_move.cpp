#include "schedule_acts.h"
#include "station/plan_edit.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, from, to, as;
  bool force = false;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  const base::Zone zone{at.channel.zone};
  const auto now = session.clock().now();
  station::EditWish wish;
  wish.what = station::Edit::move;
  wish.from = base::parse_time(options.from, zone, now);
  wish.at = base::parse_time(options.to, zone, now);
  wish.force = options.force;
  const auto library = station::read_library(catalog);
  const auto done = station::edit_plan(catalog, library, at.channel, at.rate, wish, {options.as, now, "move", {}}, session.dry_run());
  return report_act(session, at.channel, done.change, done.warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.argument("FROM", o->from, "a time at which the slot is on");
  d.argument("TO", o->to, "when it shall start");
  d.flag("--force", o->force, "break soft rules: grid, rest, by hand");
  as_option(d, o->as);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_move;
const cli::Command schedule_move{
    .path = "schedule move",
    .summary = "give a planned programme another time",
    .text = "What is placed by hand stays through later builds until `schedule remove` takes it out. The time around it is filled anew, "
            "to the frame; nothing is cut. A hard rule (rating, daypart, season, flight, a file that cannot be played) is never "
            "broken; a soft one (grid, rest, another slot by hand) with --force. What starts within the lock window stays. The time "
            "that becomes free is planned anew.",
    .examples = "$ retrovue schedule move 5 '2026-12-24 20:00' '2026-12-25 14:00'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
