#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/declaration.h"
#include "cli/session.h"

namespace retrovue::cli {

enum class Effect { reads, writes, destroys, airs };  // writes and destroys have --dry-run; destroys asks first

// What must be there before run; the session opens it on first use.
enum class Needs { nothing, catalog };

// Runs with the parsed values; returns the exit code. Throws base::Error.
using Action = std::function<int(Session&)>;

// One command. Declaring opens nothing: no catalog, no config, no network.
struct Command {
  std::string_view path{};      // "folder add"
  std::string_view summary{};   // one line, imperative, no full stop
  std::string_view text{};      // prose of the manual page, paragraphs parted by an empty line
  std::string_view examples{};  // lines; those starting with "$ " are commands, others explain the next one
  Effect effect = Effect::reads;
  Needs needs = Needs::catalog;
  Action (*declare)(Declaration&) = nullptr;
  bool hidden = false;          // not in help, manual pages and completion
};

// cmd/commands.cpp: all commands, sorted by path.
const std::vector<const Command*>& commands();

const Command* find_command(std::string_view path);                 // null when there is none
std::vector<const Command*> commands_below(std::string_view path);  // "folder" -> folder add, folder list ...; no hidden ones

// Whole program: parse, run, map errors to exit codes.
int run(int argc, char** argv);

}  // namespace retrovue::cli
