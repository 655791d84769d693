#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"
#include "server_access.h"
#include "station/servers.h"
#include "station/sync.h"

// What can be said to `retrovue sync`.
namespace retrovue::cmd {

struct SyncOptions {
  std::vector<std::string> folders, servers, libraries;
  std::optional<std::string> title, plex_url, notify, detect;
  std::optional<std::int64_t> year, jobs, page_size, max_errors;
  std::optional<base::Millis> pause;
  TokenOptions token;
  bool full = false, quick = false, allow_removals = false;

  void declare(cli::Declaration& d) {
    cli::folders_option(d, folders);
    cli::servers_option(d, servers);
    cli::libraries_option(d, libraries);
    cli::title_option(d, title);
    cli::year_option(d, year);
    d.flag("--quick", quick, "believe a server's libraries that say nothing changed");
    d.option("--jobs", "N", jobs, "requests to a server at once").between(1, 4).by_default("3");
    d.option("--page-size", "N", page_size, "items asked for at once when a server lists").between(20, 5000).by_default("2000");
    d.option("--max-errors", "N", max_errors, "items one after another that cannot be read before a server is left alone").between(1, 1000).by_default("5");
    d.duration("--pause", pause, "how long a server is left alone then").by_default("10m");
    d.option("--plex-url", "URL", plex_url, "another address of the server").from_env("PLEX_BASE_URL");
    token.declare(d);
    d.option("--notify", "PROGRAM", notify, "run this when it has ended, with done, partial or failed and a line that says more").names(cli::Complete::file);
    d.option("--detect", "DETECTOR", detect, "with --dry-run: what this detector alone says of everything that servers list").one_of({"show", "episode", "file", "metadata"});
    d.flag("--full", full, "compare every item field by field, whatever its change stamp says");
    d.flag("--allow-removals", allow_removals, "go on when a library would lose many items at once");
  }

  // Address and token from the command line or the environment stand for the stored ones of the one server that is meant.
  station::DoorWish door(cli::Session& session) const {
    auto wish = door_wish(token);
    if (jobs) wish.in_flight = static_cast<int>(*jobs);
    if (page_size) wish.page_size = static_cast<int>(*page_size);
    if (max_errors) wish.max_errors = static_cast<int>(*max_errors);
    const auto given = token.read(session);
    if (!given && !plex_url) return wish;
    if (servers.size() != 1 && catalog::servers(session.catalog()).size() != 1)
      throw base::Error(base::ErrorKind::usage, "an address or a token of its own is for one server", "name it with --server");
    wish.token = given;
    if (plex_url) wish.url = station::server_url(*plex_url);
    return wish;
  }

  // Without the way to the servers.
  station::SyncWish wish() const {
    station::SyncWish wish;
    wish.folders = folders, wish.servers = servers, wish.libraries = libraries;
    wish.title = title;
    if (year) wish.year = static_cast<int>(*year);
    if (year && !title) throw base::Error(base::ErrorKind::usage, "--year goes with --title");
    wish.quick = quick;
    wish.full = full, wish.allow_removals = allow_removals;
    if (pause) wish.pause = *pause;
    wish.detect = detect.value_or("");
    return wish;
  }
};

}  // namespace retrovue::cmd
