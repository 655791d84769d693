#pragma once
#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"

// What `library enable` and `library disable` share.
namespace retrovue::cmd {

struct LibrarySwitch {
  std::vector<std::string> names;
  std::optional<std::string> server;

  static std::shared_ptr<LibrarySwitch> declare(cli::Declaration& d) {
    auto o = std::make_shared<LibrarySwitch>();
    d.arguments("LIBRARY", o->names, "title, SERVER/TITLE or id", false).names(cli::Complete::library);
    d.option("--server", "SERVER", o->server, "all libraries of this server: name or id").names(cli::Complete::server);
    return o;
  }

  int run(cli::Session& session, bool on) const {
    auto& catalog = session.catalog();
    if (names.empty() == !server) throw base::Error(base::ErrorKind::usage, "say which libraries are meant", "name them, or all of a server with --server");
    std::vector<model::Library> chosen;
    for (const auto& name : names) chosen.push_back(catalog::find_server_library(catalog, name));
    if (server)
      for (auto& library : catalog::server_libraries(catalog, catalog::find_server(catalog, *server).id))
        if (!on || (library.kind != "music" && library.kind != "photo")) chosen.push_back(std::move(library));
    base::JsonWriter json;
    json.array();
    catalog.transaction(session.dry_run(), [&] {
      for (const auto& library : chosen) {
        catalog::set_library(catalog, library.id, on, library.interval);
        catalog::audit(catalog, session.clock().now(), on ? "library enable" : "library disable", library.source + "/" + library.title, {});
        json.object().field("id", library.id).field("server", library.source).field("title", library.title).field("enabled", on).end();
        session.out().line(fmt::format("{} '{}/{}'", on ? "enabled" : "disabled", base::printable(library.source), base::printable(library.title)));
      }
    });
    if (session.json()) session.out().document(json.end());
    return 0;
  }
};

}  // namespace retrovue::cmd
