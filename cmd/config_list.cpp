#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, bool all) {
  const auto file = cli::load_settings(session.globals().config, false);
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& setting : cli::settings_of(file)) {
    const bool set = setting.from == "file" || setting.from == "environment";
    if (!set && !all) continue;
    const auto value = base::join(setting.values, ", ");
    json.object().field("key", setting.key).text_or_null("value", value).field("from", setting.from);
    json.field("type", setting.type).field("description", setting.description).end();
    rows.push_back({setting.key, value, setting.from, setting.type, setting.description});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"key"}, {"value"}, {"from"}, {"type"}, {"description"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto all = std::make_shared<bool>(false);
  d.flag("--all", *all, "also those that are not set, with their defaults");
  return [all](cli::Session& session) { return run(session, *all); };
}
}  // namespace

extern const cli::Command config_list;
const cli::Command config_list{
    .path = "config list",
    .summary = "list settings and where they come from",
    .text = "Lists what the settings file and the environment set. With --all, every key there is: each option of each "
            "command, and those of profiles, where NAME stands for any name.",
    .examples = "$ retrovue config list\n$ retrovue config list --all",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
