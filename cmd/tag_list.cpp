#include <memory>

#include "catalog/overrides.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& name_space) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& tag : catalog::tag_counts(session.reader())) {
    if (!name_space.empty() && tag.name_space != name_space) continue;
    json.object().field("tag", tag.name_space + ":" + tag.key).field("namespace", tag.name_space).field("key", tag.key).field("items", tag.items).end();
    rows.push_back({tag.name_space, tag.key, std::to_string(tag.items)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"namespace"}, {"key"}, {"items", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto name_space = std::make_shared<std::string>();
  d.optional_argument("NAMESPACE", *name_space, "only tags of this namespace");
  return [name_space](cli::Session& session) { return run(session, *name_space); };
}
}  // namespace

extern const cli::Command tag_list;
const cli::Command tag_list{
    .path = "tag list",
    .summary = "list the tags in use",
    .text = "With the number of items that have each of them. Tags that an editor took away do not count.",
    .examples = "$ retrovue tag list\n$ retrovue tag list holiday --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
