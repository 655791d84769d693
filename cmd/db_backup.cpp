#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string target;
  bool replace = false;
};

int run(cli::Session& session, const Options& options) {
  const auto& path = session.globals().db;
  const auto status = catalog::file_status(path);
  if (!status.exists) throw base::Error(base::ErrorKind::catalog, fmt::format("there is no catalog at '{}'", base::printable(path.native())));
  if (!session.dry_run()) catalog::backup(path, options.target, options.replace);
  const auto bytes = session.dry_run() ? status.bytes : catalog::file_status(options.target).bytes;
  base::JsonWriter json;
  json.object().field("file", base::printable(options.target)).field("version", status.version).field("bytes", bytes).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("copied the catalog, version {}, to {}", status.version, base::printable(options.target)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("FILE", o->target, "where the copy goes").names(cli::Complete::file);
  d.flag("--replace", o->replace, "overwrite FILE when it is there");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command db_backup;
const cli::Command db_backup{
    .path = "db backup",
    .summary = "copy the catalog to a file",
    .text = "The copy is the catalog as of one instant, also while the station runs, and appears whole or not at all. "
            "It is one plain file without a log beside it.",
    .examples = "$ retrovue db backup station-monday.db\n$ retrovue db backup /mnt/safe/station.db --replace",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
