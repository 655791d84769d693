#include "cli/complete.h"

#include <memory>

#include "cli/command.h"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration& d) {
  auto words = std::make_shared<std::vector<std::string>>();
  d.arguments("WORD", *words, "the words after retrovue, the last one unfinished", true);
  return [words](cli::Session& session) {
    const auto completion = cli::complete(*words);
    std::string text;
    if (completion.files) text += ":files\n";
    if (completion.directories) text += ":directories\n";
    for (const auto& one : completion.candidates) text += one.word + "\t" + one.remark + "\n";
    session.out().raw(text);
    return 0;
  };
}
}  // namespace

extern const cli::Command complete;
const cli::Command complete{
    .path = "__complete",
    .summary = "say what may follow, for the shells",
    .text = "Prints a line for each word that may stand in place of the last one: the word, a tab, a remark. The line "
            ":files or :directories asks the shell to complete paths.",
    .examples = "$ retrovue __complete -- folder ''",
    .needs = cli::Needs::nothing,
    .declare = declare,
    .hidden = true,
};

}  // namespace retrovue::cmd
