#include "sources/plex.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sources/plex_values.h"

namespace retrovue::sources {
using base::ErrorKind;
using base::HttpFault;
using model::ServerState;

Plex::Plex(base::Http& http, PlexAccess access, PlexLimits limits)
    : http_(http), access_(std::move(access)), limits_(limits) {
  while (access_.url.ends_with('/')) access_.url.pop_back();
}

base::HttpRequest Plex::request(const std::string& path_and_query, bool with_token) const {
  base::HttpRequest request;
  request.url = access_.url + path_and_query;
  request.headers = {{"Accept", "application/json"},
                     {"X-Plex-Client-Identifier", access_.client_id},
                     {"X-Plex-Product", "RetroVue"},
                     {"X-Plex-Version", access_.version},
                     {"X-Plex-Platform", "Linux"},
                     {"X-Plex-Device-Name", "RetroVue"}};
  if (with_token && !access_.token.empty()) request.headers.push_back({"X-Plex-Token", access_.token, true});
  request.connect_timeout = limits_.connect_timeout;
  request.idle_timeout = limits_.idle_timeout;
  request.attempts = limits_.attempts;
  request.max_bytes = 128u << 20;
  return request;
}

void Plex::check(const base::HttpResponse& response) const {
  if (response.ok()) return;
  const auto error = base::http_error(access_.who, response);
  if (response.fault == HttpFault::cancelled) throw error;
  if (response.fault != HttpFault::none) throw ServerError(ServerState::unreachable, error);
  if (error.kind() == ErrorKind::unauthorised)
    throw ServerError(ServerState::needs_sign_in,
                      access_.name.empty() ? error : base::Error(error.kind(), error.message(), "sign in again: retrovue server login " + access_.name));
  if (response.status == 404) throw error;
  if (response.status == 503) throw ServerError(ServerState::starting, error);
  throw ServerError(ServerState::unreachable, error);
}

ServerError Plex::not_a_server(const base::HttpResponse& response) const {
  const auto type = response.header("content-type");
  const bool page = type.starts_with("text/html") || response.body.starts_with("<!") || response.body.starts_with("<html");
  return {ServerState::not_a_server,
          base::Error(ErrorKind::unreachable,
                      fmt::format("{}: '{}' answered {}", access_.who, response.url,
                                  page ? "with a web page, not as a Plex server" : "with something that a Plex server does not say"),
                      page ? "a login page or a proxy may stand in between" : "check address and port (Plex listens on 32400)")};
}

Container Plex::read(const std::string& path_and_query, const std::function<bool(const Element&, std::string_view)>& on_item,
                     bool with_token) {
  for (int cuts = 0;; ++cuts) {
    const auto response = http_.send(request(path_and_query, with_token));
    check(response);
    auto container = read_container(response.body, on_item);
    if (container.end == ContainerEnd::whole || container.end == ContainerEnd::stopped) return container;
    if (container.end == ContainerEnd::cut_off && cuts + 1 < limits_.attempts) continue;
    if (container.end == ContainerEnd::not_a_container) throw not_a_server(response);
    throw ServerError(ServerState::unreachable,
                      base::Error(ErrorKind::unreachable, fmt::format("{}: the answer to '{}' is {}", access_.who, response.url,
                                                                      container.end == ContainerEnd::cut_off ? "cut off" : "damaged")));
  }
}

PlexIdentity Plex::identity() {
  const auto container = read("/identity", [](const Element&, std::string_view) { return true; }, false);
  PlexIdentity identity;
  identity.machine_id = container.text("machineIdentifier");
  identity.version = clean_text(container.text("version"));
  identity.claimed = container.integer("claimed").value_or(0) != 0;
  if (identity.machine_id.empty())
    throw ServerError(ServerState::not_a_server, base::Error(ErrorKind::unreachable,
                                                             fmt::format("{}: '{}' is no Plex server", access_.who, base::public_url(access_.url)),
                                                             "check address and port (Plex listens on 32400)"));
  return identity;
}

std::string Plex::friendly_name() {
  return clean_text(read("/", [](const Element&, std::string_view) { return true; }).text("friendlyName"));
}

std::vector<PlexSection> Plex::sections() {
  std::vector<PlexSection> all;
  read("/library/sections", [&](const Element& element, std::string_view) {
    PlexSection section;
    section.library = plex_section(element, &section.locations);
    section.refreshing = element.flag("refreshing");
    if (!section.library.key.empty()) all.push_back(std::move(section));
    return true;
  });
  return all;
}

PlexListing Plex::list(const std::string& section, int type, const std::function<void()>& on_restart,
                       const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/library/sections/{}/all?type={}&includeGuids=1&sort=addedAt:asc", base::percent_encode(section), type),
               on_restart, on_item);
}

PlexListing Plex::collections(const std::string& section, const std::function<void()>& on_restart,
                              const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/library/sections/{}/collections?includeCollections=1", base::percent_encode(section)), on_restart, on_item);
}

PlexListing Plex::collection_members(const std::string& key, const std::function<void()>& on_restart,
                                     const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/library/collections/{}/children?excludeAllLeaves=1", base::percent_encode(key)), on_restart, on_item);
}

PlexListing Plex::playlists(const std::function<void()>& on_restart, const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages("/playlists?playlistType=video", on_restart, on_item);
}

PlexListing Plex::playlist_members(const std::string& key, const std::function<void()>& on_restart,
                                   const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/playlists/{}/items", base::percent_encode(key)), on_restart, on_item);
}

PlexListing Plex::leaves(const std::string& show, const std::function<void()>& on_restart,
                         const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/library/metadata/{}/allLeaves?includeGuids=1", base::percent_encode(show)), on_restart, on_item);
}

PlexListing Plex::find_title(const std::string& section, int type, const std::string& title,
                             const std::function<void(const Element&, std::string_view)>& on_item) {
  return pages(fmt::format("/library/sections/{}/all?type={}&includeGuids=1&title={}", base::percent_encode(section), type,
                           base::percent_encode(title)),
               [] {}, on_item);
}

}  // namespace retrovue::sources
