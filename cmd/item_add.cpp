#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "item_fields.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> tags;
  FieldOptions fields;
};

int run(cli::Session& session, const Options& options) {
  const auto item = station::add_item(session.catalog(), session.clock(), options.file, options.fields.values(), options.tags, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, item);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("added {} {}  {}", model::to_text(item.kind), item.id, base::printable(station::name_text(item))));
  session.out().note(fmt::format("'retrovue validate {}' checks it", item.id));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("FILE", o->file, "the media file").names(cli::Complete::file);
  o->fields.declare(d);
  cli::tags_option(d, o->tags);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_add;
const cli::Command item_add{
    .path = "item add",
    .summary = "add a single file as an item",
    .text = "For a file that lies in no folder of the station. What the options do not say is told from its name. It can air "
            "after `retrovue validate`.",
    .examples = "$ retrovue item add snow.mp4 --type commercial --company 'Cola Co'",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
