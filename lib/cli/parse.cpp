#include "cli/parse.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "cli/settings.h"

namespace retrovue::cli {
namespace {
using base::Error;
using base::ErrorKind;

// One parse with CLI11: an App for this command only, so that starting costs the same however many commands there are.
class Parser {
 public:
  Parser(const Command& command, const base::Toml* settings) : command_(command), settings_(settings) {
    app_.set_help_flag("");
    app_.allow_extras();
  }

  void declare(const Declaration& declaration, const Command* owner) {
    for (const auto& parameter : declaration.parameters()) {
      if (parameter.positional) positional_.push_back(&parameter);
      else declare_option(parameter, owner);
    }
  }

  void run(std::vector<std::string> args) {
    constexpr int kMany = 1 << 20;  // CLI11 asks for fewer than the minimum without complaint
    app_.add_option("words", [this](const CLI::results_t& words) { return words_ = words, true; })
        ->type_size(1)->expected(kMany, kMany)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    args = empty_values_apart(args);
    std::reverse(args.begin(), args.end());
    try {
      app_.parse(std::move(args));
    } catch (const CLI::ParseError& error) {
      const std::string text = error.what();
      throw usage(fmt::format("{} needs a value", text.substr(0, text.find(':'))));
    }
    for (const auto& extra : app_.remaining())
      if (extra != "--") throw unknown_option(extra);
    give_arguments();
    for (const auto* parameter : options_)
      if (parameter->required && !given_[parameter]) throw usage(fmt::format("{} {} is missing", parameter->canonical(), parameter->value));
  }

 private:
  // CLI11 asks for the items of the file in this form; what the environment has set is left out.
  struct FileItems final : CLI::Config {
    std::vector<CLI::ConfigItem> items;
    std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }
    std::vector<CLI::ConfigItem> from_config(std::istream&) const override { return items; }
  };

  Error usage(const std::string& message, std::string hint = {}) const {
    return Error(ErrorKind::usage, message, hint.empty() ? fmt::format("see `retrovue help {}`", command_.path) : std::move(hint));
  }

  void declare_option(const Parameter& parameter, const Command* owner) {
    options_.push_back(&parameter);
    const auto key = key_of(owner, parameter);
    if (!owner && key == "config") {  // read before the parse: CLI11 opens what it is told and asks FileItems
      if (settings_) app_.set_config(parameter.name, "/dev/null")->expected(1);
      else app_.add_option(parameter.name, [](const CLI::results_t&) { return true; })->expected(1);
      app_.config_formatter(items_);
      return;
    }
    auto* option = app_.add_option(parameter.name, [this, &parameter, key](const CLI::results_t& values) {
      return store(parameter, key, values), true;
    });
    option->type_size(parameter.is_flag() ? 0 : 1)->expected(parameter.is_flag() ? 0 : 1)->allow_extra_args(false);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    auto variable = variable_of(key);
    if (!parameter.env.empty() && !std::getenv(variable.c_str())) variable = parameter.env;
    option->envname(variable);
    handles_[&parameter] = {option, variable};
    if (settings_ && !in_environment(parameter)) {
      for (const auto& entry : settings_->entries()) {
        if (same_key(entry.key) != key) continue;
        from_file_[&parameter] = &entry;
        items_->items.push_back({{}, parameter.canonical().substr(2), entry.values});
      }
    }
  }

  bool in_environment(const Parameter& parameter) {
    const char* value = std::getenv(handles_[&parameter].variable.c_str());
    return value && *value;
  }

  // CLI11 reads "--title= x" as "--title x"; apart, the empty value stays one.
  static std::vector<std::string> empty_values_apart(const std::vector<std::string>& args) {
    std::vector<std::string> out;
    bool options = true;
    for (const auto& arg : args) {
      options = options && arg != "--";
      if (options && arg.size() > 3 && arg.starts_with("--") && arg.find('=') == arg.size() - 1) {
        out.push_back(arg.substr(0, arg.size() - 1));
        out.emplace_back();
      } else {
        out.push_back(arg);
      }
    }
    return out;
  }

  void store(const Parameter& parameter, const std::string& key, const CLI::results_t& values) {
    const auto& handle = handles_[&parameter];
    const auto order = app_.parse_order();
    const bool argument = std::find(order.begin(), order.end(), handle.option) != order.end();
    std::string where = parameter.canonical();
    if (!argument && in_environment(parameter)) where = handle.variable;
    else if (!argument && from_file_.count(&parameter))
      where = fmt::format("{}:{}: {}", settings_->name(), from_file_[&parameter]->line, key);
    try {
      if (values.size() > 1 && !parameter.repeatable && !parameter.is_flag()) throw Error(ErrorKind::usage, "one value is expected");
      for (const auto& value : values) store_value(parameter, value);
    } catch (const Error& error) {
      throw usage(fmt::format("{}: {}", where, error.message()), error.hint());
    }
    given_[&parameter] = true;
  }

  // The i-th argument to the i-th word; a repeated one takes what the others leave over.
  void give_arguments() {
    std::size_t needed = 0;
    for (const auto* parameter : positional_) needed += parameter->required;
    std::size_t at = 0;
    for (const auto* parameter : positional_) {
      needed -= parameter->required;
      const auto left = words_.size() - at;
      if (left == 0 && parameter->required) throw usage(fmt::format("{} is missing", parameter->name));
      std::size_t take = left > needed ? (parameter->repeatable ? left - needed : 1) : parameter->required;
      for (; take > 0; --take, ++at) {
        try {
          store_value(*parameter, words_[at]);
        } catch (const Error& error) {
          throw usage(fmt::format("{}: {}", parameter->name, error.message()), error.hint());
        }
      }
    }
    if (at < words_.size()) throw usage(fmt::format("'{}' is one argument too many", base::printable(words_[at])));
  }

  Error unknown_option(const std::string& given) const {
    const auto name = given.substr(0, given.find('='));
    std::vector<std::string> names;
    for (const auto* parameter : options_)
      for (const auto& one : base::split(parameter->name, ',')) names.push_back(one);
    const auto near = name.size() > 2 ? base::nearest(name, names) : std::string{};
    return usage(fmt::format("unknown option '{}'", base::printable(name)), near.empty() ? "" : fmt::format("did you mean {}?", near));
  }

  struct Handle {
    CLI::Option* option = nullptr;
    std::string variable;
  };
  const Command& command_;
  const base::Toml* settings_;
  CLI::App app_;
  std::shared_ptr<FileItems> items_ = std::make_shared<FileItems>();
  std::vector<const Parameter*> options_, positional_;
  std::map<const Parameter*, Handle> handles_;
  std::map<const Parameter*, const base::TomlEntry*> from_file_;
  std::map<const Parameter*, bool> given_;
  std::vector<std::string> words_;
};
}  // namespace

void parse(const Command& command, const Declaration& globals, const Declaration& own, std::vector<std::string> args,
           const base::Toml* settings) {
  Parser parser{command, settings};
  parser.declare(globals, nullptr);
  parser.declare(own, &command);
  parser.run(std::move(args));
}

}  // namespace retrovue::cli
