#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "marker_options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::int64_t id = 0;
  station::MarkerWish wish;
};

int run(cli::Session& session, const Options& options) {
  const auto& wish = options.wish;
  if (!wish.at && !wish.until && !wish.kind && !wish.title && !wish.no_until) throw base::Error(base::ErrorKind::usage, "nothing to change is named");
  if (wish.until && wish.no_until) throw base::Error(base::ErrorKind::usage, "--until and --no-until cannot both hold");
  const auto marker = station::set_marker(session.catalog(), session.clock(), options.id, wish, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, marker);
  if (session.json()) session.out().document(json);
  session.out().line("changed " + station::text_of(marker));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("MARKER", o->id, "the id of the marker, as `retrovue marker list` shows it");
  declare_marker(d, o->wish, false);
  d.flag("--no-until", o->wish.no_until, "make it a point");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_set;
const cli::Command marker_set{
    .path = "marker set",
    .summary = "change a marker",
    .text = "What is not named stays. A changed chapter of the file is yours from then on and does not come back.",
    .examples = "$ retrovue marker set 41 --at 00:07:31.5\n$ retrovue marker set 41 --type chapter --title 'Act 2'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
