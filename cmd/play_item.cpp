#include <memory>

#include "base/time_text.h"
#include "catalog/items.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/play_report.h"
#include "play_output.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

struct Wanted {
  std::string item;
  PlayOutput output;
  std::optional<std::string> profile;
  std::optional<base::Millis> in, out, duration;
  std::int64_t loops = 1;
};

int run(cli::Session& session, const Wanted& wanted) {
  auto& catalog = session.reader();
  station::PlayItem item;
  item.item = catalog::find_item(catalog, wanted.item).id;
  item.in = wanted.in.value_or(0);
  item.out = wanted.out;
  item.loops = wanted.loops;
  station::PlayRequest request;
  wanted.output.fill(session, request);
  request.duration = wanted.duration;
  const auto profiles = station::profiles(session.settings());
  const auto profile = station::find_profile(profiles, wanted.profile.value_or("sd"));
  return cli::show_play_report(session, station::play_item(catalog, profile, item, request), request.output);
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::item_argument(d, wanted->item);
  wanted->output.declare(d);
  d.duration("--in", wanted->in, "where in the item to begin").by_default("its start");
  d.duration("--out", wanted->out, "where in the item to end").by_default("its end");
  d.option("--loops", "N", wanted->loops, "how often, one after another; 0 goes on for ever").between(0, 1'000'000);
  cli::duration_option(d, wanted->duration);
  cli::profile_option(d, wanted->profile).by_default("sd");
  return [wanted](cli::Session& session) { return run(session, *wanted); };
}
}  // namespace

extern const cli::Command play_item;
const cli::Command play_item{
    .path = "play item",
    .summary = "play one item as a channel would",
    .text = "Encodes one item, or the part between --in and --out, with a profile, and sends it where `play channel` would. With "
            "--loops it is shown that often without a break: times go on rising over each seam. No plan is read and no as-run row is "
            "written.",
    .examples = "$ retrovue play item 12 | vlc -\n"
                "$ retrovue play item 'Night Ride' --in 7m30s --out 8m --output clip.ts\n"
                "$ retrovue play item 31 --loops 0 --output udp://239.1.1.1:5000",
    .effect = cli::Effect::airs,
    .declare = declare,
};

}  // namespace retrovue::cmd
