#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& key) {
  const auto& path = session.globals().config;
  const auto file = cli::load_settings(path, false);
  const auto* entry = file.find(key);
  if (!entry) entry = file.find(cli::same_key(key));
  if (!entry)
    throw base::Error(base::ErrorKind::not_found, fmt::format("'{}' is not set in {}", base::printable(key), file.name()));
  if (!session.dry_run()) base::write_file_atomic(path, file.without(entry->key));
  base::JsonWriter json;
  if (session.json()) session.out().document(json.object().field("key", entry->key).field("removed", true).end());
  session.out().line(fmt::format("{} removed", base::printable(entry->key)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto key = std::make_shared<std::string>();
  d.argument("KEY", *key, "the setting, such as sync.jobs");
  return [key](cli::Session& session) { return run(session, *key); };
}
}  // namespace

extern const cli::Command config_unset;
const cli::Command config_unset{
    .path = "config unset",
    .summary = "take a setting out of the settings file",
    .text = "Removes the line and leaves every other one as it is. A key that is unknown can be removed too.",
    .examples = "$ retrovue config unset sync.jobs",
    .effect = cli::Effect::writes,
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
