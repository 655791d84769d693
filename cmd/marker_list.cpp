#include <fmt/format.h>

#include <memory>

#include "base/time_text.h"
#include "catalog/items.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/markers.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string item;
  bool rejected = false;
};

int run(cli::Session& session, const Options& options) {
  const auto item = catalog::find_item(session.reader(), options.item);
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& marker : catalog::markers(session.reader(), item.id, options.rejected)) {
    station::write_json(json, marker);
    rows.push_back({std::to_string(marker.id), std::string{model::to_text(marker.kind)}, base::clock_text(marker.start_ms),
                    marker.end_ms ? base::clock_text(*marker.end_ms) : "", std::string{model::to_text(marker.origin)}, marker.title,
                    std::string{model::to_text(marker.status)}, marker.confidence ? fmt::format("{:.1f}", *marker.confidence / 10.0) : ""});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"type"}, {"at"}, {"until"}, {"origin"}, {"title"}, {"status"}, {"confidence", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->item);
  d.flag("--rejected", o->rejected, "also those that were rejected or removed, and do not come back");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_list;
const cli::Command marker_list{
    .path = "marker list",
    .summary = "list the markers of an item",
    .text = "By time. Origin says who set it: manual (by hand), file (a chapter), source (a server) or detected (a black gap). Status says "
            "what people think of a detected one: proposed (nobody said anything), approved or rejected; its confidence is in percent (retrovue-marker-generate(1)).",
    .examples = "$ retrovue marker list 17\n$ retrovue marker list 'Alien' --json\n$ retrovue marker list 17 --rejected",
    .declare = declare,
};

}  // namespace retrovue::cmd
