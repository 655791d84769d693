#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/folders.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/folders.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto folder = catalog::find_folder(session.catalog(), which);
  session.confirm(fmt::format("remove folder '{}' and its {} items from the catalog?", folder.name, folder.items));
  const auto removed = station::remove_folder(session.catalog(), session.clock(), which, session.dry_run());
  base::JsonWriter json;
  json.object().field("id", removed.folder.id).field("name", removed.folder.name).field("items", removed.items).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("removed folder '{}' and {} items", base::printable(removed.folder.name), removed.items));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::folder_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command folder_remove;
const cli::Command folder_remove{
    .path = "folder remove",
    .summary = "remove a folder and its items from the catalog",
    .text = "Items that another source lists too stay with that one; the others go with their markers and tags, and slots "
            "already planned with them have nothing to play. Media files stay where they are.",
    .examples = "$ retrovue folder remove ads --dry-run\n$ retrovue folder remove ads --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
