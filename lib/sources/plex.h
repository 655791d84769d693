#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/http.h"
#include "model/server.h"
#include "sources/element.h"
#include "sources/server_error.h"

// The client of a Plex Media Server. It believes what came, not what was asked for.
namespace retrovue::sources {

struct PlexAccess {
  std::string who;        // "server 'attic'", for error texts
  std::string url;        // http(s)://host:port
  std::string token;      // of this server; goes in a header only
  std::string client_id;  // persistent: each new one is a new device in the user's list
  std::string version;    // of this program
  std::string name = {};  // as commands take it, for hints; may be empty
};

struct PlexLimits {
  int page_size = 2'000;        // items asked for per listing page, 20..5000
  int details_size = 80;        // rating keys per details request
  int in_flight = 3;            // pages or batches asked for ahead
  base::Millis connect_timeout = 5'000;
  base::Millis idle_timeout = 60'000;
  int attempts = 4;
  int max_errors = 5;           // items one after another that cannot be read, after which the server is left alone
};

struct PlexIdentity {
  std::string machine_id, version;
  bool claimed = false;
};

struct PlexSection {
  model::Library library;
  std::vector<std::string> locations;
  bool refreshing = false;  // a scan runs: what is missing now may come back
};

// Listing types.
inline constexpr int kPlexMovies = 1, kPlexShows = 2, kPlexSeasons = 3, kPlexEpisodes = 4;

struct PlexListing {
  bool complete = false;  // every page came, counts agree: what is not in it is not there
  std::string why;        // not complete: the reason in words
  std::int64_t items = 0;
};

class Plex {
 public:
  Plex(base::Http& http, PlexAccess access, PlexLimits limits = {});

  // No token needed. Throws ServerError: unreachable, starting, not_a_server.
  PlexIdentity identity();
  // Friendly name; proves the token. Throws ServerError needs_sign_in as well.
  std::string friendly_name();
  std::vector<PlexSection> sections();

  // Lists a section. on_restart: what came so far was inconsistent; forget it, all comes again.
  // Throws ServerError; Error(not_found) when the section is gone.
  PlexListing list(const std::string& section, int type, const std::function<void()>& on_restart,
                   const std::function<void(const Element&, std::string_view raw)>& on_item);
  PlexListing collections(const std::string& section, const std::function<void()>& on_restart,
                          const std::function<void(const Element&, std::string_view raw)>& on_item);
  PlexListing collection_members(const std::string& key, const std::function<void()>& on_restart,
                                 const std::function<void(const Element&, std::string_view raw)>& on_item);
  // Those of the token's owner that hold video. A member has a playlistItemID and may be there more than once.
  // Throws Error(not_found) where the server has none.
  PlexListing playlists(const std::function<void()>& on_restart, const std::function<void(const Element&, std::string_view raw)>& on_item);
  PlexListing playlist_members(const std::string& key, const std::function<void()>& on_restart,
                               const std::function<void(const Element&, std::string_view raw)>& on_item);
  // Every episode of a show.
  PlexListing leaves(const std::string& show, const std::function<void()>& on_restart,
                     const std::function<void(const Element&, std::string_view raw)>& on_item);
  // Shows and movies of a title, over all sections given by the server's own search field; no paging needed.
  PlexListing find_title(const std::string& section, int type, const std::string& title,
                         const std::function<void(const Element&, std::string_view raw)>& on_item);

  base::HttpRequest request(const std::string& path_and_query, bool with_token = true) const;
  // One whole answer; a cut one is asked for again. Throws ServerError, Error(not_found).
  Container read(const std::string& path_and_query, const std::function<bool(const Element&, std::string_view)>& on_item,
                 bool with_token = true);
  // Throws what an answer that is no 2xx means.
  void check(const base::HttpResponse& response) const;
  ServerError not_a_server(const base::HttpResponse& response) const;
  const PlexLimits& limits() const { return limits_; }
  base::Http& http() { return http_; }
  const PlexAccess& access() const { return access_; }

 private:
  PlexListing pages(const std::string& path_and_query, const std::function<void()>& on_restart,
                    const std::function<void(const Element&, std::string_view)>& on_item);
  base::Http& http_;
  PlexAccess access_;
  PlexLimits limits_;
};

}  // namespace retrovue::sources
