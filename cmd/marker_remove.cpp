#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "station/markers.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::vector<std::string>& which) {
  std::vector<model::Id> ids;
  for (const auto& word : which) ids.push_back(cli::parse_integer(word));
  const auto markers = station::remove_markers(session.catalog(), session.clock(), ids, session.dry_run());
  base::JsonWriter json;
  json.array();
  for (const auto& marker : markers) {
    json.value(marker.id);
    session.out().line("removed " + station::text_of(marker));
  }
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::vector<std::string>>();
  d.arguments("MARKER", *which, "the ids of the markers, as `retrovue marker list` shows them", true);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command marker_remove;
const cli::Command marker_remove{
    .path = "marker remove",
    .summary = "remove markers",
    .text = "All that are named, or none. A removed chapter of the file does not come back with the next validation.",
    .examples = "$ retrovue marker remove 41\n$ retrovue marker remove 41 42 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
