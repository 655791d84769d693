#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"

namespace retrovue::model {

enum class ServerKind { plex, jellyfin, emby };
template <>
struct Words<ServerKind> {
  static constexpr std::string_view name = "server kind";
  static constexpr Word<ServerKind> all[] = {{ServerKind::plex, "plex"}, {ServerKind::jellyfin, "jellyfin"}, {ServerKind::emby, "emby"}};
};

// What the last contact with a server showed.
enum class ServerState { unknown, ok, unreachable, starting, not_a_server, other_server, needs_sign_in, paused };
template <>
struct Words<ServerState> {
  static constexpr std::string_view name = "server state";
  static constexpr Word<ServerState> all[] = {
      {ServerState::unknown, "unknown"},           {ServerState::ok, "ok"},
      {ServerState::unreachable, "unreachable"},   {ServerState::starting, "starting"},
      {ServerState::not_a_server, "not_a_server"}, {ServerState::other_server, "other_server"},
      {ServerState::needs_sign_in, "needs_sign_in"}, {ServerState::paused, "paused"}};
};

// A media server. Its token is not here: it stays sealed until a request needs it.
struct Server {
  Id id = 0;
  std::string name;
  ServerKind kind = ServerKind::plex;
  std::string url;         // http(s)://host:port, without a path at the end
  std::string machine_id;  // as it names itself; empty until the first contact
  std::string version;
  bool enabled = true;
  bool has_token = false;
  ServerState state = ServerState::unknown;
  std::optional<Millis> last_contact, last_sync, paused_until;
};

// A part of a source that can be switched on and off by itself.
struct Library {
  Id id = 0;
  Id source_id = 0;
  std::string source;  // its name
  std::string key;     // as the source names it
  std::string title;
  std::string kind;    // movie, show, other (home videos), music, photo; folders: mixed or an item type
  bool enabled = true;
  bool listed = true;  // false: the source no longer shows it
  std::optional<Millis> interval, last_sync;
  std::string change_stamp;  // opaque; equal means that probably nothing happened
  std::int64_t items = 0;
};

// Paths of a server that begin with `from` are found on this machine below `to`.
struct PathRule {
  Id id = 0;
  Id server_id = 0;
  std::string from, to;  // bytes
  bool ignore_case = false;
  friend bool operator==(const PathRule&, const PathRule&) = default;
};

}  // namespace retrovue::model
