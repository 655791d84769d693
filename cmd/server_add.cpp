#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "server_access.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

struct Options {
  station::ServerAdd add;
  std::string kind = "plex";
  std::optional<std::string> url, section;
  TokenOptions token;
};

int run(cli::Session& session, const Options& options) {
  auto add = options.add;
  if (!options.url) throw base::Error(base::ErrorKind::usage, "the server's address is missing", "--url http://HOST:32400, or 'retrovue server login' finds it");
  add.url = *options.url;
  add.kind = model::from_text<model::ServerKind>(options.kind);
  add.section = options.section.value_or("");
  add.token = options.token.read(session).value_or("");
  add.dry_run = session.dry_run();
  station::ServerDoor door(session.catalog(), door_wish(options.token));
  const auto added = station::add_server(session.catalog(), door, session.clock(), add);
  base::JsonWriter json;
  station::write_json(json, added.server);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("added server {} '{}': {}, {} libraries", added.server.id, base::printable(added.server.name),
                                 base::public_url(added.server.url), added.libraries));
  session.out().note("'retrovue library list' shows its libraries, 'retrovue sync' reads them in");
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("NAME", o->add.name, "what to call it here");
  d.option("--kind", "KIND", o->kind, "what it is").one_of({"plex"});
  d.option("--plex-url,--url", "URL", o->url, "its address; http and port 32400 need not be written").from_env("PLEX_BASE_URL");
  o->token.declare(d);
  d.option("--plex-section,--section", "KEY", o->section, "enable only the library with this key; the others can be enabled later").from_env("PLEX_TV_SECTION_KEY");
  d.flag("--unchecked", o->add.unchecked, "add it although it cannot be reached now");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command server_add;
const cli::Command server_add{
    .path = "server add",
    .summary = "add a media server as a source",
    .text = "The server is asked for its identity and its libraries first; a wrong address, a wrong token, something that is no Plex "
            "server and a server that is still starting are told apart, and nothing is stored then (--unchecked stores it all the "
            "same). Libraries of movies, shows and other videos are enabled, music and photos are not.\n\n"
            "The token is sealed with a key that lies in a file of its own (`secret.key` in the configuration folder, mode 0600), "
            "so a copy of the catalog gives nothing away. Give it with --token-file, --token-stdin or the variable PLEX_TOKEN; "
            "`retrovue server login` needs none. Exit code 7: not reachable, not a Plex server, or starting; 8: the token is refused.",
    .examples = "$ retrovue server add attic --url http://192.168.1.20:32400 --token-file token.txt\n"
                "$ retrovue server add attic --url attic.lan --token-stdin --dry-run < token.txt",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
