#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string key;
  std::vector<std::string> values;
};

int run(cli::Session& session, const Options& options) {
  const auto key = cli::same_key(options.key);
  try {
    cli::check_setting(key, options.values);
  } catch (const base::Error& error) {
    throw base::Error(base::ErrorKind::usage, fmt::format("{}: {}", base::printable(options.key), error.message()), error.hint());
  }
  const auto& path = session.globals().config;
  const auto file = cli::load_settings(path, false);
  std::vector<std::string> literals;
  for (const auto& value : options.values) literals.push_back(base::toml_literal(value));
  const auto literal = literals.size() == 1 ? literals.front() : "[" + base::join(literals, ", ") + "]";
  const auto text = file.with(key, literal);
  cli::check_settings(base::Toml::parse(text, file.name()));
  if (!session.dry_run() && text != file.text()) {
    std::filesystem::create_directories(std::filesystem::absolute(path).parent_path());
    base::write_file_atomic(path, text);
  }
  base::JsonWriter json;
  if (session.json()) session.out().document(json.object().field("key", key).field("values", options.values).field("changed", text != file.text()).end());
  session.out().line(fmt::format("{} = {}", key, base::printable(literal)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("KEY", o->key, "the setting, such as sync.jobs");
  d.arguments("VALUE", o->values, "its value; several make a list", true);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command config_set;
const cli::Command config_set{
    .path = "config set",
    .summary = "change a setting in the settings file",
    .text = "Writes the value and leaves every other line as it is. Key, type and range are checked first. The file and its "
            "directory are made when they are missing.",
    .examples = "$ retrovue config set sync.jobs 4\n$ retrovue config set profile.small.width 320",
    .effect = cli::Effect::writes,
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
