#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/declaration.h"
#include "sources/plex_account.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<base::Millis> wait;
  std::string gdm = "239.0.0.250:32414";
};

int run(cli::Session& session, const Options& options) {
  const auto colon = options.gdm.rfind(':');
  if (colon == std::string::npos) throw base::Error(base::ErrorKind::usage, "--gdm needs an address and a port", "e.g. 239.0.0.250:32414");
  const auto found = sources::find_plex(options.wait.value_or(2'000), options.gdm.substr(0, colon), static_cast<int>(cli::parse_integer(options.gdm.substr(colon + 1))));
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : found) {
    json.object().field("name", one.name).field("url", one.url).field("machine_id", one.machine_id).field("version", one.version).end();
    rows.push_back({one.name, one.url, one.version, one.machine_id});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"name"}, {"url"}, {"version"}, {"machine id"}}, rows);
  if (found.empty()) session.out().note("nobody answered; the question does not pass routers and container bridges");
  return found.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.duration("--wait", o->wait, "how long to listen for answers").by_default("2s");
  d.option("--gdm", "HOST:PORT", o->gdm, "where to ask; another place than the usual one is for tests");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command server_find;
const cli::Command server_find{
    .path = "server find",
    .summary = "find Plex servers on the local network",
    .text = "Asks by multicast (GDM) and lists who answers. That works neither across routers nor out of a container; "
            "`retrovue server login` finds the servers of an account without it. Exit code 4: nobody answered.",
    .examples = "$ retrovue server find\n$ retrovue server find --wait 5s --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
