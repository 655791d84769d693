#include "library_switch.h"
#include "station/libraries.h"

namespace retrovue::cmd {
namespace {

std::string question(const std::vector<model::Library>& libraries) {
  std::vector<std::string> names;
  std::int64_t items = 0;
  for (const auto& library : libraries) {
    names.push_back(fmt::format("'{}/{}'", base::printable(library.source), base::printable(library.title)));
    items += library.items;
  }
  return fmt::format("remove {}, which list{} {} items?", base::join(names, ", "), names.size() == 1 ? "s" : "", items);
}

int run(cli::Session& session, const LibraryChoice& choice) {
  auto& catalog = session.catalog();
  const auto libraries = choice.chosen(catalog);
  if (libraries.empty()) throw base::Error(base::ErrorKind::not_found, fmt::format("server '{}' has no libraries", base::printable(*choice.server)));
  session.confirm(question(libraries));
  base::JsonWriter json;
  json.array();
  for (const auto& one : station::remove_libraries(catalog, session.clock(), libraries, session.dry_run())) {
    json.object().field("id", one.library.id).field("server", one.library.source).field("title", one.library.title);
    json.field("items", one.lost).field("kept", one.kept).end();
    session.out().line(fmt::format("removed '{}/{}': {} items are file_not_found now{}", base::printable(one.library.source), base::printable(one.library.title),
                                   one.lost, one.kept ? fmt::format(", {} stay in other libraries", one.kept) : ""));
  }
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<LibraryChoice>();
  o->declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command library_remove;
const cli::Command library_remove{
    .path = "library remove",
    .summary = "take libraries of a server out of the catalog",
    .text = "Items that no other library lists become file_not_found, with the cause in their log; they keep tags, markers, overrides and "
            "what the server said of them, until `retrovue cleanup` archives them. The server itself and all files stay as they are.\n\n"
            "The next `retrovue server sync-libraries` or `retrovue sync` finds the library on its server as a new one, with another id and "
            "enabled, and its items come back in place with their ids. To leave a library out of syncs for good, disable it "
            "(`retrovue library disable`). A folder goes with `retrovue folder remove`. Exit code 6: a sync is running.",
    .examples = "$ retrovue library remove attic/Movies --dry-run\n$ retrovue library remove 'TV Shows' --yes\n$ retrovue library remove --server attic --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
