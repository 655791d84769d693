#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& source) {
  const auto& path = session.globals().db;
  session.confirm(fmt::format("replace the content of the catalog '{}' by '{}'?", path.native(), source));
  catalog::restore(path, source, session.dry_run());
  const auto status = catalog::file_status(source);
  base::JsonWriter json;
  json.object().field("from", base::printable(source)).field("version", status.version).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("restored the catalog from {}", base::printable(source)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto source = std::make_shared<std::string>();
  d.argument("FILE", *source, "a backup").names(cli::Complete::file);
  return [source](cli::Session& session) { return run(session, *source); };
}
}  // namespace

extern const cli::Command db_restore;
const cli::Command db_restore{
    .path = "db restore",
    .summary = "put a backup in the place of the catalog",
    .text = "The backup is checked first; a damaged or newer one is refused. An older one is brought up to date. A station that is "
            "on air goes on with the restored plan.",
    .examples = "$ retrovue db restore station-monday.db --dry-run\n$ retrovue db restore station-monday.db --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
