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
      channel.enabled = true;
      catalog::save_channel(catalog, channel);
      audit_channel(session, "channel enable", channel.number, before, channel_text(channel));
      channel_json(json.object(), channel).end();
      session.out().line(fmt::format("channel {} '{}' enabled", channel.number, base::printable(channel.name)));
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

extern const cli::Command channel_enable;
const cli::Command channel_enable{
    .path = "channel enable",
    .summary = "put channels into guides, builds and line-ups again",
    .text = "The opposite of `channel disable`: the channel is listed, planned and served again. All of them or none are changed.",
    .examples = "$ retrovue channel enable 5",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
