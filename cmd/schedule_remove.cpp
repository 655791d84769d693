#include "schedule_acts.h"
#include "station/plan_edit.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, time, as;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  const Planned at(session, catalog, options.channel);
  const base::Zone zone{at.channel.zone};
  const auto now = session.clock().now();
  station::EditWish wish;
  wish.what = station::Edit::remove;
  wish.from = base::parse_time(options.time, zone, now);
  const auto library = station::read_library(catalog);
  const auto done = station::edit_plan(catalog, library, at.channel, at.rate, wish, {options.as, now, "remove", {}}, session.dry_run());
  return report_act(session, at.channel, done.change, done.warnings);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.argument("TIME", o->time, "a time at which the slot is on");
  as_option(d, o->as);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_remove;
const cli::Command schedule_remove{
    .path = "schedule remove",
    .summary = "take a programme out of the plan",
    .text = "The time is filled with the next best, to the frame. What a build had chosen stays out: what comes instead is fixed there as if "
            "placed by hand. What was placed by hand gives its time back to the builds. What starts within the lock window stays.",
    .examples = "$ retrovue schedule remove 5 '2026-12-24 20:00'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
