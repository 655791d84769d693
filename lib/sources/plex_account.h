#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "sources/plex.h"

// plex.tv: signing in with a PIN, and which servers an account may use.
namespace retrovue::sources {

struct PlexPin {
  std::string id;
  std::string code;  // four characters to type at plex.tv/link
  base::Millis expires_in = 0;
};

struct PlexConnection {
  std::string url;
  bool local = false, relay = false;
};

struct PlexResource {
  std::string name, machine_id, version;
  std::string token;  // of this server for this account; not the account's own
  bool owned = false, present = false;
  std::vector<PlexConnection> connections;  // best first: local, remote, relay; https before plain http
};

// What plex.tv answers. A token is one word of visible ASCII, for it goes into a header; anything else is none.
// Throw Error(failed) when the text is no JSON.
std::optional<PlexPin> parse_pin(std::string_view body);             // empty: no PIN in it
std::optional<std::string> parse_pin_token(std::string_view body);   // empty: not typed in yet
std::vector<PlexResource> parse_resources(std::string_view body);    // servers only

class PlexAccount {
 public:
  // url empty: the real plex.tv. client_id must be the same from pin() to token().
  PlexAccount(base::Http& http, std::string client_id, std::string version, const std::string& url = {});

  PlexPin pin();
  // Empty: not typed in yet. Throws Error(not_found) when the PIN ran out.
  std::optional<std::string> token(const PlexPin& pin);
  // false only when plex.tv says so (401); anything else proves nothing and throws Error(unreachable).
  bool valid(const std::string& account_token);
  std::vector<PlexResource> resources(const std::string& account_token);

 private:
  base::HttpResponse send(const char* method, const std::string& url, const std::string& token);
  base::Http& http_;
  std::string client_id_, version_, tv_, clients_;
};

// Asks all connections of a resource at once, within 5 s, and gives the best that is really this server; empty when none is.
std::optional<PlexConnection> reachable(base::Http& http, const PlexAccess& access, const PlexResource& resource);

// A server that answered on the local network.
struct PlexFound {
  std::string name, url, machine_id, version;
};
// GDM: a question to 239.0.0.250:32414 (UDP); answers are collected for wait. Host and port can be others for tests.
// Works neither over container bridges nor between VLANs. Throws Error(unreachable) when nothing can be sent.
std::vector<PlexFound> find_plex(base::Millis wait, const std::string& host = "239.0.0.250", int port = 32414);
// One answer; empty when it is not from a Plex server.
std::optional<PlexFound> parse_gdm(std::string_view datagram, const std::string& sender);

}  // namespace retrovue::sources
