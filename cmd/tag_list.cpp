#include "catalog/overrides.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& tag : catalog::tag_counts(session.reader())) {
    json.object().field("tag", tag.name_space + ":" + tag.key).field("namespace", tag.name_space).field("key", tag.key).field("items", tag.items).end();
    rows.push_back({tag.name_space, tag.key, std::to_string(tag.items)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"namespace"}, {"key"}, {"items", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command tag_list;
const cli::Command tag_list{
    .path = "tag list",
    .summary = "list the tags in use",
    .text = "With the number of items that have each of them. Tags that an editor took away do not count.",
    .examples = "$ retrovue tag list\n$ retrovue tag list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
