#include "station/servers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/history.h"

namespace retrovue::station {
using base::Error;
using base::ErrorKind;
using model::ServerState;

std::string server_url(std::string_view text) {
  std::string url{base::trim(text)};
  if (url.find("://") == std::string::npos && !url.empty()) url = "http://" + url;
  const bool plain = url.starts_with("http://"), tls = url.starts_with("https://");
  const auto host = url.find("://") == std::string::npos ? url.size() : url.find("://") + 3;
  while (url.size() > host && url.back() == '/') url.pop_back();
  if ((!plain && !tls) || url.size() == host || url.find_first_of("?#@ \t\r\n", host) != std::string::npos)
    throw Error(ErrorKind::usage, fmt::format("'{}' is not the address of a server", base::printable(base::public_url(text))),
                "write it as http://HOST:32400; a token goes in with --token-file or --token-stdin");
  const auto slash = url.find('/', host);
  const auto authority = url.substr(host, slash == std::string::npos ? std::string::npos : slash - host);
  const auto colon = authority.rfind(':');
  const bool port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  if (!port && plain && slash == std::string::npos) url += ":32400";
  return url;
}

ServerTest test_server(ServerDoor& door, const model::Server& server) {
  ServerTest test;
  test.server = server;
  try {
    auto wish = door.plex(server);
    const auto began = base::steady_ms();
    const auto identity = wish.identity();
    test.latency = base::steady_ms() - began;
    test.version = identity.version;
    test.server.machine_id = identity.machine_id;
    if (!server.machine_id.empty() && server.machine_id != identity.machine_id)
      throw sources::ServerError(ServerState::other_server,
                                 Error(ErrorKind::unreachable, fmt::format("another server answers at the address of '{}'", server.name),
                                       fmt::format("if that is meant: retrovue server set {} --accept-new-server", base::shell_word(server.name))));
    test.friendly_name = wish.friendly_name();
    test.state = ServerState::ok;
  } catch (const sources::ServerError& error) {
    test.state = error.state();
    test.kind = error.kind();
    test.message = error.message();
    test.hint = error.hint();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;  // a 404 where every Plex server has something
    test.state = ServerState::not_a_server;
    test.kind = ErrorKind::unreachable;
    test.message = error.message();
    test.hint = "check address and port (Plex listens on 32400)";
  }
  return test;
}

namespace {
std::vector<model::Library> listed_libraries(ServerDoor& door, const model::Server& server) {
  std::vector<model::Library> all;
  for (auto& one : door.plex(server).sections()) all.push_back(std::move(one.library));
  return all;
}

std::int64_t take_libraries(catalog::Catalog& catalog, ServerDoor& door, const model::Server& server, const std::string& section) {
  const auto added = catalog::save_sections(catalog, server.id, listed_libraries(door, server)).inserted;
  if (!section.empty()) {
    bool found = false;
    for (const auto& library : catalog::server_libraries(catalog, server.id)) {
      found = found || library.key == section;
      catalog::set_library(catalog, library.id, library.key == section, library.interval);
    }
    if (!found) throw Error(ErrorKind::not_found, fmt::format("server '{}' has no library with the key '{}'", server.name, base::printable(section)));
  }
  return added;
}
}  // namespace

ServerAdded add_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const ServerAdd& wish) {
  if (base::trim(wish.name).empty()) throw Error(ErrorKind::usage, "a server needs a name");
  ServerAdded added;
  auto& server = added.server;
  server.name = base::trim(wish.name);
  server.kind = wish.kind;
  server.url = server_url(wish.url);
  auto asked = door.wish();
  asked.url = server.url;
  asked.token = wish.token;
  ServerDoor first(catalog, asked);
  const auto test = test_server(first, server);
  if (!test.ok() && !wish.unchecked) throw Error(test.kind, test.message, test.hint);
  server.machine_id = test.ok() ? test.server.machine_id : "";
  server.version = test.version;
  catalog.transaction(wish.dry_run, [&] {
    catalog::save_server(catalog, server, clock.now());
    if (!wish.token.empty()) door.save_token(server.id, wish.token);
    if (!wish.account_token.empty()) door.save_token(server.id, wish.account_token, catalog::TokenOf::account);
    catalog::set_server_state(catalog, server.id, test.state, clock.now());
    if (test.ok()) added.libraries = take_libraries(catalog, first, server, wish.section);
    catalog::audit(catalog, clock.now(), "server add", server.name, server.url);
    server = catalog::find_server(catalog, server.name);
  });
  return added;
}

catalog::SectionsSaved sync_libraries(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const model::Server& server, bool dry_run) {
  auto test = test_server(door, server);
  if (test.state == ServerState::needs_sign_in && !dry_run && door.renew(server)) test = test_server(door, server);
  if (!test.ok()) throw Error(test.kind, test.message, test.hint);
  const auto listed = listed_libraries(door, server);
  catalog::SectionsSaved saved;
  catalog.transaction(dry_run, [&] {
    saved = catalog::save_sections(catalog, server.id, listed);
    catalog::set_server_state(catalog, server.id, ServerState::ok, clock.now());
  });
  return saved;
}

