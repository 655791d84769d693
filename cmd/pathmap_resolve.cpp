#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/pathmaps.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string path;
  std::optional<std::string> server;
};

int run(cli::Session& session, const Options& options) {
  const auto found = station::resolve(session.reader(), options.path, options.server.value_or(""));
  base::JsonWriter json;
  json.object().field("path", base::printable(found.path)).field("mapped", found.rule != 0).text_or_null("server", found.rule ? found.server : "").end();
  if (session.json()) session.out().document(json);
  else session.out().raw(found.path + "\n");
  return found.rule ? 0 : base::exit_code(base::ErrorKind::not_found);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("PATH", o->path, "a path as the server has it");
  cli::server_option(d, o->server);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command pathmap_resolve;
const cli::Command pathmap_resolve{
    .path = "pathmap resolve",
    .summary = "print where a path of a server is on this machine",
    .text = "Without --server the rules of all servers are tried. Exit code 4: no rule matches; the path is printed as it is.",
    .examples = "$ retrovue pathmap resolve '/data/tv/Show/S01E01.mkv' --server attic",
    .declare = declare,
};

}  // namespace retrovue::cmd
