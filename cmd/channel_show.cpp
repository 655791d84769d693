#include <fmt/format.h>

#include "base/text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "channel_fields.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, which);
  const auto programming = station::read_programming_json(catalog::programming_document(catalog, channel.id), channel);
  const auto range = catalog::planned_range(catalog, channel.id);
  const base::Zone zone{channel.zone};
  if (session.json()) {
    base::JsonWriter json;
    channel_json(json.object(), channel).key("blocks").array();
    for (const auto& block : programming.blocks) json.value(block.name);
    json.end().key("dayparts").array();
    for (const auto& part : programming.dayparts) json.value(part.name);
    json.end().field("mirrors", programming.mirror ? std::optional{programming.mirror->channel} : std::nullopt);
    json.field("shift_ms", programming.mirror ? std::optional{programming.mirror->shift} : std::nullopt).key("planned_from");
    if (range) json.time(range->first).key("planned_until").time(range->second);
    else json.null().key("planned_until").null();
    session.out().document(json.end());
  }
  std::vector<std::vector<std::string>> rows{{"number", std::to_string(channel.number)}, {"name", channel.name}};
  const auto some = [&](const char* name, const std::string& value) {
    if (!value.empty()) rows.push_back({name, value});
  };
  some("call sign", channel.call_sign);
  some("description", channel.description);
  some("demographic", channel.demographic);
  some("zone", channel.zone);
  some("day start", base::time_of_day_text(channel.day_start_ms));
  some("grid", base::short_duration(channel.grid_ms));
  some("rating limit", channel.rating_limit);
  some("profile", channel.profile);
  some("enabled", channel.enabled ? "yes" : "no");
  some("auto approve", channel.auto_approve ? "yes" : "no");
  some("lock", base::short_duration(channel.lock_ms));
  some("audio", base::join(channel.audio, ", "));
  some("subtitles", base::join(channel.subtitles, ", "));
  const auto& limits = channel.limits;
  if (limits != model::Limits{})
    some("limits", fmt::format("{} threads, nice {}, {}, priority {}", limits.threads, limits.nice,
                               limits.memory_mb > 0 ? fmt::format("{} MB", limits.memory_mb) : "any memory", limits.priority));
  if (programming.mirror)
    some("mirrors", fmt::format("channel {}, {} later", programming.mirror->channel, base::short_duration(programming.mirror->shift)));
  for (const auto& part : programming.dayparts) some("daypart", part.name);
  for (const auto& block : programming.blocks)
    some("block", fmt::format("{} ({} {}-{})", block.name, base::join(model::days_words(block.days), ","),
                              base::time_of_day_text(block.from), base::time_of_day_text(block.to)));
  if (range) some("planned", base::local_text(range->first, zone) + " to " + base::local_text(range->second, zone));
  session.out().table({{"field"}, {"value"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::channel_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command channel_show;
const cli::Command channel_show{
    .path = "channel show",
    .summary = "show a channel with its dayparts and blocks",
    .text = "Prints the channel's own fields, the names of its dayparts and blocks, and how far it is planned. The whole "
            "programming is what `schedule dump` prints.",
    .examples = "$ retrovue channel show 5\n$ retrovue channel show WRTV --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
