#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/options.h"
#include "marker_options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string item;
  station::MarkerWish wish;
};

int run(cli::Session& session, const Options& options) {
  const auto marker = station::add_marker(session.catalog(), session.clock(), options.item, options.wish, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, marker);
  if (session.json()) session.out().document(json);
  session.out().line("added " + station::text_of(marker));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->item);
  declare_marker(d, o->wish, true);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_add;
const cli::Command marker_add{
    .path = "marker add",
    .summary = "add a marker to an item",
    .text = "Markers stand in the catalog only; media files are never touched. The next schedule build uses ad breaks, else "
            "chapters, else what `retrovue marker generate` found. A time outside of the item is refused. The type is ad_break when none is given. "
            "A cue is where a channel's banners may show a text, see `cues` in retrovue-station(5).",
    .examples = "$ retrovue marker add 17 --at 00:07:30\n$ retrovue marker add 17 --at 0:00 --until 1m10s --type intro\n"
                "$ retrovue marker add 17 --at 00:12:30 --type cue --title 'phone in'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
