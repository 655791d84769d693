#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "station/air_watch.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string url = "http://127.0.0.1:8080";
  std::optional<base::Millis> interval;
  std::optional<std::int64_t> count;
  bool all = false;
};

void show(cli::Output& out, const station::AirWatch& watch, bool all) {
  out.line(fmt::format("{}  {} of {} channels on air, {} of {} tuners in use, up for {}, {} MB", out.bold(watch.status), watch.on_air, watch.channels.size(),
                       watch.viewers, watch.tuners, base::short_duration(watch.uptime_ms / 1000 * 1000), watch.resident_bytes >> 20));
  for (const auto& problem : watch.problems) out.line("problem: " + problem);
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : watch.channels)
    if (one.on_air || all)
      rows.push_back({std::to_string(one.number), one.name, one.on_air ? "yes" : "no", std::to_string(one.viewers), std::to_string(one.ready_frames),
                      std::to_string(one.children), fmt::format("{:.1f} s", static_cast<double>(one.cpu_ms) / 1000),
                      fmt::format("{}{} MB", one.resident_bytes >> 20, one.memory_mb > 0 ? fmt::format("/{}", one.memory_mb) : ""), std::to_string(one.restarts), std::to_string(one.late_frames), std::to_string(one.degraded), fmt::format("{}/{}", one.encoded, one.reused),
                      one.on_air ? base::clock_text(one.remaining_ms).substr(0, 8) : "", base::printable(one.programme), base::printable(one.piece)});
  out.table({{"channel", true}, {"name"}, {"on air"}, {"viewers", true}, {"ready", true}, {"encoders", true}, {"cpu", true}, {"memory", true}, {"restarts", true}, {"late", true}, {"degraded", true}, {"made/kept", true},
             {"left"}, {"programme"}, {"piece"}}, rows);
}

int run(cli::Session& session, const Options& options) {
  auto& out = session.out();
  base::Http http;
  auto url = options.url;
  while (url.ends_with('/')) url.pop_back();
  const bool live = out.terminal() && !session.json();
  const auto rounds = live ? options.count.value_or(INT64_MAX) : 1;
  for (std::int64_t round = 0; round < rounds; ++round) {
    if (round > 0) std::this_thread::sleep_for(std::chrono::milliseconds(options.interval.value_or(2000)));
    try {
      const auto watch = station::watch_air(http, url);
      if (session.json()) {
        base::JsonWriter json;
        station::write_json(json, watch);
        out.document(json);
      }
      if (live) cli::begin_screen(out);
      show(out, watch, options.all);
    } catch (const base::Error& error) {
      if (round == 0) throw;  // later it may come back
      cli::begin_screen(out);
      out.line(error.message());
    }
    out.flush();
  }
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.option("--url", "URL", o->url, "where the server answers").by_default(o->url);
  d.duration("--interval", o->interval, "on a terminal: how long until the next look").by_default("2s");
  d.option("--count", "N", o->count, "on a terminal: end after so many looks").between(1, 1'000'000'000).by_default("until Ctrl-C");
  d.flag("--all", o->all, "also channels that nobody watches");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command play_status;
const cli::Command play_status{
    .path = "play status",
    .summary = "watch what a running server has on air",
    .text = "Asks a `retrovue serve` how it is. On a terminal the view is drawn anew until Ctrl-C; elsewhere, and with --json, it is given once.\n\n"
            "For each channel on air: viewers, ready (frames published ahead of the clock), encoders (processes; none when everything comes from the store), "
            "the processor time and the memory that these use (and may use, where the channel has a limit), restarts after faults, late frames, degraded (0, or how many steps below what the profile says, since encoding did not keep up: two faster presets, then fewer pictures, each held longer, twice), made/kept (chunks encoded, chunks taken from the store), how long the programme still is, the programme, and "
            "the piece of it that the plan names. Numbers count since the channel went on air. Exit code 7 when no server answers.",
    .examples = "$ retrovue play status\n$ retrovue play status --url http://attic.lan:8080 --all --json",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
