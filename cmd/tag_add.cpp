#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/items.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, std::vector<std::string> words) {
  if (words.size() < 2) throw base::Error(base::ErrorKind::usage, "items and a tag are needed", "write it as NAMESPACE:KEY, e.g. holiday:christmas");
  const auto tag = words.back();
  words.pop_back();
  const auto change = station::add_tag(session.catalog(), session.clock(), words, tag, session.dry_run());
  base::JsonWriter json;
  json.object().field("tag", change.tag).key("items").array();
  for (const auto& item : change.items) json.value(item.id);
  if (session.json()) session.out().document(json.end().end());
  session.out().line(fmt::format("added {}: {} {}", base::printable(change.tag), change.items.size(), change.items.size() == 1 ? "item" : "items"));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto words = std::make_shared<std::vector<std::string>>();
  d.arguments("ITEM... NS:KEY", *words, "the items (id, title or path), then the tag", true).names(cli::Complete::item);
  return [words](cli::Session& session) { return run(session, *words); };
}
}  // namespace

extern const cli::Command tag_add;
const cli::Command tag_add{
    .path = "tag add",
    .summary = "give items a tag",
    .text = "A tag is a namespace and a key: audience, holiday, season, brand, tone, genre or a namespace of your own. Tags set by "
            "hand stay through every sync.",
    .examples = "$ retrovue tag add 17 18 holiday:christmas",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
