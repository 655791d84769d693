#include <memory>

#include "cli/command.h"
#include "completion_shims.inc"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration& d) {
  auto shell = std::make_shared<std::string>();
  d.argument("SHELL", *shell, "the shell").one_of({"bash", "fish", "zsh"});
  return [shell](cli::Session& session) {
    const auto text = *shell == "bash" ? kBash : *shell == "zsh" ? kZsh : kFish;
    if (session.json()) {
      base::JsonWriter json;
      session.out().document(json.object().field("shell", *shell).field("script", text).end());
    } else {
      session.out().raw(text);
    }
    return 0;
  };
}
}  // namespace

extern const cli::Command completion;
const cli::Command completion{
    .path = "completion",
    .summary = "print the completion script of a shell",
    .text = "The script asks the program itself what may follow, so it stays right when commands, channels or items "
            "change. Installed packages put it in place already; from a build directory, load it as the examples show.",
    .examples = "$ source <(retrovue completion bash)\n"
                "$ source <(retrovue completion zsh)\n"
                "$ retrovue completion fish | source",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
