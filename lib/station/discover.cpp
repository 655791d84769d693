#include "station/discover.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "catalog/server_items.h"
#include "catalog/servers.h"
#include "model/guid.h"
#include "sources/plex_values.h"

namespace retrovue::station {
namespace {
using sources::Element;

bool has_guid(const std::vector<model::Guid>& guids, const model::Guid& wanted) { return std::find(guids.begin(), guids.end(), wanted) != guids.end(); }

void ask(catalog::Catalog& catalog, ServerDoor& door, const model::Server& server, const DiscoverWish& wish, DiscoverReport& report) {
  std::unordered_map<std::string, model::Id> known;
  for (const auto& mark : catalog::origin_marks(catalog, server.id)) known.emplace(mark.key, mark.item_id);
  for (const auto& mark : catalog::show_marks(catalog, server.id)) known.emplace(mark.key, mark.show_id);
  const auto guid = wish.guid ? model::parse_guid(*wish.guid) : std::nullopt;
  auto plex = door.plex(server);
  for (const auto& section : plex.sections()) {
    const auto& library = section.library;
    if (library.kind != "show" && library.kind != "movie" && library.kind != "other") continue;
    const int type = library.kind == "show" ? sources::kPlexShows : sources::kPlexMovies;
    const auto take = [&](const Element& element, std::string_view) {
      const auto show = sources::plex_show(element, {}).value;
      if (show.key.empty()) return;
      if (wish.title && base::lower_ascii(show.title) != base::lower_ascii(*wish.title)) return;
      if (wish.year && show.year != wish.year) return;
      if (guid && !has_guid(show.guids, *guid)) return;
      Discovered one{server.name, library.title, show.title, library.kind == "show" ? "show" : "movie", show.key, show.year, show.guids, 0};
      if (const auto here = known.find(show.key); here != known.end()) one.known_id = here->second;
      report.found.push_back(std::move(one));
    };
    const auto before = report.found.size();
    // A server's own search knows titles; identifiers of other sites are looked for in the whole list.
    if (wish.title) plex.find_title(library.key, type, *wish.title, take);
    else plex.list(library.key, type, [&] { report.found.resize(before); }, take);
  }
}
}  // namespace

DiscoverReport discover(catalog::Catalog& catalog, ServerDoor& door, const DiscoverWish& wish) {
  if (wish.title.has_value() == wish.guid.has_value())
    throw base::Error(base::ErrorKind::usage, "say what to look for", "either --title TITLE or --guid tvdb:123");
  std::vector<model::Server> servers;
  if (!wish.server.empty()) servers.push_back(catalog::find_server(catalog, wish.server));
  else
    for (auto& server : catalog::servers(catalog))
      if (server.enabled) servers.push_back(std::move(server));
  if (servers.empty()) throw base::Error(base::ErrorKind::not_found, "there is no server to ask", "'retrovue server add NAME' adds one");
  DiscoverReport report;
  for (const auto& server : servers) {
    try {
      ask(catalog, door, server, wish, report);
      report.any_reached = true;
    } catch (const base::Error& error) {
      if (error.kind() != base::ErrorKind::unreachable && error.kind() != base::ErrorKind::unauthorised) throw;
      report.unauthorised = report.unauthorised || error.kind() == base::ErrorKind::unauthorised;
      report.unreachable.push_back(error.message());
    }
  }
  return report;
}

void write_json(base::JsonWriter& json, const Discovered& one) {
  json.object().field("server", one.server).field("library", one.library).field("title", one.title).field("year", one.year).field("kind", one.kind);
  json.key("guids").array();
  for (const auto& guid : one.guids) json.value(model::to_text(guid));
  json.end().field("rating_key", one.rating_key).key("known_id");
  if (one.known_id) json.value(one.known_id);
  else json.null();
  json.end();
}

}  // namespace retrovue::station
