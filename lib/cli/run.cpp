#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/select.h"
#include "cli/settings.h"
#include "cli/signals.h"

namespace retrovue::cli {
namespace {
using base::Error;
using base::ErrorKind;

int report(const Error& error, bool json) {
  std::string text;
  if (json) {
    base::JsonWriter out;
    out.object().key("error").object().field("kind", base::word(error.kind())).field("message", base::printable(error.message()));
    out.text_or_null("hint", base::printable(error.hint())).end().end();
    text = out.take() + "\n";
  } else {
    // A message may show a place on lines of its own, set in; any other line end is shown as what it is.
    const auto& message = error.message();
    text = "error: ";
    std::size_t begin = 0;
    for (auto end = message.find("\n  "); end != std::string::npos; begin = end + 1, end = message.find("\n  ", begin))
      text += base::printable(message.substr(begin, end - begin)) + "\n";
    text += base::printable(message.substr(begin)) + "\n";
    if (!error.hint().empty()) text += fmt::format("hint: {}\n", base::printable(error.hint()));
  }
  [[maybe_unused]] const auto written = ::write(2, text.data(), text.size());
  return base::exit_code(error.kind());
}

bool environment_says(const char* variable) {
  const char* value = std::getenv(variable);
  try {
    return value && *value && parse_yes_no(value);
  } catch (const Error&) {
    return false;
  }
}

// Command words that lead nowhere: help for a noun, the nearest command for a slip.
int lost(const Selection& selection, const Declaration& global, Output& out) {
  const auto& words = selection.words;
  const auto layout = lay_out(selection.rest, {&global});
  if (!layout.unknown.empty() && layout.unknown != "--help" && layout.unknown != "-h" && selection.stray.empty())
    throw Error(ErrorKind::usage, fmt::format("unknown option '{}'", base::printable(layout.unknown)), "see `retrovue help`");
  if (layout.awaiting) throw Error(ErrorKind::usage, fmt::format("{} needs a value", layout.awaiting->canonical()), "see `retrovue help`");
  if (selection.stray.empty() && !out.json()) {
    out.raw(words.empty() ? overview_text(out.columns()) : group_text(words, out.columns()));
    return 0;
  }
  if (selection.stray.empty())
    throw Error(ErrorKind::usage, words.empty() ? "a command is missing" : fmt::format("'{}' needs a verb", words), "see `retrovue help`");
  throw unknown_command(words.empty() ? selection.stray : words + " " + selection.stray);
}

// What a setting or a server is opened with is for this program only.
void keep_secrets() {
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text{*variable};
    const auto name = text.substr(0, text.find('='));
    if ((name.starts_with("RETROVUE_") || name.starts_with("PLEX_")) && name.ends_with("TOKEN")) base::withhold_from_children(std::string{name});
  }
}

int run_command(const Command& command, const Selection& selection, bool& json) {
  Globals globals;
  globals.db = default_db();
  Declaration global, own;
  declare_globals(global, globals);
  const auto action = command.declare(own);
  if (has_flag(selection.rest, {&global, &own}, "--help") || has_flag(selection.rest, {&global, &own}, "-h")) {
    Output out(json, false, true);
    base::JsonWriter document(true);
    if (json) command_json(document, command), out.document(document);
    else out.raw(command_text(command, out.columns()));
    return 0;
  }
  const char* variable = std::getenv("RETROVUE_CONFIG");
  std::filesystem::path file = value_given(selection.rest, {&global, &own}, "--config");
  const bool named = !file.empty() || (variable && *variable);
  if (file.empty()) file = named ? std::filesystem::path{variable} : default_config();
  globals.config = file;
  // `config` repairs the file, so a fault in it must not keep it from running.
  const bool uses_settings = command.needs == Needs::catalog;
  auto settings = uses_settings ? load_settings(file, named) : base::Toml{};
  if (uses_settings) check_settings(settings);
  parse(command, global, own, selection.rest, uses_settings ? &settings : nullptr);
  json = globals.json;
  Session session{globals, std::move(settings)};
  const int code = action(session);
  session.out().progress_done();
  session.out().flush();
  return code;
}
}  // namespace

int run(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  bool json = false;
  try {
    set_signals();
    keep_secrets();
    Globals unused;
    Declaration global;
    declare_globals(global, unused);
    json = has_flag(args, {&global}, "--json") || environment_says("RETROVUE_JSON");
    const auto selection = select_command(args);
    if (selection.command) return run_command(*selection.command, selection, json);
    Output out(json, false, true);
    if (selection.words.empty() && has_flag(selection.rest, {&global}, "--version")) {
      base::JsonWriter version;
      if (json) out.document(version.object().field("version", RETROVUE_VERSION).end());
      else out.raw("retrovue " RETROVUE_VERSION "\n");
      return 0;
    }
    return lost(selection, global, out);
  } catch (const Closed&) {
    return 0;
  } catch (const Error& error) {
    return report(error, json);
  } catch (const std::exception& error) {
    return report(Error(ErrorKind::failed, error.what()), json);
  }
}

}  // namespace retrovue::cli
