#include "schedule_acts.h"
#include "station/plan_edit.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, first, second, as;
  bool force = false;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  const base::Zone zone{at.channel.zone};
  const auto now = session.clock().now();
  station::EditWish wish;
  wish.what = station::Edit::swap;
  wish.from = base::parse_time(options.first, zone, now);
  wish.at = base::parse_time(options.second, zone, now);
  wish.force = options.force;
  const auto library = station::read_library(catalog);
  const auto done = station::edit_plan(catalog, library, at.channel, at.rate, wish, {options.as, now, "swap", {}}, session.dry_run());
  return report_act(session, at.channel, done.change, done.warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.argument("TIME", o->first, "a time at which the one is on");
  d.argument("OTHER-TIME", o->second, "a time at which the other is on");
  d.flag("--force", o->force, "break soft rules: grid, rest, by hand");
  as_option(d, o->as);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_swap;
const cli::Command schedule_swap{
    .path = "schedule swap",
    .summary = "let two planned programmes change places",
    .text = "What is placed by hand stays through later builds until `schedule remove` takes it out. The time around it is filled anew, "
            "to the frame; nothing is cut. A hard rule (rating, daypart, season, flight, a file that cannot be played) is never "
            "broken; a soft one (grid, rest, another slot by hand) with --force. What starts within the lock window stays. Each starts "
            "when the other did.",
    .examples = "$ retrovue schedule swap 5 '2026-12-24 20:00' '2026-12-25 20:00'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
