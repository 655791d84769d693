#include "sources/plex_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/json.h"
#include "base/text.h"
#include "sources/plex_values.h"

namespace retrovue::sources {
using base::Error;
using base::ErrorKind;
using base::HttpFault;
using base::Json;

PlexAccount::PlexAccount(base::Http& http, std::string client_id, std::string version, const std::string& url)
    : http_(http), client_id_(std::move(client_id)), version_(std::move(version)), tv_(url.empty() ? "https://plex.tv" : url),
      clients_(url.empty() ? "https://clients.plex.tv" : url) {
  for (auto* one : {&tv_, &clients_})
    while (one->ends_with('/')) one->pop_back();
}

base::HttpResponse PlexAccount::send(const char* method, const std::string& url, const std::string& token) {
  base::HttpRequest request;
  request.method = method;
  request.url = url;
  request.max_bytes = 4 << 20;
  request.idle_timeout = 20'000;
  request.headers = {{"Accept", "application/json"},
                     {"X-Plex-Client-Identifier", client_id_},
                     {"X-Plex-Product", "RetroVue"},
                     {"X-Plex-Version", version_},
                     {"X-Plex-Platform", "Linux"},
                     {"X-Plex-Device-Name", "RetroVue"}};
  if (!token.empty()) request.headers.push_back({"X-Plex-Token", token, true});
  auto response = http_.send(std::move(request));
  if (response.fault != HttpFault::none) throw base::http_error("plex.tv", response);
  return response;
}

namespace {
std::string token_in(const Json& value) {
  auto token = value.text_or("");
  const bool word = token.size() <= 1'000 && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  return word ? token : std::string{};
}

// Best first: local before remote before relay, https before plain http.
std::vector<PlexConnection> connections_in(const Json& list) {
  std::vector<PlexConnection> all;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto from = list.at(i);
    const bool local = from["local"].boolean().value_or(false), relay = from["relay"].boolean().value_or(false);
    const auto uri = from["uri"].text_or("");
    if (!uri.empty()) all.push_back({uri, local, relay});
    // Names below plex.direct fail behind routers with rebind protection; the bare address is the way around.
    auto address = from["address"].text_or("");
    const auto port = from["port"].integer().value_or(0);
    if (relay || address.empty() || port <= 0 || port > 65'535) continue;
    if (address.find(':') != std::string::npos) address = "[" + address + "]";
    const auto plain = fmt::format("http://{}:{}", address, port);
    if (plain != uri) all.push_back({plain, local, false});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    auto rank = [](const PlexConnection& one) { return std::tuple{one.relay, !one.local, !one.url.starts_with("https")}; };
    return rank(a) < rank(b);
  });
  return all;
}

// What a body means, or what stands in its place.
template <typename Parse>
auto parsed(const base::HttpResponse& response, Parse parse) {
  try {
    return parse(response.body);
  } catch (const Error&) {
    throw Error(ErrorKind::unreachable, fmt::format("plex.tv answered with something else than JSON at '{}'", response.url),
                "a login page or a proxy may stand in between");
  }
}
}  // namespace

std::optional<PlexPin> parse_pin(std::string_view body) {
  const auto json = Json::parse(body);
  PlexPin pin;
  if (const auto id = json["id"].integer()) pin.id = std::to_string(*id);
  pin.code = clean_text(json["code"].text_or(""));
  pin.expires_in = std::clamp<std::int64_t>(json["expiresIn"].integer().value_or(900), 1, 3'600) * 1000;
  if (pin.id.empty() || pin.code.empty()) return std::nullopt;
  return pin;
}

std::optional<std::string> parse_pin_token(std::string_view body) {
  auto token = token_in(Json::parse(body)["authToken"]);
  return token.empty() ? std::nullopt : std::optional{std::move(token)};
}

std::vector<PlexResource> parse_resources(std::string_view body) {
  const auto json = Json::parse(body);
  std::vector<PlexResource> all;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto one = json.at(i);
    const auto provides = base::split(one["provides"].text_or(""), ',');
    if (std::none_of(provides.begin(), provides.end(), [](const auto& word) { return base::trim(word) == "server"; })) continue;
    PlexResource resource;
    resource.name = clean_text(one["name"].text_or(""));
    resource.machine_id = one["clientIdentifier"].text_or("");
    resource.version = clean_text(one["productVersion"].text_or(""));
    resource.token = token_in(one["accessToken"]);
    resource.owned = one["owned"].boolean().value_or(false);
    resource.present = one["presence"].boolean().value_or(false);
    resource.connections = connections_in(one["connections"]);
    if (!resource.machine_id.empty()) all.push_back(std::move(resource));
  }
  return all;
}

PlexPin PlexAccount::pin() {
  const auto response = send("POST", tv_ + "/api/v2/pins", {});
  if (!response.ok()) throw base::http_error("plex.tv", response);
  const auto pin = parsed(response, parse_pin);
  if (!pin) throw Error(ErrorKind::unreachable, "plex.tv gave no PIN", "try again later");
  return *pin;
}

std::optional<std::string> PlexAccount::token(const PlexPin& pin) {
  const auto response = send("GET", tv_ + "/api/v2/pins/" + base::percent_encode(pin.id), {});
  if (response.status == 404)
    throw Error(ErrorKind::not_found, fmt::format("the PIN {} ran out before it was typed in", pin.code), "start again: retrovue server login");
  if (!response.ok()) throw base::http_error("plex.tv", response);
  return parsed(response, parse_pin_token);
}

bool PlexAccount::valid(const std::string& account_token) {
  const auto response = send("GET", tv_ + "/api/v2/user", account_token);
  if (response.ok()) return true;
  if (response.status == 401) return false;
  throw Error(ErrorKind::unreachable, fmt::format("plex.tv answered {}; the token may still be good", response.status), "try again later");
}

std::vector<PlexResource> PlexAccount::resources(const std::string& account_token) {
  const auto response = send("GET", clients_ + "/api/v2/resources?includeHttps=1&includeRelay=1&includeIPv6=1", account_token);
  if (!response.ok()) throw base::http_error("plex.tv", response);
  return parsed(response, parse_resources);
}

std::optional<PlexConnection> reachable(base::Http& http, const PlexAccess& access, const PlexResource& resource) {
  std::vector<std::future<base::HttpResponse>> answers;
  for (const auto& connection : resource.connections) {
    auto one = access;
    one.url = connection.url;
    auto request = Plex{http, one}.request("/identity", false);
    request.attempts = 1;
    request.connect_timeout = request.idle_timeout = 5'000;
    request.max_bytes = 64 << 10;
    answers.push_back(http.start(std::move(request)));
  }
  std::optional<PlexConnection> best;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto response = answers[i].get();
    if (best || !response.ok()) continue;
    const auto container = read_container(response.body, [](const Element&, std::string_view) { return true; });
    if (container.end == ContainerEnd::whole && container.text("machineIdentifier") == resource.machine_id) best = resource.connections[i];
  }
  return best;
}

}  // namespace retrovue::sources
