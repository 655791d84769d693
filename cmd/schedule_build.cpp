#include <fmt/format.h>

#include <memory>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "schedule_acts.h"
#include "schedule_built.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to;
  std::optional<std::int64_t> days, seed, jobs, optimize;
  std::optional<base::Millis> lock;
  std::string as;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  std::vector<model::Channel> channels;
  for (const auto& which : options.channels) channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty())
    for (const auto& channel : catalog::channels(catalog))
      if (channel.enabled) channels.push_back(channel);
  if (channels.empty()) throw base::Error(base::ErrorKind::not_found, "there is no channel to plan", "'retrovue schedule apply' makes some");
  station::BuildOptions build;
  build.from = options.from;
  build.to = options.to;
  build.days = options.days.value_or(build.days);
  build.seed = static_cast<std::uint64_t>(options.seed.value_or(1));
  build.jobs = options.jobs.value_or(1);
  build.optimize = static_cast<int>(options.optimize.value_or(0));
  build.lock = options.lock;
  build.now = session.clock().now();
  build.author = options.as;
  build.dry_run = session.dry_run();
  const auto built = station::build_plans(catalog, channels, station::profiles(session.settings()), build);

  base::JsonWriter json;
  json.object().key("channels").array();
  std::vector<std::vector<std::string>> rows;
  bool sound = true;
  for (std::size_t i = 0; i < built.size(); ++i) {
    const auto& one = built[i];
    report_json(json, one);
    sound = sound && one.hard_violations == 0;
    const base::Zone zone{channels[i].zone};
    rows.push_back({std::to_string(one.number), base::local_text(one.from, zone), base::local_text(one.to, zone), std::to_string(one.slots),
                    std::to_string(one.events), base::short_duration(one.unfilled_ms), std::to_string(one.hard_violations)});
    if (session.json()) continue;
    for (const auto& warning : one.warnings) session.out().warn(fmt::format("channel {}: {}", one.number, warning));
    for (const auto& soft : one.soft)
      session.out().warn(fmt::format("channel {}: {} of block '{}' was not kept {} times, first at {}", one.number, soft.rule, soft.where,
                                     soft.times, base::local_text(soft.first, zone).substr(0, 16)));
  }
  if (session.json()) session.out().document(json.end().end());
  for (const auto& one : built)
    if (one.made.total())
      session.out().note(fmt::format("channel {}: penalty {} before programmes changed places, {} after", one.number, one.made.total(), one.improved.total()));
  for (const auto& one : built)
    if (one.draft)
      session.out().note(fmt::format("channel {}: draft {} waits; 'retrovue schedule diff {}' shows it, 'retrovue schedule approve {}' puts it on air",
                                     one.number, one.draft, one.number, one.number));
  session.out().table({{"channel", true}, {"from"}, {"to"}, {"slots", true}, {"events", true}, {"unfilled", true}, {"faults", true}}, rows);
  return sound ? 0 : base::exit_code(base::ErrorKind::partial);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_arguments(d, o->channels);
  cli::days_option(d, o->days).by_default("14");
  cli::from_option(d, o->from);
  cli::to_option(d, o->to);
  cli::seed_option(d, o->seed).by_default("1");
  cli::jobs_option(d, o->jobs).by_default("1");
  d.option("--optimize", "N", o->optimize, "let programmes change places where that is better, N tries for each slot").between(0, 1000).by_default("0");
  as_option(d, o->as);
  d.duration("--lock", o->lock, "leave what starts within this time from now as it is").by_default("the channel's lock window");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_build;
const cli::Command schedule_build{
    .path = "schedule build",
    .summary = "plan channels to the frame, from their programming",
    .text = "Plans every enabled channel, or those named, from the end of what is locked to the end of the last broadcast day asked "
            "for, and puts the plan on air in one transaction: all channels or none. What is on air and what starts within the lock "
            "window stays, and so does what was placed by hand. The plan of a channel that is not marked auto-approve, or whose "
            "station file says `approval: submitted`, waits as a draft for `schedule approve`; a new draft takes the place of one that "
            "waits. A channel that mirrors another one is made of what is on air there, after all others. Local times are the channel's own. The same catalog, seed and --now give the same plan.\n\n"
            "With --optimize, programmes of one shuffled, random or scored block that take the same time change places where that makes the "
            "plan better as a whole: less of what aired within a week, of one show close to itself, of what prefers another part of "
            "the day, of time without material. No hard rule, rest or round of a shuffle is broken for it, and without a "
            "gain the plan stays as it was made; 50 is a good number. `schedule explain` tells what was planned there before.\n\n"
            "Nothing stops a build: an empty pool, a rule that cannot be kept or a programme that does not fit degrade that one "
            "slot and are named with the remedy. Exit code 3 when a hard rule was broken, which is a fault of the program.",
    .examples = "$ retrovue schedule build\n$ retrovue schedule build 5 --days 7 --seed 42 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
