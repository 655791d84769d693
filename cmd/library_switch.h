#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"

// What `library enable`, `library disable` and `library remove` share: which libraries are meant.
namespace retrovue::cmd {

struct LibraryChoice {
  std::vector<std::string> names;
  std::optional<std::string> server;

  void declare(cli::Declaration& d) {
    d.arguments("LIBRARY", names, "title, SERVER/TITLE or id", false).names(cli::Complete::library);
    d.option("--server", "SERVER", server, "all libraries of this server: name or id").names(cli::Complete::server);
  }

  // Each once. Throws Error(usage) when nothing is said, or both.
  std::vector<model::Library> chosen(catalog::Catalog& catalog) const {
    if (names.empty() == !server) throw base::Error(base::ErrorKind::usage, "say which libraries are meant", "name them, or all of a server with --server");
    if (server) return catalog::server_libraries(catalog, catalog::find_server(catalog, *server).id);
    std::vector<model::Library> all;
    for (const auto& name : names) {
      auto library = catalog::find_server_library(catalog, name);
      if (std::none_of(all.begin(), all.end(), [&](const auto& one) { return one.id == library.id; })) all.push_back(std::move(library));
    }
    return all;
  }
};

struct LibrarySwitch : LibraryChoice {
  static std::shared_ptr<LibrarySwitch> declare(cli::Declaration& d) {
    auto o = std::make_shared<LibrarySwitch>();
    o->LibraryChoice::declare(d);
    return o;
  }

  int run(cli::Session& session, bool on) const {
    auto& catalog = session.catalog();
    auto libraries = chosen(catalog);
    if (server && on) std::erase_if(libraries, [](const auto& library) { return library.kind == "music" || library.kind == "photo"; });
    base::JsonWriter json;
    json.array();
    catalog.transaction(session.dry_run(), [&] {
      for (const auto& library : libraries) {
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
