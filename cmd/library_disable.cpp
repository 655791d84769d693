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
      catalog::set_library(catalog, library.id, false, library.interval);
      catalog::audit(catalog, session.clock().now(), "library disable", library.source + "/" + library.title, {});
      json.object().field("id", library.id).field("server", library.source).field("title", library.title).field("enabled", false).end();
      session.out().line(fmt::format("disabled '{}/{}'", base::printable(library.source), base::printable(library.title)));
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

extern const cli::Command library_disable;
const cli::Command library_disable{
    .path = "library disable",
    .summary = "leave libraries out of syncs",
    .text = "Their items stay as they are and can still air.",
    .examples = "$ retrovue library disable 'TV Shows'\n$ retrovue library disable attic/Movies --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
