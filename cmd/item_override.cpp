#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  std::vector<std::string> pairs;
};

int run(cli::Session& session, const Options& options) {
  station::Values values;
  for (const auto& pair : options.pairs) {
    const auto at = pair.find('=');
    if (at == std::string::npos || at == 0)
      throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not FIELD=VALUE", base::printable(pair)));
    values.emplace_back(pair.substr(0, at), pair.substr(at + 1));
  }
  const auto items = station::change_items(session.catalog(), session.clock(), {options.which}, values, {}, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, items.front());
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("changed {}  {}", items.front().id, base::printable(station::name_text(items.front()))));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->which);
  d.arguments("FIELD=VALUE", o->pairs, "the field and what it shall be", true);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_override;
const cli::Command item_override{
    .path = "item override",
    .summary = "override fields of an item by their names",
    .text = "The same as `retrovue item set`, with fields as they stand in `retrovue item show`. An empty value clears the field.",
    .examples = "$ retrovue item override 17 title=Pilot season_window=summer",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
