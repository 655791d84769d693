#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "station/cleanup.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::vector<std::string>& which) {
  base::JsonWriter json;
  json.array();
  for (const auto& one : station::restore(session.catalog(), session.clock(), which, session.dry_run())) {
    station::write_json(json, one);
    session.out().line(fmt::format("restored {}  {}", one.item.id, base::printable(station::name_text(one.item))));
  }
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::vector<std::string>>();
  d.arguments("ITEM", *which, "id or title of an archived item", true);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command archive_restore;
const cli::Command archive_restore{
    .path = "archive restore",
    .summary = "take items out of the archive again",
    .text = "They are listed again with their ids, tags, markers and overrides, and are file_not_found as before: the time after which `retrovue "
            "cleanup` archives them begins anew. A file that is there again makes them normal at the next sync; that also brings archived "
            "items back without this.",
    .examples = "$ retrovue archive restore 17\n$ retrovue archive restore 'Night Ride' --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
