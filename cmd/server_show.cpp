#include <fmt/format.h>

#include <memory>

#include "base/http.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/servers.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/servers.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto server = catalog::find_server(session.reader(), which);
  base::JsonWriter json;
  station::write_json(json, server);
  if (session.json()) session.out().document(json);
  const auto time = [&](std::optional<base::Millis> at) { return at ? base::local_text(*at, session.zone()) : std::string{"never"}; };
  auto& out = session.out();
  out.line(fmt::format("{} '{}' ({})", server.id, base::printable(server.name), model::to_text(server.kind)));
  out.line(fmt::format("  url           {}", base::public_url(server.url)));
  out.line(fmt::format("  state         {}{}{}", model::to_text(server.state), server.paused_until ? " until " + time(server.paused_until) : "",
                       server.enabled ? "" : ", disabled"));
  out.line(fmt::format("  version       {}", server.version.empty() ? "not known" : server.version));
  out.line(fmt::format("  machine id    {}", server.machine_id.empty() ? "not known" : server.machine_id));
  out.line(fmt::format("  token         {}", server.has_token ? "sealed in the catalog" : "none"));
  out.line(fmt::format("  last contact  {}", time(server.last_contact)));
  out.line(fmt::format("  last sync     {}", time(server.last_sync)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::server_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command server_show;
const cli::Command server_show{
    .path = "server show",
    .summary = "show one media server",
    .text = "The token itself is never shown; a state other than ok is explained by `retrovue server test`.",
    .examples = "$ retrovue server show attic\n$ retrovue server show attic --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
