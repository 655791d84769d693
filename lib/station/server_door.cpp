#include "station/server_door.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "catalog/settings.h"
#include "sources/plex_account.h"

namespace retrovue::station {
namespace {
std::string purpose(model::Id server, catalog::TokenOf of) {
  return fmt::format("{} token of server {}", of == catalog::TokenOf::server ? "own" : "account", server);
}
}  // namespace

base::Http& ServerDoor::http() {
  if (!http_) {
    base::HttpPolicy policy;
    policy.user_agent = "RetroVue/" + wish_.version;
    policy.in_flight = wish_.in_flight.value_or(3) + 1;
    if (wish_.first_delay) policy.first_delay = *wish_.first_delay;
    http_ = std::make_unique<base::Http>(std::move(policy));
  }
  return *http_;
}

base::SecretBox& ServerDoor::box() {
  if (!box_) box_ = std::make_unique<base::SecretBox>(wish_.key_file.empty() ? base::SecretBox::default_key_file() : wish_.key_file);
  return *box_;
}

std::string ServerDoor::client_id() { return "retrovue-" + catalog::station_id(catalog_); }

std::string ServerDoor::token(const model::Server& server, catalog::TokenOf of) {
  if (of == catalog::TokenOf::server && wish_.token) return *wish_.token;
  if (server.id == 0) return {};
  const auto sealed = catalog::sealed_token(catalog_, server.id, of);
  return sealed.empty() ? std::string{} : box().open(sealed, purpose(server.id, of));
}

void ServerDoor::save_token(model::Id server, std::string_view token, catalog::TokenOf of) {
  catalog::save_sealed_token(catalog_, server, of, token.empty() ? std::string{} : box().seal(token, purpose(server, of)));
}

sources::PlexAccess ServerDoor::access(const model::Server& server) {
  return {fmt::format("server '{}'", server.name), wish_.url.value_or(server.url), token(server), client_id(), wish_.version, server.name.empty() ? std::string{} : base::shell_word(server.name)};
}

sources::Plex ServerDoor::plex(const model::Server& server) {
  sources::PlexLimits limits;
  if (wish_.page_size) limits.page_size = *wish_.page_size;
  if (wish_.in_flight) limits.in_flight = *wish_.in_flight;
  if (wish_.attempts) limits.attempts = *wish_.attempts;
  if (wish_.max_errors) limits.max_errors = *wish_.max_errors;
  if (wish_.idle_timeout) limits.idle_timeout = *wish_.idle_timeout;
  return {http(), access(server), limits};
}

bool ServerDoor::renew(const model::Server& server) {
  if (wish_.token) return false;
  const auto account_token = token(server, catalog::TokenOf::account);
  if (account_token.empty() || server.machine_id.empty()) return false;
  try {
    sources::PlexAccount account(http(), client_id(), wish_.version, wish_.plextv_url);
    for (const auto& resource : account.resources(account_token)) {
      if (resource.machine_id != server.machine_id || resource.token.empty() || resource.token == token(server)) continue;
      catalog_.transaction(false, [&] { save_token(server.id, resource.token); });
      base::log(base::LogLevel::info, "sync", "server '{}': renewed its token", server.name);
      return true;
    }
  } catch (const base::Error& error) {
    base::log(base::LogLevel::info, "sync", "server '{}': cannot renew its token: {}", server.name, error.message());
  }
  return false;
}

}  // namespace retrovue::station
