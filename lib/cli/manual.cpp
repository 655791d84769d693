#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/help.h"
#include "cli/settings.h"

namespace retrovue::cli {
namespace {

// Text as roff: no character of it is taken for a request.
std::string escaped(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (c == '~') out += "\\(ti";
    else if (c == '^') out += "\\(ha";
    else if (c == '`') out += "\\(ga";
    else out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string section(std::string_view title) { return fmt::format(".SH {}\n", title); }

std::string paragraphs(std::string_view text) {
  std::string out;
  bool first = true;
  for (const auto& line : base::split(text, '\n')) {
    if (line.empty()) continue;
    out += (first ? "" : ".PP\n") + escaped(line) + "\n";
    first = false;
  }
  return out;
}

std::string spelled(const Parameter& parameter) {
  if (parameter.positional) return italic(parameter.name);
  std::vector<std::string> names;
  for (const auto& name : base::split(parameter.name, ',')) names.push_back(bold(name));
  return base::join(names, ", ") + (parameter.value.empty() ? "" : " " + italic(parameter.value));
}

std::string sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

std::string entry(const Parameter& parameter, const Command* command) {
  auto text = ".TP\n" + spelled(parameter) + "\n" + escaped(sentence(parameter.description)) + "\n";
  if (!parameter.words.empty()) text += "One of " + escaped(base::join(parameter.words, ", ")) + ".\n";
  if (parameter.least && parameter.most) text += fmt::format("From {} to {}.\n", *parameter.least, *parameter.most);
  if (!parameter.fallback.empty()) text += "Default: " + escaped(parameter.fallback) + ".\n";
  if (parameter.required && !parameter.positional) text += "Required.\n";
  if (parameter.repeatable && !parameter.positional) text += "May be repeated.\n";
  if (parameter.positional) return text;
  const auto key = key_of(command, parameter);
  auto variables = bold(variable_of(key));
  if (!parameter.env.empty()) variables += " or " + bold(parameter.env);
  return text + (key == "config" ? fmt::format("Environment: {}.\n", variables)
                                 : fmt::format("Environment: {}; setting: {}.\n", variables, bold(key)));
}

std::string entries(const Declaration& declared, const Command* command, bool positional) {
  std::string out;
  for (const auto& parameter : declared.parameters())
    if (parameter.positional == positional) out += entry(parameter, command);
  return out;
}

std::string examples(std::string_view text) {
  return ".nf\n" + escaped(base::trim(text)) + "\n.fi\n";
}

std::string page_name(std::string_view path) {
  std::string name = path.empty() ? "retrovue" : "retrovue-" + std::string{path};
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string head(std::string_view name, std::string_view summary) {
  std::string upper{name};
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return fmt::format(".\\\" Made by `retrovue docs man`; change the command instead.\n.TH {} 1 \"\" RetroVue \"RetroVue manual\"\n"
                     ".nh\n.SH NAME\n{} \\- {}\n", escaped(upper), escaped(name), escaped(summary));
}

std::string exit_status() {
  struct Row {
    int code;
    std::string_view meaning;
  };
  static constexpr Row kRows[] = {
      {0, "Done."},
      {1, "Failed."},
      {2, "Wrong use: a bad option, value or settings file, or an unknown command."},
      {3, "Done in part: some items failed; the report names them."},
      {4, "Nothing matched, or not found."},
      {5, "The catalog is missing, damaged, or of a newer version."},
      {6, "Busy: another writer held the lock longer than the wait."},
      {7, "A source, ffmpeg or the network was not reachable."},
      {8, "Not authorised."},
      {130, "Interrupted; what was committed is kept."},
  };
  std::string out = section("EXIT STATUS");
  for (const auto& row : kRows) out += fmt::format(".TP\n.B {}\n{}\n", row.code, row.meaning);
  return out;
}

ManualPage command_page(const Command& command) {
  Declaration own;
  const auto action = command.declare(own);
  const auto name = page_name(command.path);
  auto text = head(name, command.summary) + section("SYNOPSIS") + escaped(usage_line(command, own)) + "\n";
  text += section("DESCRIPTION") + paragraphs(command.text);
  if (const auto list = entries(own, &command, true); !list.empty()) text += section("ARGUMENTS") + list;
  if (const auto list = entries(own, &command, false); !list.empty()) text += section("OPTIONS") + list;
  if (!command.examples.empty()) text += section("EXAMPLES") + examples(command.examples);
  text += section("SEE ALSO") + ".BR retrovue (1)";
  const auto noun = command.path.substr(0, command.path.find(' '));
  for (const auto* other : commands_below(noun))
    if (other != &command) text += fmt::format(",\n.BR {} (1)", escaped(page_name(other->path)));
  return {name + ".1", text + "\n"};
}

ManualPage main_page() {
  Globals unused;
  Declaration globals;
  declare_globals(globals, unused);
  auto text = head("retrovue", "run a television station from a media library");
  text += section("SYNOPSIS") + ".B retrovue\n[\\fIOPTION\\fR]... \\fINOUN VERB\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n";
  text += section("DESCRIPTION") +
          "RetroVue reads a media library into a catalog, plans channels the way television stations do, and puts them\n"
          "on air as MPEG\\-TS and HLS with guide data.\n"
          ".PP\n"
          "Options that belong to every command may stand before or after the command words.\n"
          "Standard output is the result, standard error everything else.\n"
          "Names are accepted wherever an id is; a name that fits several things is an error that lists them.\n";
  text += section("COMMANDS");
  for (const auto* command : commands_below({}))
    text += fmt::format(".TP\n.BR {} (1)\n{}\n", escaped(page_name(command->path)), escaped(sentence(std::string{command->summary})));
  text += section("OPTIONS") + entries(globals, nullptr, false);
  text += ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nPrint help for a command.\n.TP\n\\fB\\-\\-version\\fR\nPrint the version.\n";
  text += section("TIMES AND DURATIONS") +
          "A time is RFC 3339 (2026\\-11\\-20T18:00:00Z), local (2026\\-11\\-20, 2026\\-11\\-20 18:00), now, or counted from now (+2h,\n"
          "\\-30m). A duration is 90s, 7m30s, 2d or 00:07:30.5.\n";
  text += section("SETTINGS") +
          "The settings file is TOML. Every option can be set in it: the option \\fB\\-\\-jobs\\fR of \\fBretrovue sync\\fR is the key\n"
          "jobs in the table [sync], that of \\fBretrovue folder add\\fR would stand in [folder.add], and the options of every\n"
          "command stand before the first table. The environment beats the file, an option on the command line beats both.\n"
          ".PP\n"
          "A table [profile.NAME] makes or changes a profile: width, height, rate, crf, max_kbps, preset, audio_kbps, loudness, segments, renditions.\n"
          ".PP\n"
          "See \\fBretrovue config list \\-\\-all\\fR for every key.\n";
  text += section("FILES") + ".TP\n.I $XDG_DATA_HOME/retrovue/retrovue.db\nThe catalog.\n"
                             ".TP\n.I $XDG_CONFIG_HOME/retrovue/config.toml\nThe settings.\n"
                             ".TP\n.I $XDG_CONFIG_HOME/retrovue/secret.key\nThe key that opens the tokens of servers; the catalog holds them sealed.\n";
  return {"retrovue.1", text + exit_status() + section("SEE ALSO") + ".BR retrovue\\-station (5),\n.BR retrovue\\-servers (7)\n"};
}
}  // namespace

std::vector<ManualPage> manual_pages() {
  std::vector<ManualPage> pages{main_page()};
  for (const auto* command : commands_below({})) pages.push_back(command_page(*command));
  return pages;
}

}  // namespace retrovue::cli
