#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "station/cleanup.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : station::archive(session.reader())) {
    station::write_json(json, one);
    rows.push_back({std::to_string(one.item.id), std::string{model::to_text(one.item.kind)}, station::name_text(one.item), one.item.source, one.item.library,
                    base::local_text(one.gone.since, session.zone()), base::local_text(*one.gone.archived, session.zone())});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"type"}, {"title"}, {"source"}, {"library"}, {"gone since"}, {"archived"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command archive_list;
const cli::Command archive_list{
    .path = "archive list",
    .summary = "list the items in the archive",
    .text = "Items whose files were gone for so long that `retrovue cleanup` archived them, the last one first. --json tells their tags and how many overrides they keep.",
    .examples = "$ retrovue archive list\n$ retrovue archive list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
