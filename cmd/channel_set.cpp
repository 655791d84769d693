#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "channel_fields.h"
#include "cli/command.h"
#include "station/mirrors.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel;
  std::optional<std::int64_t> number;
  std::optional<std::string> name;
  ChannelFields fields;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.catalog();
  model::Channel channel;
  bool clockwork = false;
  catalog.transaction(session.dry_run(), [&] {
    channel = catalog::find_channel(catalog, options.channel);
    const auto before = channel;
    if (options.number) channel.number = static_cast<int>(*options.number);
    if (options.name) channel.name = *options.name;
    options.fields.apply(channel, session);
    catalog::save_channel(catalog, channel);
    station::check_mirrors(catalog, station::profiles(session.settings()));
    audit_channel(session, "channel set", channel.number, channel_text(before), channel_text(channel));
    clockwork = before.zone != channel.zone || before.day_start_ms != channel.day_start_ms || before.grid_ms != channel.grid_ms ||
                before.profile != channel.profile || before.rating_limit != channel.rating_limit;
  });
  base::JsonWriter json;
  if (session.json()) session.out().document(channel_json(json.object(), channel).end());
  session.out().line(fmt::format("channel {} '{}' changed", channel.number, base::printable(channel.name)));
  if (clockwork) session.out().note(fmt::format("the stored plan was made before: run 'retrovue schedule build {}'", channel.number));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.option("--number", "N", o->number, "a new number").between(1, 9999);
  cli::name_option(d, o->name);
  o->fields.declare(d, false);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command channel_set;
const cli::Command channel_set{
    .path = "channel set",
    .summary = "change a channel's own fields",
    .text = "Changes what is given and leaves the rest. After a change of zone, day start, grid, profile or rating limit the "
            "stored plan should be built again.",
    .examples = "$ retrovue channel set 5 --name 'Retro 5' --profile hd\n$ retrovue channel set WRTV --no-auto-approve",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
