#include "cli/complete.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "base/zone.h"
#include "catalog/names.h"
#include "cli/select.h"
#include "cli/settings.h"
#include "station/profiles.h"

namespace retrovue::cli {
namespace {
constexpr int kMost = 200;
using Known = std::vector<const Declaration*>;

class Completer {
 public:
  explicit Completer(std::vector<std::string> words) : before_(std::move(words)) {
    if (!before_.empty()) {
      typed_ = before_.back();
      before_.pop_back();
    }
    declare_globals(global_, globals_);
    selection_ = select_command(before_);
    if (selection_.command) action_ = selection_.command->declare(own_);
  }

  Completion run() {
    const auto layout = lay_out(selection_.rest, known_);
    if (layout.awaiting) values(*layout.awaiting, typed_, "");
    else if (!layout.options_over && typed_.starts_with("--") && typed_.find('=') != std::string::npos) option_value();
    else if (!layout.options_over && typed_.starts_with("-")) options();
    else {
      if (layout.words.empty() && may_go_on()) command_words(selection_.words, "");
      if (selection_.command) argument(layout.words);
    }
    return std::move(made_);
  }

 private:
  void offer(const std::string& word, const std::string& remark, std::string_view prefix, const std::string& lead = {}) {
    if (word.starts_with(prefix)) made_.candidates.push_back({lead + word, remark});
  }

  void options() {
    for (const auto* declaration : {&own_, &global_})
      for (const auto& parameter : declaration->parameters())
        if (!parameter.positional) offer(parameter.canonical(), parameter.description, typed_);
    offer("--help", "print help for a command", typed_);
  }

  void option_value() {
    const auto name = typed_.substr(0, typed_.find('='));
    for (const auto* declaration : {&own_, &global_})
      if (const auto* parameter = declaration->find(name)) return values(*parameter, typed_.substr(name.size() + 1), name + "=");
  }

  // Command words are over once an option of the command itself has been given, as they are when running.
  bool may_go_on() const {
    const auto layout = lay_out(selection_.rest, {&global_});
    return layout.words.empty() && layout.unknown.empty() && !layout.options_over;
  }

  // The next word of every command that begins with `words`.
  void command_words(const std::string& words, const std::string& lead) {
    std::string last;
    for (const auto* command : commands_below(words)) {
      auto rest = command->path.substr(std::min(command->path.size(), words.empty() ? 0 : words.size() + 1));
      const std::string next{rest.substr(0, rest.find(' '))};
      if (next.empty() || next == last) continue;
      last = next;
      const bool whole = next.size() == rest.size() && commands_below(command->path).size() == 1;
      offer(next, whole ? std::string{command->summary} : "...", typed_, lead);
    }
  }

  void argument(const std::vector<std::string>& given) {
    std::size_t at = 0;
    for (const auto& parameter : own_.parameters()) {
      if (!parameter.positional) continue;
      if (parameter.complete == Complete::command) return command_words(base::join(given, " "), "");
      if (at++ < given.size() && !parameter.repeatable) continue;
      return values(parameter, typed_, "");
    }
  }

  void values(const Parameter& parameter, const std::string& prefix, const std::string& lead) {
    for (const auto& word : parameter.words) offer(word, "", prefix, lead);
    switch (parameter.complete) {
      case Complete::file: made_.files = true; return;
      case Complete::directory: made_.directories = true; return;
      case Complete::channel: return live(catalog::Named::channel, prefix, lead);
      case Complete::item: return live(catalog::Named::item, prefix, lead);
      case Complete::folder: return live(catalog::Named::folder, prefix, lead);
      case Complete::server: return live(catalog::Named::server, prefix, lead);
      case Complete::library: return live(catalog::Named::library, prefix, lead);
      case Complete::campaign: return live(catalog::Named::campaign, prefix, lead);
      case Complete::zone:
        for (const auto& name : base::zone_names()) offer(name, "", prefix, lead);
        return;
      case Complete::profile: return profiles(prefix, lead);
      case Complete::none: case Complete::command: case Complete::words: return;
    }
  }

  void profiles(const std::string& prefix, const std::string& lead) {
    for (const auto& profile : station::profiles(settings()))
      offer(profile.name, std::to_string(profile.width) + "x" + std::to_string(profile.height) + " " + base::to_text(profile.rate), prefix, lead);
  }

  void live(catalog::Named what, const std::string& prefix, const std::string& lead) {
    catalog::Catalog catalog(db(), catalog::Mode::read);
    for (const auto& name : catalog::names(catalog, what, prefix, kMost))
      offer(base::printable(name.word), base::printable(name.remark), prefix, lead);
  }

  base::Toml settings() {
    std::string file = value_given(selection_.rest, known_, "--config");
    const char* variable = std::getenv("RETROVUE_CONFIG");
    if (file.empty() && variable) file = variable;
    return load_settings(file.empty() ? default_config() : std::filesystem::path{file}, false);
  }

  std::filesystem::path db() {
    if (auto given = value_given(selection_.rest, known_, "--db"); !given.empty()) return given;
    if (const char* variable = std::getenv("RETROVUE_DB"); variable && *variable) return variable;
    const auto file = settings();
    const auto* entry = file.find("db");
    return entry ? std::filesystem::path{entry->values.front()} : default_db();
  }

  std::vector<std::string> before_;
  std::string typed_;
  Selection selection_;
  Globals globals_;
  Declaration global_, own_;
  Known known_{&global_, &own_};
  Action action_;
  Completion made_;
};
}  // namespace

Completion complete(std::vector<std::string> words) {
  try {
    return Completer{std::move(words)}.run();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace retrovue::cli
