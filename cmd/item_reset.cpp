#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  std::vector<std::string> fields;
};

int run(cli::Session& session, const Options& options) {
  const auto items = station::change_items(session.catalog(), session.clock(), {options.which}, {}, options.fields, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, items.front());
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("reset {}  {}", items.front().id, base::printable(station::name_text(items.front()))));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->which);
  d.arguments("FIELD", o->fields, "the fields to give back", true);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_reset;
const cli::Command item_reset{
    .path = "item reset",
    .summary = "give overridden fields back to the source",
    .text = "The fields have the source's values again. Fields that were not overridden stay as they are.",
    .examples = "$ retrovue item reset 17 title rating",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
