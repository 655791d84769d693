#include "catalog/servers.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

namespace {
std::optional<model::Id> id_form(std::string_view which) {
  const auto digits = which.starts_with("id:") ? which.substr(3) : which;
  model::Id id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  return error == std::errc{} && end == digits.data() + digits.size() ? std::optional{id} : std::nullopt;
}
}  // namespace

std::vector<model::Server> servers(Catalog& catalog) {
  Query query(catalog,
              "SELECT o.id, o.name, o.kind, o.enabled, o.last_sync_at, s.url, s.machine_id, s.version, s.token IS NOT NULL, s.state, "
              "s.last_contact_at, s.paused_until FROM servers s JOIN sources o ON o.id = s.source_id ORDER BY o.name");
  std::vector<model::Server> found;
  while (query.step()) {
    model::Server server;
    server.id = query.integer(0);
    server.name = query.text(1);
    server.kind = model::from_text<model::ServerKind>(query.view(2));
    server.enabled = query.yes(3);
    server.last_sync = query.maybe(4);
    server.url = query.text(5);
    server.machine_id = query.text(6);
    server.version = query.text(7);
    server.has_token = query.yes(8);
    server.state = model::from_text<model::ServerState>(query.view(9));
    server.last_contact = query.maybe(10);
    server.paused_until = query.maybe(11);
    found.push_back(std::move(server));
  }
  return found;
}

model::Server find_server(Catalog& catalog, std::string_view which) {
  const auto all = servers(catalog);
  std::vector<std::string> names;
  for (const auto& server : all) {
    if (base::lower_ascii(server.name) == base::lower_ascii(which)) return server;
    names.push_back(server.name);
  }
  if (const auto id = id_form(which))
    for (const auto& server : all)
      if (server.id == *id) return server;
  const auto near = base::nearest(which, names);
  throw Error(ErrorKind::not_found, fmt::format("there is no server '{}'", base::printable(which)),
              all.empty()    ? "'retrovue server add NAME' adds one"
              : near.empty() ? "there are: " + base::join(names, ", ")
                             : fmt::format("did you mean '{}'?", near));
}

void save_server(Catalog& catalog, model::Server& server, base::Millis now) {
  {
    Query taken(catalog, "SELECT 1 FROM sources WHERE name = ? AND id <> ?");
    taken.bind(server.name).bind(server.id);
    if (taken.step()) throw Error(ErrorKind::usage, fmt::format("a source named '{}' is there already", base::printable(server.name)), "choose another name");
    Query same(catalog, "SELECT o.name FROM servers s JOIN sources o ON o.id = s.source_id WHERE s.machine_id = ? AND s.machine_id <> '' AND o.id <> ?");
    same.bind(server.machine_id).bind(server.id);
    if (same.step())
      throw Error(ErrorKind::usage, fmt::format("this server is there already as '{}'", base::printable(same.text(0))),
                  "'retrovue server set' changes its address");
  }
  if (server.id == 0) {
    Query(catalog, "INSERT INTO sources (name, kind, enabled, created_at) VALUES (?, ?, ?, ?)")
        .bind(server.name).bind(model::to_text(server.kind)).bind(server.enabled).bind(now).run();
    server.id = last_row_id(catalog);
    Query(catalog, "INSERT INTO servers (source_id, url) VALUES (?, ?)").bind(server.id).bind(server.url).run();
  }
  Query(catalog, "UPDATE sources SET name = ?, enabled = ? WHERE id = ?").bind(server.name).bind(server.enabled).bind(server.id).run();
  Query(catalog, "UPDATE servers SET url = ?, machine_id = ?, version = ? WHERE source_id = ?")
      .bind(server.url).bind(server.machine_id).bind(server.version).bind(server.id).run();
}

std::int64_t remove_server(Catalog& catalog, const model::Server& server) {
  // Items that another source lists go over to that one.
  Query(catalog,
        "UPDATE items SET library_id = (SELECT g.library_id FROM origins g JOIN libraries l ON l.id = g.library_id WHERE g.item_id = items.id AND "
        "l.source_id <> ?1 ORDER BY g.listed DESC, g.id LIMIT 1) WHERE library_id IN (SELECT id FROM libraries WHERE source_id = ?1) AND EXISTS "
        "(SELECT 1 FROM origins g JOIN libraries l ON l.id = g.library_id WHERE g.item_id = items.id AND l.source_id <> ?1)")
      .bind(server.id).run();
  Query(catalog, "DELETE FROM items WHERE library_id IN (SELECT id FROM libraries WHERE source_id = ?)").bind(server.id).run();
  const auto removed = changed_rows(catalog);
  Query(catalog, "DELETE FROM sources WHERE id = ?").bind(server.id).run();
  execute(catalog, "DELETE FROM shows WHERE NOT EXISTS (SELECT 1 FROM items WHERE show_id = shows.id) AND NOT EXISTS "
                   "(SELECT 1 FROM show_origins WHERE show_id = shows.id)");
  return removed;
}

void set_server_state(Catalog& catalog, model::Id server, model::ServerState state, base::Millis now, std::optional<base::Millis> paused_until) {
  Query(catalog, "UPDATE servers SET state = ?2, paused_until = ?4, last_contact_at = CASE WHEN ?2 = 'ok' THEN ?3 ELSE last_contact_at END WHERE "
                 "source_id = ?1 AND (state <> ?2 OR paused_until IS NOT ?4 OR ?2 = 'ok')")
      .bind(server).bind(model::to_text(state)).bind(now).bind(paused_until).run();
}

std::string sealed_token(Catalog& catalog, model::Id server, TokenOf of) {
  Query query(catalog, of == TokenOf::server ? "SELECT token FROM servers WHERE source_id = ?" : "SELECT account_token FROM servers WHERE source_id = ?");
  query.bind(server);
  return query.step() ? query.text(0) : std::string{};
}

void save_sealed_token(Catalog& catalog, model::Id server, TokenOf of, std::string_view sealed) {
  Query query(catalog, of == TokenOf::server ? "UPDATE servers SET token = ? WHERE source_id = ?" : "UPDATE servers SET account_token = ? WHERE source_id = ?");
  if (sealed.empty()) query.bind_null();
  else query.bind_blob(sealed);
  query.bind(server).run();
}

std::vector<model::PathRule> path_rules(Catalog& catalog, std::optional<model::Id> server) {
  Query query(catalog, "SELECT id, source_id, from_path, to_path, ignore_case FROM path_rules WHERE ?1 IS NULL OR source_id = ?1 ORDER BY source_id, "
                       "from_path, ignore_case");
  query.bind(server);
  std::vector<model::PathRule> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1), query.text(2), query.text(3), query.yes(4)});
  return found;
}

model::Id add_path_rule(Catalog& catalog, const model::PathRule& rule) {
  Query(catalog, "INSERT INTO path_rules (source_id, from_path, to_path, ignore_case) VALUES (?, ?, ?, ?)")
      .bind(rule.server_id).bind(rule.from).bind(rule.to).bind(rule.ignore_case).run();
  return last_row_id(catalog);
}

void set_path_rule(Catalog& catalog, const model::PathRule& rule) {
  Query(catalog, "UPDATE path_rules SET from_path = ?, to_path = ?, ignore_case = ? WHERE id = ?")
      .bind(rule.from).bind(rule.to).bind(rule.ignore_case).bind(rule.id).run();
}

bool remove_path_rule(Catalog& catalog, model::Id rule) {
  Query(catalog, "DELETE FROM path_rules WHERE id = ?").bind(rule).run();
  return changed_rows(catalog) > 0;
}

}  // namespace retrovue::catalog
