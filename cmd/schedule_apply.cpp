#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "station/profiles.h"
#include "station/program.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& file) {
  const auto text = base::read_file(file == "-" ? "/dev/stdin" : file, 2 << 20);
  const auto done = station::apply_station(session.catalog(), text, file, station::profiles(session.settings()), session.dry_run(),
                                           session.clock().now());
  base::JsonWriter json;
  json.object().key("channels").array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : done) {
    json.object().field("channel", one.number).field("name", one.name).field("action", one.action).field("blocks", one.blocks);
    json.field("dayparts", one.dayparts).field("warnings", one.warnings).end();
    rows.push_back({std::to_string(one.number), one.name, one.action, std::to_string(one.blocks), std::to_string(one.dayparts)});
    if (!session.json())
      for (const auto& warning : one.warnings) session.out().warn(warning);
  }
  if (session.json()) session.out().document(json.end().end());
  session.out().table({{"channel", true}, {"name"}, {"action"}, {"blocks", true}, {"dayparts", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto file = std::make_shared<std::string>();
  d.argument("FILE", *file, "the station file; - reads standard input").names(cli::Complete::file);
  return [file](cli::Session& session) { return run(session, *file); };
}
}  // namespace

extern const cli::Command schedule_apply;
const cli::Command schedule_apply{
    .path = "schedule apply",
    .summary = "take a station file into the catalog",
    .text = "Makes each channel of the file exactly as the file says: its own fields and its whole programming. Channels that the "
            "file does not name stay as they are. Everything is checked first, errors name line and column: unknown words, "
            "shows and items that are not in the library, items without a playable file. All channels are taken or none. "
            "With --dry-run only the check is done. The plan changes with the next `schedule build`.\n\n"
            "The file is described in retrovue-station(5) and by schema/station.schema.json.",
    .examples = "$ retrovue schedule apply station.yaml\n$ retrovue schedule apply station.yaml --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