model::Server change_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const model::Server& before, const ServerChange& wish) {
  auto server = before;
  if (wish.name) server.name = base::trim(*wish.name);
  if (wish.url) server.url = server_url(*wish.url);
  if (wish.enabled) server.enabled = *wish.enabled;
  if (wish.accept_new_server) server.machine_id.clear();
  if (server.name.empty()) throw Error(ErrorKind::usage, "a server needs a name");
  catalog.transaction(wish.dry_run, [&] {
    catalog::save_server(catalog, server, clock.now());
    if (wish.token) door.save_token(server.id, *wish.token);
    if (wish.token || wish.url || wish.accept_new_server) catalog::set_server_state(catalog, server.id, ServerState::unknown, clock.now());
    catalog::audit(catalog, clock.now(), "server set", server.name, server.url);
    server = catalog::find_server(catalog, server.name);
  });
  return server;
}

namespace {
std::string wait_for_token(sources::PlexAccount& account, const LoginWish& wish) {
  const auto pin = account.pin();
  wish.show_pin(pin);
  const auto until = base::steady_ms() + pin.expires_in;
  while (base::steady_ms() < until) {
    if (auto token = account.token(pin)) return *token;
    wish.wait(1'000);
  }
  throw Error(ErrorKind::not_found, fmt::format("the PIN {} ran out before it was typed in", pin.code), "start again");
}

// Which of the account's servers is meant.
const sources::PlexResource& choose(const std::vector<sources::PlexResource>& all, const model::Server* known, const LoginWish& wish) {
  std::vector<const sources::PlexResource*> fits;
  std::vector<std::string> names;
  for (const auto& one : all) {
    names.push_back("'" + one.name + "'");
    const auto folded = base::lower_ascii(one.name);
    if (known && !known->machine_id.empty() ? one.machine_id == known->machine_id
        : wish.resource                     ? folded == base::lower_ascii(*wish.resource) || one.machine_id == *wish.resource
                                            : all.size() == 1 || folded == base::lower_ascii(wish.name))
      fits.push_back(&one);
  }
  if (fits.size() == 1) return *fits.front();
  if (all.empty()) throw Error(ErrorKind::not_found, "this account has no server", "sign in with the account that owns or shares it");
  throw Error(fits.empty() ? ErrorKind::not_found : ErrorKind::usage,
              fits.empty() ? fmt::format("this account has no server that '{}' could be", base::printable(wish.name)) : "several servers fit",
              "say which with --resource: " + base::join(names, ", "));
}
}  // namespace

ServerAdded login_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const LoginWish& wish) {
  std::optional<model::Server> known;
  for (const auto& server : catalog::servers(catalog))
    if (base::lower_ascii(server.name) == base::lower_ascii(wish.name)) known = server;
  sources::PlexAccount account(door.http(), door.client_id(), door.wish().version, door.wish().plextv_url);
  const auto token = wait_for_token(account, wish);
  const auto resources = account.resources(token);
  const auto& resource = choose(resources, known ? &*known : nullptr, wish);
  sources::PlexAccess access{fmt::format("server '{}'", wish.name), {}, {}, door.client_id(), door.wish().version};
  const auto connection = sources::reachable(door.http(), access, resource);
  if (known) {
    catalog.transaction(wish.dry_run, [&] {
      door.save_token(known->id, resource.token);
      door.save_token(known->id, token, catalog::TokenOf::account);
      if (connection && known->machine_id.empty()) {
        known->machine_id = resource.machine_id;
        catalog::save_server(catalog, *known, clock.now());
      }
      catalog::set_server_state(catalog, known->id, ServerState::unknown, clock.now());
      known = catalog::find_server(catalog, known->name);
    });
    return {*known, 0};
  }
  if (!connection)
    throw Error(ErrorKind::unreachable, fmt::format("none of the addresses of '{}' can be reached", resource.name),
                "is it on? an address by hand: retrovue server add NAME --url http://HOST:32400 --token-stdin");
  ServerAdd add;
  add.name = wish.name;
  add.url = connection->url;
  add.token = resource.token;
  add.account_token = token;
  add.dry_run = wish.dry_run;
  return add_server(catalog, door, clock, add);
}

void write_json(base::JsonWriter& json, const model::Server& server, const std::string* last_result) {
  const auto time = [&](std::string_view name, std::optional<base::Millis> at) {
    json.key(name);
    if (at) json.time(*at);
    else json.null();
  };
  json.object().field("id", server.id).field("name", server.name).field("kind", model::to_text(server.kind)).field("url", base::public_url(server.url));
  json.text_or_null("machine_id", server.machine_id).text_or_null("version", server.version).field("enabled", server.enabled);
  json.field("has_token", server.has_token).field("state", model::to_text(server.state));
  time("paused_until", server.paused_until);
  time("last_contact", server.last_contact);
  time("last_sync", server.last_sync);
  if (last_result) json.text_or_null("last_result", *last_result);
  json.end();
}

void write_json(base::JsonWriter& json, const model::Library& library) {
  json.object().field("id", library.id).field("server", library.source).field("key", library.key).field("title", library.title);
  json.field("kind", library.kind).field("enabled", library.enabled).field("listed", library.listed).field("items", library.items);
  json.field("interval_ms", library.interval).key("last_sync");
  if (library.last_sync) json.time(*library.last_sync);
  else json.null();
  json.end();
}

void write_json(base::JsonWriter& json, const ServerTest& test) {
  json.object().field("server", test.server.name).field("url", base::public_url(test.server.url)).field("ok", test.ok());
  json.field("state", model::to_text(test.state)).text_or_null("version", test.version).text_or_null("friendly_name", test.friendly_name);
  json.field("latency_ms", test.latency).text_or_null("message", test.message).text_or_null("hint", test.hint).end();
}

}  // namespace retrovue::station
