#include "cli/select.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace retrovue::cli {
namespace {
// "--days=7" -> "--days"; words and "-" -> empty.
std::string option_name(const std::string& arg) {
  if (arg.size() < 2 || arg[0] != '-') return {};
  return arg.substr(0, arg.starts_with("--") ? arg.find('=') : 2);
}

const Parameter* find(const std::vector<const Declaration*>& known, const std::string& name) {
  for (const auto* declaration : known)
    if (const auto* found = declaration->find(name)) return found;
  return nullptr;
}

bool takes_next(const Parameter& parameter, const std::string& arg) {
  if (parameter.is_flag()) return false;
  return arg.starts_with("--") ? arg.find('=') == std::string::npos : arg.size() == 2;
}

// Calls act(parameter or null, index) for each option before "--".
template <typename F>
void each_given(const std::vector<std::string>& args, const std::vector<const Declaration*>& known, F&& act) {
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    const auto name = option_name(args[i]);
    if (name.empty()) continue;
    const auto* parameter = find(known, name);
    act(parameter, i);
    if (parameter && takes_next(*parameter, args[i])) ++i;
  }
}

bool starts_command(const std::string& path) {
  return std::any_of(commands().begin(), commands().end(), [&](const Command* command) {
    return command->path == path || command->path.starts_with(path + " ");
  });
}
}  // namespace

const Command* find_command(std::string_view path) {
  const auto& all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command* command) { return command->path == path; });
  return found == all.end() ? nullptr : *found;
}

std::vector<const Command*> commands_below(std::string_view path) {
  std::vector<const Command*> found;
  for (const auto* command : commands())
    if (!command->hidden && (path.empty() || command->path == path || command->path.starts_with(std::string{path} + " ")))
      found.push_back(command);
  return found;
}

base::Error unknown_command(const std::string& given) {
  std::vector<std::string> names, nouns;
  for (const auto* command : commands_below({})) {
    names.emplace_back(command->path);
    nouns.push_back(names.back().substr(0, names.back().find(' ')));
  }
  auto near = base::nearest(given, names);
  if (near.empty()) near = base::nearest(given.substr(0, given.find(' ')), nouns);
  return base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a command", base::printable(given)),
                     near.empty() ? "see `retrovue help`" : fmt::format("did you mean '{}'?", near));
}

Selection select_command(const std::vector<std::string>& args) {
  Globals unused;
  Declaration globals;
  declare_globals(globals, unused);
  Selection made;
  std::size_t i = 0;
  for (; i < args.size(); ++i) {
    const auto& arg = args[i];
    if (arg == "--") break;
    if (const auto name = option_name(arg); !name.empty()) {
      const auto* parameter = globals.find(name);
      if (!parameter && made.command) break;  // its own option: the command words are over
      made.rest.push_back(arg);
      if (parameter && takes_next(*parameter, arg) && i + 1 < args.size()) made.rest.push_back(args[++i]);
      continue;
    }
    const auto longer = made.words.empty() ? arg : made.words + " " + arg;
    if (!starts_command(longer)) {
      if (!made.command) made.stray = arg;
      break;
    }
    made.words = longer;
    made.command = find_command(longer);
  }
  made.rest.insert(made.rest.end(), args.begin() + static_cast<std::ptrdiff_t>(i), args.end());
  return made;
}

bool has_flag(const std::vector<std::string>& args, const std::vector<const Declaration*>& known, std::string_view spelling) {
  bool found = false;
  each_given(args, known, [&](const Parameter*, std::size_t i) { found |= args[i] == spelling; });
  return found;
}

std::string value_given(const std::vector<std::string>& args, const std::vector<const Declaration*>& known, std::string_view spelling) {
  std::string value;
  const auto* wanted = find(known, std::string{spelling});
  each_given(args, known, [&](const Parameter* parameter, std::size_t i) {
    if (!parameter || parameter != wanted) return;
    const auto& arg = args[i];
    if (takes_next(*parameter, arg)) value = i + 1 < args.size() ? args[i + 1] : "";
    else value = arg.starts_with("--") ? arg.substr(arg.find('=') + 1) : arg.substr(2);
  });
  return value;
}

Layout lay_out(const std::vector<std::string>& args, const std::vector<const Declaration*>& known) {
  Layout made;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const auto name = made.options_over ? std::string{} : option_name(args[i]);
    if (args[i] == "--" && !made.options_over) {
      made.options_over = true;
    } else if (name.empty()) {
      made.words.push_back(args[i]);
    } else if (const auto* parameter = find(known, name); !parameter) {
      if (made.unknown.empty()) made.unknown = name;
    } else if (takes_next(*parameter, args[i]) && ++i == args.size()) {
      made.awaiting = parameter;
    }
  }
  return made;
}

}  // namespace retrovue::cli
