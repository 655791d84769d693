#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "server_access.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

std::vector<model::Server> chosen(catalog::Catalog& catalog, const std::string& which) {
  if (!which.empty()) return {catalog::find_server(catalog, which)};
  std::vector<model::Server> enabled;
  for (auto& server : catalog::servers(catalog))
    if (server.enabled) enabled.push_back(std::move(server));
  if (enabled.empty()) throw base::Error(base::ErrorKind::not_found, "there is no server", "'retrovue server add NAME' adds one");
  return enabled;
}

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.catalog();
  const auto servers = chosen(catalog, which);
  station::ServerDoor door(catalog, door_wish());
  base::JsonWriter json;
  json.array();
  std::size_t failed = 0;
  for (const auto& server : servers) try {
      const auto saved = station::sync_libraries(catalog, door, session.clock(), server, session.dry_run());
      json.object().field("server", server.name).field("inserted", saved.inserted).field("updated", saved.updated);
      json.field("unchanged", saved.unchanged).field("gone", saved.gone).end();
      session.out().line(fmt::format("{}: {} inserted, {} updated, {} unchanged{}", base::printable(server.name), saved.inserted, saved.updated, saved.unchanged,
                                     saved.gone ? fmt::format(", {} gone", saved.gone) : ""));
    } catch (const base::Error& error) {
      if (servers.size() == 1 || error.kind() == base::ErrorKind::interrupted) throw;
      ++failed;
      session.out().warn(error.message());
    }
  if (session.json()) session.out().document(json.end());
  return failed == 0 ? 0 : base::exit_code(failed == servers.size() ? base::ErrorKind::unreachable : base::ErrorKind::partial);
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  d.optional_argument("SERVER", *which, "the server: name or id; all enabled ones when left out").names(cli::Complete::server);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command server_sync_libraries;
const cli::Command server_sync_libraries{
    .path = "server sync-libraries",
    .summary = "ask servers which libraries they have now",
    .text = "New libraries are inserted (music and photos disabled), renamed ones updated; a second run finds all unchanged. Gone are "
            "those that the server shows no more: their items stay. No item is read: `retrovue sync` does that, and brings the "
            "libraries in line as well.",
    .examples = "$ retrovue server sync-libraries attic\n$ retrovue server sync-libraries --json",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
