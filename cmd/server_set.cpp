#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"
#include "server_access.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  station::ServerChange change;
  TokenOptions token;
  bool enable = false, disable = false;
};

int run(cli::Session& session, const Options& options) {
  auto change = options.change;
  if (options.enable && options.disable) throw base::Error(base::ErrorKind::usage, "--enable and --disable exclude each other");
  if (options.enable || options.disable) change.enabled = options.enable;
  change.token = options.token.read(session);
  change.dry_run = session.dry_run();
  if (!change.name && !change.url && !change.token && !change.enabled && !change.accept_new_server)
    throw base::Error(base::ErrorKind::usage, "nothing to change", "say what: --name, --url, --token-file, --enable ...");
  station::ServerDoor door(session.catalog(), door_wish(options.token));
  const auto server = station::change_server(session.catalog(), door, session.clock(), catalog::find_server(session.catalog(), options.which), change);
  base::JsonWriter json;
  station::write_json(json, server);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("server {} '{}': {}{}", server.id, base::printable(server.name), base::public_url(server.url), server.enabled ? "" : ", disabled"));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::server_argument(d, o->which);
  cli::name_option(d, o->change.name);
  d.option("--url", "URL", o->change.url, "its new address");
  o->token.declare(d);
  d.flag("--enable", o->enable, "sync it again");
  d.flag("--disable", o->disable, "leave it out of syncs; its items stay");
  d.flag("--accept-new-server", o->change.accept_new_server, "another machine answers at this address, and that is meant");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command server_set;
const cli::Command server_set{
    .path = "server set",
    .summary = "change a media server",
    .text = "Changes what is said and nothing else. A server rebuilt on a new machine names itself differently; syncs refuse it "
            "until --accept-new-server says that it is the same library, and then find the items again by their GUIDs and files.",
    .examples = "$ retrovue server set attic --url http://192.168.1.21:32400\n$ retrovue server set attic --token-stdin < token.txt",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
