#include "base/http.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "station/servers.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto servers = catalog::servers(session.reader());
  const auto last = station::last_results(session.reader());
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& server : servers) {
    const auto result = last.source(server.id);
    station::write_json(json, server, &result);
    rows.push_back({std::to_string(server.id), server.name, std::string{model::to_text(server.kind)}, server.enabled ? "yes" : "no",
                    std::string{model::to_text(server.state)}, server.version,
                    server.last_sync ? base::local_text(*server.last_sync, session.zone()) : "never", result, base::public_url(server.url)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"name"}, {"kind"}, {"enabled"}, {"state"}, {"version"}, {"last sync"}, {"last result"}, {"url"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command server_list;
const cli::Command server_list{
    .path = "server list",
    .summary = "list the media servers",
    .text = "State is what the last contact showed: ok, unreachable, starting, not_a_server, other_server (another one answers at the "
            "address), needs_sign_in (the token is refused), paused (too many errors one after another).\n\n"
            "The last result is how its last sync went: done, partial (something failed), guarded (too much would have gone), failed, "
            "interrupted, or running.",
    .examples = "$ retrovue server list\n$ retrovue server list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
