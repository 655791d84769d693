#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::vector<std::string>& names) {
  auto& catalog = session.catalog();
  base::JsonWriter json;
  json.array();
  catalog.transaction(session.dry_run(), [&] {
    for (const auto& name : names) {
      const auto library = catalog::find_server_library(catalog, name);
      catalog::set_library(catalog, library.id, true, library.interval);
      catalog::audit(catalog, session.clock().now(), "library enable", library.source + "/" + library.title, {});
      json.object().field("id", library.id).field("server", library.source).field("title", library.title).field("enabled", true).end();
      session.out().line(fmt::format("enabled '{}/{}'", base::printable(library.source), base::printable(library.title)));
    }
  });
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto names = std::make_shared<std::vector<std::string>>();
  d.arguments("LIBRARY", *names, "title, SERVER/TITLE or id", true).names(cli::Complete::library);
  return [names](cli::Session& session) { return run(session, *names); };
}
}  // namespace

extern const cli::Command library_enable;
const cli::Command library_enable{
    .path = "library enable",
    .summary = "let libraries take part in syncs",
    .text = "The next `retrovue sync` reads them in. Music and photos cannot be synced, enabled or not.",
    .examples = "$ retrovue library enable 'TV Shows'\n$ retrovue library enable attic/Movies --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
