#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/output.h"
#include "cli/settings.h"

namespace retrovue::cli {
namespace {
struct Group {
  std::string_view title;
  std::vector<std::string_view> nouns;
};

// The order in which a person meets them.
const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"Library", {"folder", "server", "library", "sync", "discover", "pathmap", "item", "tag", "marker", "validate", "query", "cleanup", "archive"}},
      {"Programming", {"channel", "schedule", "rule", "campaign", "traffic"}},
      {"Guide", {"epg"}},
      {"Air", {"play", "serve", "alert", "asrun", "store"}},
      {"Keeping house", {}},  // all others
  };
  return all;
}

std::string_view noun_of(const Command& command) { return command.path.substr(0, command.path.find(' ')); }

const Group& group_of(const Command& command) {
  const auto noun = noun_of(command);
  for (const auto& group : groups())
    if (std::find(group.nouns.begin(), group.nouns.end(), noun) != group.nouns.end()) return group;
  return groups().back();
}

// "  left    right", right wrapped in its own column.
std::string row(std::string_view left, std::string_view right, int column, int width) {
  const auto used = base::display_width(left) + 2;
  std::string out = "  " + std::string{left};
  if (used + 2 > static_cast<std::size_t>(column)) out += '\n' + std::string(static_cast<std::size_t>(column), ' ');
  else out += std::string(static_cast<std::size_t>(column) - used, ' ');
  return out + wrapped(right, width, column) + "\n";
}

std::string spelling(const Parameter& parameter) {
  auto names = base::split(parameter.name, ',');
  auto text = base::join(names, ", ");
  if (!parameter.value.empty()) text += " " + parameter.value;
  return text;
}

std::string explained(const Parameter& parameter) {
  auto text = parameter.description;
  if (!parameter.words.empty()) text += ": " + base::join(parameter.words, ", ");
  if (!parameter.fallback.empty()) text += fmt::format(" (default {})", parameter.fallback);
  if (!parameter.env.empty()) text += fmt::format(" (also ${})", parameter.env);
  if (parameter.required && !parameter.positional) text += " (required)";
  if (parameter.repeatable && !parameter.positional) text += " (may be repeated)";
  return text;
}

std::string rows_of(const Declaration& declared, bool positional, int width) {
  std::string out;
  for (const auto& parameter : declared.parameters())
    if (parameter.positional == positional)
      out += row(positional ? parameter.name : spelling(parameter), explained(parameter), 28, width);
  return out;
}

std::string command_rows(const std::vector<const Command*>& list, int width) {
  std::string out;
  for (const auto* command : list) out += row(command->path, command->summary, 24, width);
  return out;
}
}  // namespace

std::string usage_line(const Command& command, const Declaration& own) {
  auto line = fmt::format("retrovue {}", command.path);
  const auto& all = own.parameters();
  for (const auto& parameter : all)
    if (!parameter.positional && parameter.required) line += fmt::format(" {} {}", parameter.canonical(), parameter.value);
  if (std::any_of(all.begin(), all.end(), [](const auto& p) { return !p.positional && !p.required; })) line += " [OPTION]...";
  for (const auto& parameter : all)
    if (parameter.positional)
      line += fmt::format(" {}{}{}{}", parameter.required ? "" : "[", parameter.name, parameter.repeatable ? "..." : "",
                          parameter.required ? "" : "]");
  return line;
}

std::string overview_text(int width) {
  std::string out =
      "retrovue runs a television station from a media library.\n\n"
      "Usage: retrovue [OPTION]... NOUN VERB [OPTION]... [ARGUMENT]...\n";
  for (const auto& group : groups()) {
    std::vector<const Command*> members;
    for (const auto* command : commands_below({}))
      if (&group_of(*command) == &group) members.push_back(command);
    if (!members.empty()) out += fmt::format("\n{}\n{}", group.title, command_rows(members, width));
  }
  Globals unused;
  Declaration globals;
  declare_globals(globals, unused);
  out += "\nOptions of every command\n" + rows_of(globals, false, width);
  out += row("--version", "print the version", 28, width);
  out += row("-h, --help", "print help for a command", 28, width);
  return out + "\nSee `retrovue help COMMAND` or `man retrovue-COMMAND` for more.\n";
}

std::string group_text(std::string_view noun, int width) {
  return fmt::format("Usage: retrovue {} VERB [OPTION]... [ARGUMENT]...\n\n{}\nSee `retrovue help {} VERB` for more.\n", noun,
                     command_rows(commands_below(noun), width), noun);
}

std::string command_text(const Command& command, int width) {
  Declaration own;
  const auto action = command.declare(own);
  auto out = fmt::format("{}: {}\n\nUsage: {}\n", command.path, command.summary, usage_line(command, own));
  for (const auto& paragraph : base::split(command.text, '\n')) out += wrapped(paragraph, width, 0).insert(0, "\n");
  if (!command.text.empty()) out += "\n";
  if (const auto rows = rows_of(own, true, width); !rows.empty()) out += "\nArguments\n" + rows;
  if (const auto rows = rows_of(own, false, width); !rows.empty()) out += "\nOptions\n" + rows;
  if (!command.examples.empty()) {
    out += "\nExamples\n";
    for (const auto& line : base::split(base::trim(command.examples), '\n')) out += fmt::format("  {}\n", line);
  }
  return out + "\nOptions of every command: see `retrovue help`.\n";
}

void command_json(base::JsonWriter& json, const Command& command) {
  Declaration own;
  const auto action = command.declare(own);
  static constexpr std::string_view kEffects[] = {"reads", "writes", "destroys", "airs"};
  json.object().field("path", command.path).field("summary", command.summary).field("usage", usage_line(command, own));
  json.field("effect", kEffects[static_cast<int>(command.effect)]).text_or_null("text", command.text);
  json.text_or_null("examples", command.examples);
  json.key("parameters").array();
  for (const auto& parameter : own.parameters()) {
    json.object().field("name", parameter.canonical()).text_or_null("value", parameter.value);
    json.field("description", parameter.description).field("positional", parameter.positional);
    json.field("required", parameter.required).field("repeatable", parameter.repeatable);
    json.text_or_null("default", parameter.fallback).field("words", parameter.words).end();
  }
  json.end().end();
}

}  // namespace retrovue::cli
