#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalog/servers.h"
#include "model/server.h"
#include "sources/plex_account.h"
#include "station/server_door.h"

// Adding, changing and trying out media servers.
namespace retrovue::station {

struct ServerTest {
  model::Server server;
  model::ServerState state = model::ServerState::unknown;
  base::Millis latency = 0;  // of one request
  std::string version, friendly_name;
  std::string message, hint;  // empty when all is well
  base::ErrorKind kind = base::ErrorKind::failed;
  bool ok() const { return state == model::ServerState::ok; }
};
// Reaches the server and proves its token. Nothing is written.
ServerTest test_server(ServerDoor& door, const model::Server& server);

struct ServerAdd {
  std::string name, url;
  model::ServerKind kind = model::ServerKind::plex;
  std::string token;
  std::string account_token;
  std::string section;      // enable only the library with this key; empty: all
  bool unchecked = false;   // add it although it cannot be reached now
  bool dry_run = false;
};
struct ServerAdded {
  model::Server server;
  std::int64_t libraries = 0;
};
// Tries the server, stores it with its token sealed, and brings in the names of its libraries. Throws what test_server found.
ServerAdded add_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const ServerAdd& wish);

// Asks the server for its libraries and brings the catalog's in line; items stay as they are. Throws what test_server found.
catalog::SectionsSaved sync_libraries(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const model::Server& server, bool dry_run);

struct ServerChange {
  std::optional<std::string> name, url, token;
  std::optional<bool> enabled;
  bool accept_new_server = false;  // another machine answers at this address now
  bool dry_run = false;
};
model::Server change_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const model::Server& server, const ServerChange& wish);

struct LoginWish {
  std::string name;                     // of a server here, or of the one to add
  std::optional<std::string> resource;  // its name at plex.tv, when the account has several
  bool dry_run = false;
  std::function<void(const sources::PlexPin&)> show_pin;
  std::function<void(base::Millis)> wait;  // between two looks whether the PIN was typed in
};
// Signs in with a PIN at plex.tv and stores the server's own token. Throws Error(not_found) when the PIN ran out.
ServerAdded login_server(catalog::Catalog& catalog, ServerDoor& door, const base::Clock& clock, const LoginWish& wish);

// "http://host:port": adds what is left out, takes away what is too much. Throws Error(usage).
std::string server_url(std::string_view text);

// last_result: as LastResults tells it, empty for none; null leaves it out.
void write_json(base::JsonWriter& json, const model::Server& server, const std::string* last_result = nullptr);
void write_json(base::JsonWriter& json, const model::Library& library);
void write_json(base::JsonWriter& json, const ServerTest& test);

}  // namespace retrovue::station
