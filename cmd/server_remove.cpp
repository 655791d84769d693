#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.catalog();
  const auto server = catalog::find_server(catalog, which);
  session.confirm(fmt::format("remove server '{}' with its libraries, path rules and items from the catalog?", base::printable(server.name)));
  std::int64_t items = 0;
  catalog.transaction(session.dry_run(), [&] {
    items = catalog::remove_server(catalog, server);
    catalog::audit(catalog, session.clock().now(), "server remove", server.name, fmt::format("{} items", items));
  });
  base::JsonWriter json;
  json.object().field("id", server.id).field("name", server.name).field("items", items).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("removed server '{}' and {} items", base::printable(server.name), items));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::server_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command server_remove;
const cli::Command server_remove{
    .path = "server remove",
    .summary = "remove a media server and its items from the catalog",
    .text = "Its libraries, path rules and token go as well. Items that another source lists too stay with that one. The server "
            "itself and all media files stay as they are.",
    .examples = "$ retrovue server remove attic --dry-run\n$ retrovue server remove attic --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
