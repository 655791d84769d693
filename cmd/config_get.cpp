#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::string& key) {
  const auto value = cli::setting_of(cli::load_settings(session.globals().config, false), key);
  if (value.from == "unset")
    throw base::Error(base::ErrorKind::not_found, fmt::format("'{}' is not set", base::printable(key)));
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("key", value.key).field("value", value.values.front()).field("values", value.values);
    session.out().document(json.field("from", value.from).end());
  }
  for (const auto& one : value.values) session.out().line(base::printable(one));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto key = std::make_shared<std::string>();
  d.argument("KEY", *key, "the setting, such as sync.jobs");
  return [key](cli::Session& session) { return run(session, *key); };
}
}  // namespace

extern const cli::Command config_get;
const cli::Command config_get{
    .path = "config get",
    .summary = "print a setting",
    .text = "Prints the value that holds when no option is given: from the environment, else the settings file, else the "
            "default. A setting without a value ends with exit code 4. A list prints a value a line.",
    .examples = "$ retrovue config get db",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
