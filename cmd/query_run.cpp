#include <memory>
#include <optional>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  std::optional<std::string> channel, at;
  std::optional<std::int64_t> limit;
};

int run(cli::Session& session, const Options& options) {
  station::QueryWish wish{options.which, session.clock().now(), {}, options.limit};
  if (options.channel) wish.channel = catalog::find_channel(session.reader(), *options.channel);
  if (options.at) wish.at = base::parse_time(*options.at, wish.channel ? base::Zone{wish.channel->zone} : session.zone(), wish.at);
  const auto items = station::run_query(session.reader(), wish);
  if (session.json()) {
    base::JsonWriter json;
    json.array();
    for (const auto& item : items) station::write_json(json, item);
    session.out().document(json.end());
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : items)
    rows.push_back({std::to_string(item.id), std::string{model::to_text(item.kind)}, item.show, item.title,
                    item.year ? std::to_string(*item.year) : "", base::clock_text(item.duration_ms), item.rating.code});
  session.out().table({{"id", true}, {"type"}, {"show"}, {"title"}, {"year", true}, {"duration", true}, {"rating"}}, rows);
  return items.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("NAME|EXPR", o->which, "a saved query, or a condition as 'query add' takes it");
  cli::channel_option(d, o->channel);
  cli::at_option(d, o->at).by_default("now");
  cli::limit_option(d, o->limit);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command query_run;
const cli::Command query_run{
    .path = "query run",
    .summary = "list the items that a query means now, or that may air then",
    .text = "With --channel only what may begin on the channel at that time: what can be played and what rating limit, dayparts, seasons, "
            "flights and expiry let pass. Blocks and rest times are not asked; `schedule explain` says what they chose. Local times are the "
            "channel's own. Ages count from --at: since an item came into the library, or since it was last planned on any channel. "
            "A block counts them from its slot, on its own channel. Exit code 4 when nothing matches.",
    .examples = "$ retrovue query run 'late horror'\n$ retrovue query run 'rating <= PG' --channel 5 --at '2026-11-23 17:00' --limit 50\n$ retrovue query run 'type:episode show:Cheers season <= 2' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
