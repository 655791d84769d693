#include "cli/help.h"

#include <memory>

#include "base/text.h"
#include "cli/select.h"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration& d) {
  auto words = std::make_shared<std::vector<std::string>>();
  d.arguments("COMMAND", *words, "the command to explain, or a noun to list its verbs", false).names(cli::Complete::command);
  return [words](cli::Session& session) {
    auto& out = session.out();
    const auto path = base::join(*words, " ");
    const auto* command = cli::find_command(path);
    const auto below = cli::commands_below(path);
    if (!command && below.empty()) throw cli::unknown_command(path);
    if (session.json()) {
      base::JsonWriter json(true);
      json.array();
      for (const auto* one : below) cli::command_json(json, *one);
      out.document(json.end());
    } else {
      out.raw(path.empty() ? cli::overview_text(out.columns())
                           : command ? cli::command_text(*command, out.columns()) : cli::group_text(path, out.columns()));
    }
    return 0;
  };
}
}  // namespace

extern const cli::Command help;
const cli::Command help{
    .path = "help",
    .summary = "explain a command, or list them all",
    .text = "Without an argument, lists every command. With a noun, lists its verbs. With a whole command, prints its usage, "
            "options and examples. `retrovue COMMAND --help` prints the same.",
    .examples = "$ retrovue help\n$ retrovue help folder\n$ retrovue help folder add",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
