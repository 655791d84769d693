#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/guide.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> channels;
  std::optional<std::int64_t> days;
};

void print_json(cli::Output& out, const std::vector<station::GuideFinding>& findings) {
  base::JsonWriter json;
  json.array();
  for (const auto& f : findings) {
    json.object().field("channel", f.channel.number).field("entries", f.entries).field("slots", f.slots).field("events", f.events);
    if (f.planned_until) json.key("planned_until").time(f.planned_until);
    else json.key("planned_until").null();
    json.field("faults", f.faults).field("warnings", f.warnings).end();
  }
  out.document(json.end());
}

int run(cli::Session& session, const Options& o) {
  auto& catalog = session.reader();
  const auto from = session.clock().now();
  const auto findings = station::check_guide(catalog, station::guide_channels(catalog, o.channels), from, from + o.days.value_or(14) * 86'400'000);
  auto& out = session.out();
  bool faulty = false;
  std::vector<std::vector<std::string>> rows;
  for (const auto& f : findings) {
    faulty = faulty || !f.faults.empty();
    rows.push_back({std::to_string(f.channel.number), base::printable(f.channel.name), std::to_string(f.entries), std::to_string(f.events),
                    f.planned_until ? base::local_text(f.planned_until, session.zone()) : "-", f.faults.empty() ? "ok" : fmt::format("{} faults", f.faults.size())});
  }
  if (session.json()) {
    print_json(out, findings);
    return faulty ? 1 : 0;
  }
  out.table({{"channel", true}, {"name"}, {"entries", true}, {"events", true}, {"planned until"}, {"state"}}, rows);
  for (const auto& f : findings) {
    for (const auto& fault : f.faults) out.warn(fmt::format("channel {}: {}", f.channel.number, base::printable(fault)));
    for (const auto& warning : f.warnings) out.warn(fmt::format("channel {}: {}", f.channel.number, warning));
  }
  return faulty ? 1 : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channels_option(d, o->channels);
  cli::days_option(d, o->days).by_default("14");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command epg_check;
const cli::Command epg_check{
    .path = "epg check",
    .summary = "prove that the guide is whole and equals what goes on air",
    .text = "Checks from now on, channel by channel: entries follow each other without gaps and overlaps; the events of every slot "
            "meet to the frame; every programme that goes on air is the one that the guide names. Ends 1 when something is wrong. "
            "Warns when less than a day is planned, because guide readers want more.",
    .examples = "$ retrovue epg check\n$ retrovue epg check --channel 5 --days 3 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
