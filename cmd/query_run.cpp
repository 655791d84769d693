#include <memory>

#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto items = station::run_query(session.reader(), which, session.clock().now());
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
  auto which = std::make_shared<std::string>();
  d.argument("NAME|EXPR", *which, "a saved query, or a condition as 'query add' takes it");
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command query_run;
const cli::Command query_run{
    .path = "query run",
    .summary = "list the items that a query means now",
    .text = "Ages count from now (--now): since an item came into the library, or since it was last planned on any channel. "
            "A block counts them from its slot, on its own channel. Exit code 4 when nothing matches.",
    .examples = "$ retrovue query run 'late horror'\n$ retrovue query run 'type:episode show:Cheers season <= 2' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
