#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "server_access.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.reader();
  std::vector<model::Server> servers;
  if (which.empty()) servers = catalog::servers(catalog);
  else servers.push_back(catalog::find_server(catalog, which));
  if (servers.empty()) throw base::Error(base::ErrorKind::not_found, "there is no server", "'retrovue server add NAME' adds one");
  auto wish = door_wish();
  wish.attempts = 1;
  wish.idle_timeout = 10'000;
  station::ServerDoor door(catalog, wish);
  base::JsonWriter json;
  json.array();
  int code = 0;
  for (const auto& server : servers) {
    const auto test = station::test_server(door, server);
    station::write_json(json, test);
    if (test.ok()) {
      session.out().line(fmt::format("{}: ok, '{}', version {}, {} ms", base::printable(server.name), test.friendly_name, test.version, test.latency));
    } else {
      session.out().line(fmt::format("{}: {}: {}", base::printable(server.name), model::to_text(test.state), test.message));
      if (!test.hint.empty()) session.out().note("hint: " + test.hint);
      const int own = base::exit_code(test.kind);
      code = code == 0 || code == own ? own : base::exit_code(base::ErrorKind::partial);
    }
  }
  if (session.json()) session.out().document(json.end());
  return code;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  d.optional_argument("SERVER", *which, "the server: name or id; all when left out").names(cli::Complete::server);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command server_test;
const cli::Command server_test{
    .path = "server test",
    .summary = "try whether a media server answers and takes the token",
    .text = "Says version and time of one request, or what is wrong: unreachable, starting, not_a_server, other_server, "
            "needs_sign_in. Exit code 7: cannot be used now; 8: the token is refused; 3: several servers fail in different ways. "
            "Nothing is written.",
    .examples = "$ retrovue server test attic\n$ retrovue server test --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
