#include "cli/command.h"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration&) {
  return [](cli::Session& session) {
    const auto& file = session.globals().config;
    base::JsonWriter json;
    if (session.json()) session.out().document(json.object().field("path", file.string()).field("exists", std::filesystem::exists(file)).end());
    else session.out().raw(file.string() + "\n");
    return 0;
  };
}
}  // namespace

extern const cli::Command config_path;
const cli::Command config_path{
    .path = "config path",
    .summary = "print where the settings file is",
    .text = "Prints the file that --config, RETROVUE_CONFIG or the default names, whether it exists or not.",
    .examples = "$ retrovue config path",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
