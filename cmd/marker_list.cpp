#include <memory>

#include "base/time_text.h"
#include "catalog/items.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/markers.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  const auto item = catalog::find_item(session.reader(), which);
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& marker : catalog::markers(session.reader(), item.id)) {
    station::write_json(json, marker);
    rows.push_back({std::to_string(marker.id), std::string{model::to_text(marker.kind)}, base::clock_text(marker.start_ms),
                    marker.end_ms ? base::clock_text(*marker.end_ms) : "", std::string{model::to_text(marker.origin)}, marker.title});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"type"}, {"at"}, {"until"}, {"origin"}, {"title"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::item_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command marker_list;
const cli::Command marker_list{
    .path = "marker list",
    .summary = "list the markers of an item",
    .text = "By time. Origin says who set it: manual (by hand), file (a chapter), source (a server) or detected.",
    .examples = "$ retrovue marker list 17\n$ retrovue marker list 'Alien' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
