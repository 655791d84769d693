#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "channel_fields.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::int64_t number = 0;
  std::string name;
  ChannelFields fields;
};

int run(cli::Session& session, const Options& options) {
  model::Channel channel;
  channel.number = static_cast<int>(options.number);
  channel.name = options.name;
  options.fields.apply(channel, session);
  auto& catalog = session.catalog();
  catalog.transaction(session.dry_run(), [&] {
    channel.id = catalog::save_channel(catalog, channel);
    audit_channel(session, "channel add", channel.number, {}, channel_text(channel));
  });
  base::JsonWriter json;
  if (session.json()) session.out().document(channel_json(json.object(), channel).end());
  session.out().line(fmt::format("channel {} '{}' added", channel.number, base::printable(channel.name)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("NUMBER", o->number, "what viewers tune to").between(1, 9999);
  d.argument("NAME", o->name, "what it is called");
  o->fields.declare(d, true);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command channel_add;
const cli::Command channel_add{
    .path = "channel add",
    .summary = "add a channel",
    .text = "Makes a channel without programming: it is off air until `schedule apply` gives it blocks and `schedule build` a plan. "
            "Every channel has a time zone, a broadcast day and a grid of its own.",
    .examples = "$ retrovue channel add 5 'Retro Five' --zone America/New_York --rating-limit TV-14",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
