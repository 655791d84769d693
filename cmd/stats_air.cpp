#include <memory>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/air_stats.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kDay = 86'400'000;

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to;
  bool daily = false;
};

std::vector<std::string> row_of(std::string when, std::string channel, const catalog::AirHour& sums) {
  std::vector<std::string> row{std::move(when), std::move(channel)};
  for (const auto number : {sums.frames, sums.late_frames, sums.restarts, sums.errors, sums.chunks_encoded, sums.chunks_reused}) row.push_back(std::to_string(number));
  row.push_back(base::clock_text(sums.cpu_ms));
  row.push_back(std::to_string(sums.most_viewers));
  row.push_back(std::to_string(sums.degrade_steps));
  return row;
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  const auto now = session.clock().now();
  std::vector<model::Channel> channels;
  for (const auto& which : options.channels) channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty()) channels = catalog::channels(catalog);
  const auto to = options.to ? session.time(*options.to) : now + 1;
  const auto from = options.from ? session.time(*options.from) : now - kDay;
  const auto stats = station::air_stats(catalog, channels, from, to, session.zone(), options.daily);
  base::JsonWriter json;
  station::write_json(json, stats);
  if (session.json()) session.out().document(json);
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : stats.rows) rows.push_back(row_of(one.when, std::to_string(one.channel), one.sums));
  rows.push_back(row_of("all", "", stats.all));
  session.out().table({{options.daily ? "day" : "hour"}, {"channel", true}, {"frames", true}, {"late", true}, {"restarts", true}, {"errors", true},
                       {"made", true}, {"kept", true}, {"cpu", true}, {"viewers", true}, {"degraded", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channels_option(d, o->channels);
  cli::from_option(d, o->from).by_default("a day ago");
  cli::to_option(d, o->to).by_default("now");
  d.flag("--daily", o->daily, "a row for each day instead of each hour");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command stats_air;
const cli::Command stats_air{
    .path = "stats air",
    .summary = "show what channels had on air hour by hour",
    .text = "For each channel and hour in which it was on air: the frames given out, those that were late, encoder restarts after faults, errors "
            "(events that aired with an error, or instead of which something else did), chunks made (encoded) and kept (taken from the store), the "
            "processor time of its encoders, the most MPEG-TS viewers at once, and how often it stepped down to less effort. The renditions of a "
            "channel count together. The last row is the sum; of viewers it has the largest number.\n\n"
            "Hours and days are those of this machine's zone; an hour counts when any of it lies in the time asked for. Whatever airs a channel adds "
            "to its hour about once a minute and as it goes off the air. What is older than 400 days is removed, and what a removed channel had.",
    .examples = "$ retrovue stats air\n$ retrovue stats air --channel 5 --from -7d --daily --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
