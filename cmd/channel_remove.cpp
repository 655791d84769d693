#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "channel_fields.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.catalog();
  const auto channel = catalog::find_channel(catalog, which);
  const auto name = fmt::format("channel {} '{}'", channel.number, base::printable(channel.name));
  session.confirm(fmt::format("remove {} with its programming and plan?", name));
  catalog.transaction(session.dry_run(), [&] {
    catalog::remove_channel(catalog, channel.id);
    audit_channel(session, "channel remove", channel.number, channel_text(channel), {});
  });
  base::JsonWriter json;
  if (session.json()) session.out().document(channel_json(json.object(), channel).end());
  session.out().line(name + " removed");
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::channel_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command channel_remove;
const cli::Command channel_remove{
    .path = "channel remove",
    .summary = "remove a channel with its programming and plan",
    .text = "What aired on it stays in the as-run log. Asks first on a terminal, needs --yes elsewhere. `schedule dump` keeps "
            "the programming in a file beforehand.",
    .examples = "$ retrovue schedule dump 5 > five.yaml\n$ retrovue channel remove 5 --yes",
    .effect = cli::Effect::destroys,
    .declare = declare,
};

}  // namespace retrovue::cmd
