#include <fmt/format.h>

#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto size = catalog::file_status(session.globals().db);
  auto sizes = std::pair{size.bytes + size.log_bytes, size.bytes + size.log_bytes};
  if (!session.dry_run()) sizes = catalog::optimize(session.catalog());
  base::JsonWriter json;
  json.object().field("bytes_before", sizes.first).field("bytes_after", sizes.second).end();
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("{} bytes before, {} after", sizes.first, sizes.second));
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command db_optimize;
const cli::Command db_optimize{
    .path = "db optimize",
    .summary = "make the catalog small and fast again",
    .text = "Gives free pages back, refreshes the statistics that queries are planned with, and moves the log into the file. "
            "Others wait while it runs.",
    .examples = "$ retrovue db optimize",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
