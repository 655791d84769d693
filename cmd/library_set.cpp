#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  std::optional<base::Millis> interval;
  std::optional<std::string> type;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  if (!options.interval && !options.type) throw base::Error(base::ErrorKind::usage, "nothing to change", "say what: --interval or --type");
  const auto library = catalog::find_server_library(catalog, options.which);
  if (options.type && library.kind == "show") throw base::Error(base::ErrorKind::usage, "what a library of shows holds are episodes", "--type is for movies and other videos");
  const auto interval = options.interval ? options.interval : library.interval;
  catalog.transaction(session.dry_run(), [&] {
    catalog::set_library(catalog, library.id, library.enabled, interval);
    if (options.type) catalog::set_library_item_kind(catalog, library.id, model::from_text<model::ItemKind>(*options.type));
    catalog::audit(catalog, session.clock().now(), "library set", library.source + "/" + library.title, {});
  });
  base::JsonWriter json;
  json.object().field("id", library.id).field("server", library.source).field("title", library.title).field("interval_ms", interval).field("type", options.type).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("library '{}/{}'{}{}", base::printable(library.source), base::printable(library.title),
                                 interval ? ", every " + base::short_duration(*interval) : "", options.type ? ", items are of type " + *options.type : ""));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("LIBRARY", o->which, "title, SERVER/TITLE or id").names(cli::Complete::library);
  d.duration("--interval", o->interval, "how often the service syncs it");
  cli::item_type_option(d, o->type);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command library_set;
const cli::Command library_set{
    .path = "library set",
    .summary = "change how a library is synced",
    .text = "A library of other videos may hold commercials or bumpers: --type says what its items are; the next sync applies it. "
            "Without it they are movies.",
    .examples = "$ retrovue library set attic/Movies --interval 6h\n$ retrovue library set 'Other Videos' --type commercial",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
