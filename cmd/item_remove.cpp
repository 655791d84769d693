#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::vector<std::string>& which) {
  session.confirm(fmt::format("remove {} {} from the catalog?", which.size(), which.size() == 1 ? "item" : "items"));
  const auto items = station::remove_items(session.catalog(), session.clock(), which, session.dry_run());
  base::JsonWriter json;
  json.array();
  for (const auto& item : items) {
    json.value(item.id);
    session.out().line(fmt::format("removed {}  {}", item.id, base::printable(station::name_text(item))));
  }
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::vector<std::string>>();
  cli::item_arguments(d, *which, true);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command item_remove;
const cli::Command item_remove{
    .path = "item remove",
    .summary = "remove items from the catalog",
    .text = "For items that were added by hand and for those whose file is gone. An item that a folder still lists would come "
            "back with the next sync and is refused. Media files stay where they are.",
    .examples = "$ retrovue item remove 17 --yes\n$ retrovue item remove 17 --dry-run",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
