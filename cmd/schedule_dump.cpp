#include <memory>

#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/program.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& which) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, which);
  const auto text = station::dump_station(catalog, channel);
  if (session.json()) {
    base::JsonWriter json;
    session.out().document(json.raw(station::write_json(station::parse_yaml(text, "dump").front())));
  } else {
    session.out().raw(text);
  }
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::channel_argument(d, *which);
  return [which](cli::Session& session) { return run(session, *which); };
}
}  // namespace

extern const cli::Command schedule_dump;
const cli::Command schedule_dump{
    .path = "schedule dump",
    .summary = "print a channel as a station file",
    .text = "Prints the channel's fields and its whole programming in a fixed order, values that are the default left out. "
            "Applying the output changes nothing. With --json the same file as JSON, which `schedule apply` also takes.",
    .examples = "$ retrovue schedule dump 5 > five.yaml",
    .declare = declare,
};

}  // namespace retrovue::cmd
