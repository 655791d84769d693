#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "server_access.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

struct Options {
  station::LoginWish login;
  std::optional<std::string> plextv_url;
};

station::DoorWish wish_of(const Options& options) {
  auto wish = door_wish();
  wish.plextv_url = options.plextv_url.value_or("");
  return wish;
}

// Nothing works without it, so it is shown under --quiet and --json as well.
void show_pin(cli::Session& session, const sources::PlexPin& pin) {
  const auto text = fmt::format("go to https://plex.tv/link and type in  {}  (good for {} minutes)", pin.code, pin.expires_in / 60'000);
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("event", "pin").field("code", pin.code).field("url", "https://plex.tv/link").field("expires_in_ms", pin.expires_in);
    session.out().progress_json(json.end());
  } else if (session.globals().quiet) {
    session.out().warn(text);
  } else {
    session.out().note(text);
  }
}

int run(cli::Session& session, const Options& options) {
  auto login = options.login;
  login.dry_run = session.dry_run();
  login.show_pin = [&](const sources::PlexPin& pin) { show_pin(session, pin); };
  login.wait = [](base::Millis wait) { std::this_thread::sleep_for(std::chrono::milliseconds{wait}); };
  station::ServerDoor door(session.catalog(), wish_of(options));
  const auto result = station::login_server(session.catalog(), door, session.clock(), login);
  base::JsonWriter json;
  station::write_json(json, result.server);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("signed in to server {} '{}': {}", result.server.id, base::printable(result.server.name), base::public_url(result.server.url)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("NAME", o->login.name, "a server here, or what to call the one to add").names(cli::Complete::server);
  d.option("--resource", "NAME", o->login.resource, "the server's name at plex.tv, when the account has several");
  d.option("--plextv-url", "URL", o->plextv_url, "another address than https://plex.tv, for tests");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command server_login;
const cli::Command server_login{
    .path = "server login",
    .summary = "sign in to a Plex server with a PIN",
    .text = "Shows a PIN to type in at https://plex.tv/link with any browser, waits for it, and asks plex.tv which servers the account "
            "may use. A server of that name gets its new token; else the server is added under that name with the best address that "
            "answers (local before remote before relay). With --json the PIN comes as a JSON line on standard error. When the server refuses its token later, a sync asks plex.tv for a "
            "new one by itself. Exit code 4: the PIN ran out, or the account has no such server; 7: plex.tv or the server cannot be reached.",
    .examples = "$ retrovue server login attic\n$ retrovue server login attic --resource 'Living Room'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
