#include <fmt/format.h>

#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/pathmaps.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> server;
  std::int64_t sample = 200;
};

int run(cli::Session& session, const Options& options) {
  const auto check = station::check_paths(session.reader(), options.server.value_or(""), static_cast<std::size_t>(options.sample));
  base::JsonWriter json;
  json.object().field("files", check.items).field("checked", check.checked).field("found", check.found).field("missing", check.missing);
  json.field("unmapped", check.unmapped).key("examples").array();
  for (const auto& bad : check.bad)
    json.object().field("server", bad.server).field("source_path", base::printable(bad.source_path)).field("path", base::printable(bad.path)).field("mapped", bad.mapped).end();
  if (session.json()) session.out().document(json.end().end());
  session.out().line(fmt::format("{} of {} files checked: {} found, {} missing, {} without a rule", check.checked, check.items, check.found, check.missing, check.unmapped));
  for (const auto& bad : check.bad) session.out().line(fmt::format("  missing: {}{}", base::printable(bad.path), bad.mapped ? "" : " (no rule)"));
  return check.missing ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::server_option(d, o->server);
  d.option("--sample", "N", o->sample, "how many files to look for; 0: all").between(0, 10'000'000).by_default("200");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command pathmap_check;
const cli::Command pathmap_check{
    .path = "pathmap check",
    .summary = "look whether the files of a server can be seen from here",
    .text = "Takes files evenly from all items and counts those that are there. Exit code 3: some are missing.",
    .examples = "$ retrovue pathmap check\n$ retrovue pathmap check --server attic --sample 0 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
