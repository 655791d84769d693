#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/http.h"
#include "base/secret.h"
#include "catalog/catalog.h"
#include "catalog/servers.h"
#include "sources/plex.h"

namespace retrovue::station {

struct DoorWish {
  std::string version;                     // of this program
  std::string plextv_url;                  // empty: the real plex.tv
  std::optional<std::string> url, token;   // instead of what is stored, for the one server that is meant
  std::optional<int> page_size, in_flight, attempts, max_errors;
  std::optional<base::Millis> first_delay, idle_timeout;
  std::filesystem::path key_file;          // empty: the default one
};

// The way to the servers: one HTTP client, sealed tokens, limits. Nothing is opened before it is needed.
class ServerDoor {
 public:
  ServerDoor(catalog::Catalog& catalog, DoorWish wish) : catalog_(catalog), wish_(std::move(wish)) {}

  base::Http& http();
  sources::Plex plex(const model::Server& server);
  sources::PlexAccess access(const model::Server& server);
  // The identifier by which servers know this station; the same for ever.
  std::string client_id();
  std::string token(const model::Server& server, catalog::TokenOf of = catalog::TokenOf::server);  // empty: none
  // Inside a transaction.
  void save_token(model::Id server, std::string_view token, catalog::TokenOf of = catalog::TokenOf::server);
  // A new token for a server that refuses the stored one, from the account it was signed in with. False: sign in again.
  bool renew(const model::Server& server);
  const DoorWish& wish() const { return wish_; }

 private:
  base::SecretBox& box();
  catalog::Catalog& catalog_;
  DoorWish wish_;
  std::unique_ptr<base::Http> http_;
  std::unique_ptr<base::SecretBox> box_;
};

}  // namespace retrovue::station
