#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto problems = catalog::check(session.globals().db);
  base::JsonWriter json;
  json.object().field("sound", problems.empty()).field("problems", problems).end();
  if (session.json()) session.out().document(json);
  for (const auto& problem : problems) session.out().line(base::printable(problem));
  if (problems.empty()) session.out().line("the catalog is sound");
  return problems.empty() ? 0 : base::exit_code(base::ErrorKind::catalog);
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command db_check;
const cli::Command db_check{
    .path = "db check",
    .summary = "look for damage in the catalog",
    .text = "Checks the structure of the file, references between rows, and rules such as that slots do not overlap. Exit code 5 "
            "when something is wrong.",
    .examples = "$ retrovue db check\n$ retrovue db check --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
