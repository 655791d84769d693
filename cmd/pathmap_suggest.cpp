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
  std::vector<std::string> roots;
};

int run(cli::Session& session, const Options& options) {
  const auto found = station::suggest(session.reader(), options.server.value_or(""), options.roots);
  base::JsonWriter json;
  json.object().field("server", found.server).field("paths", found.paths).field("files", found.files).key("rules").array();
  for (const auto& one : found.rules) {
    json.object().field("from", base::printable(one.rule.from)).field("to", base::printable(one.rule.to)).field("matched", one.matched).end();
    session.out().line(fmt::format("retrovue pathmap add --server {} {} {}    # finds {} of {} files", base::shell_word(found.server),
                                   base::shell_word(one.rule.from), base::shell_word(one.rule.to), one.matched, found.paths));
  }
  if (session.json()) session.out().document(json.end().end());
  if (found.paths == 0) {
    session.out().note(fmt::format("every file of '{}' can be seen from here: no rule is needed", base::printable(found.server)));
    return 0;
  }
  if (found.rules.empty()) session.out().note(fmt::format("none of {} files below these folders has the name of one of {} paths that cannot be seen", found.files, found.paths));
  return found.rules.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::server_option(d, o->server).must();
  d.option("--root", "DIR", o->roots, "a folder on this machine where files of the server may be").names(cli::Complete::directory).must();
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command pathmap_suggest;
const cli::Command pathmap_suggest{
    .path = "pathmap suggest",
    .summary = "propose path rules by comparing names",
    .text = "Compares the server's paths that cannot be seen with the files below the given folders: the longest common ends say where "
            "the paths part. Prints the commands to run; nothing is written. Exit code 4: "
            "nothing fits.",
    .examples = "$ retrovue pathmap suggest --server attic --root /mnt/media",
    .declare = declare,
};

}  // namespace retrovue::cmd
