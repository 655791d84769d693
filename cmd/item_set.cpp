#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "item_fields.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> which;
  FieldOptions fields;
};

int run(cli::Session& session, const Options& options) {
  const auto items = station::change_items(session.catalog(), session.clock(), options.which, options.fields.values(), {}, session.dry_run());
  base::JsonWriter json;
  json.array();
  for (const auto& item : items) {
    station::write_json(json, item);
    session.out().line(fmt::format("changed {}  {}", item.id, base::printable(station::name_text(item))));
  }
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_arguments(d, o->which, true);
  o->fields.declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_set;
const cli::Command item_set{
    .path = "item set",
    .summary = "change values of items",
    .text = "The values stand beside those of the source, win everywhere and survive every sync; `retrovue item reset` gives a "
            "field back to the source. An empty value clears the field. All items are changed, or none.",
    .examples = "$ retrovue item set 17 --title 'Pilot' --rating us-tv:TV-PG\n$ retrovue item set 21 22 23 --company 'Cola Co' --flight-end 2026-12-31",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
