#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "channel_fields.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::vector<std::string>& which) {
  auto& catalog = session.catalog();
  base::JsonWriter json;
  json.array();
  catalog.transaction(session.dry_run(), [&] {
    for (const auto& one : which) {
      auto channel = catalog::find_channel(catalog, one);
      const auto before = channel_text(channel);
      channel.enabled = false;
      catalog::save_channel(catalog, channel);
      audit_channel(session, "channel disable", channel.number, before, channel_text(channel));
      channel_json(json.object(), channel).end();
      session.out().line(fmt::format("channel {} '{}' disabled", channel.number, base::printable(channel.name)));
    }
  });
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::vector<std::string>>();
  d.arguments("CHANNEL", *which, "the channels: number, name or call sign", true).names(cli::Complete::channel);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command channel_disable;
const cli::Command channel_disable{
    .path = "channel disable",
    .summary = "leave channels out of guides, builds and line-ups",
    .text = "Keeps the channel with its programming and plan, but `schedule build` without a name, guides and servers leave it out. All of them or none are changed.",
    .examples = "$ retrovue channel disable 5",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
