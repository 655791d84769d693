#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto& path = session.globals().db;
  const auto before = catalog::file_status(path);
  if (before.exists && !before.ours && before.version != 0)
    throw base::Error(base::ErrorKind::catalog, fmt::format("'{}' is a database of another program", base::printable(path.native())));
  const auto version = catalog::file_version(session.catalog());
  base::JsonWriter json;
  json.object().field("from", before.version).field("to", version).field("changed", before.version != version).end();
  if (session.json()) session.out().document(json);
  session.out().line(before.version == version ? fmt::format("the catalog has version {} already", version)
                                               : fmt::format("the catalog went from version {} to {}", before.version, version));
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command db_upgrade;
const cli::Command db_upgrade{
    .path = "db upgrade",
    .summary = "bring the catalog to the version of this program",
    .text = "Makes a catalog when there is none. Each step is one transaction: when it fails, the catalog is as it was. Every "
            "command that writes does the same by itself; readers refuse an older catalog. There is no way back but a backup.",
    .examples = "$ retrovue db upgrade --dry-run\n$ retrovue db upgrade",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
