#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "item_fields.h"
#include "live_address.h"
#include "station/live_inputs.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> which;
  std::optional<std::string> query;
  FieldOptions fields;
  LiveAddress address;
};

// The items that are named, or those that fit.
std::vector<std::string> meant(cli::Session& session, const Options& options) {
  if (options.query.has_value() == !options.which.empty())
    throw base::Error(base::ErrorKind::usage, "say which items are meant", "either their ids, titles or paths, or --query");
  if (!options.query) return options.which;
  if (base::trim(*options.query).empty()) throw base::Error(base::ErrorKind::usage, "an empty query means every item", "name what they have in common, e.g. type:movie");
  std::vector<std::string> ids;
  for (const auto id : station::query_ids(session.catalog(), {*options.query, session.clock().now(), {}, {}})) ids.push_back(fmt::format("id:{}", id));
  if (ids.empty()) throw base::Error(base::ErrorKind::not_found, "no item fits the query", "'retrovue query run' shows what does");
  return ids;
}

std::vector<model::Item> changed(cli::Session& session, const Options& options) {
  const auto address = options.address.read(session);
  const auto values = options.fields.values();
  if (!address) return station::change_items(session.catalog(), session.clock(), meant(session, options), values, {}, session.dry_run());
  if (options.which.size() != 1 || options.query || !values.empty())
    throw base::Error(base::ErrorKind::usage, "an address is changed alone, for one live input", "other values take a command of their own");
  return {station::move_live_input(session.catalog(), session.clock(), options.which.front(), *address, session.dry_run())};
}

int run(cli::Session& session, const Options& options) {
  const auto items = changed(session, options);
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
  cli::item_arguments(d, o->which, false);
  d.option("--query", "QUERY", o->query, "all items that it means: a condition as in retrovue-query(7), or the name of a saved one");
  o->address.declare(d);
  o->fields.declare(d);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_set;
const cli::Command item_set{
    .path = "item set",
    .summary = "change values of items",
    .text = "The values stand beside those of the source, win everywhere and survive every sync; `retrovue item reset` gives a "
            "field back to the source. An empty value clears the field. All items are changed, or none, "
            "in one transaction.\n\n"
            "An item whose daypart neither its source nor anybody has said gets the default of its type: movie and live prime, episode "
            "daytime, music overnight, all others any. `retrovue item show` marks it as (default), --json as daypart_defaulted. Lists and "
            "queries find it; a plan is bound only by a daypart that was said. --daypart replaces it and takes the mark away.\n\n"
            "--url, --url-file and --url-stdin give a live input another address; what is on air keeps the one it was begun with.",
    .examples = "$ retrovue item set 17 --title 'Pilot' --rating us-tv:TV-PG\n$ retrovue item set 21 22 23 --company 'Cola Co' --flight-end 2026-12-31\n"
                "$ retrovue item set --query 'type:movie rating:R' --daypart night --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
