#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace retrovue::cli {

// What a word on the command line names, for completion.
enum class Complete { none, file, directory, channel, item, folder, server, library, campaign, profile, zone, command, words };

// One option or argument, as declared; help, manual pages, completion and parsing all read this.
struct Parameter {
  std::string name;         // "--days" or "DIR"; several spellings: "-n,--dry-run"; the last one is the canonical one
  std::string value;        // typed value name, e.g. "N", "TIME"; empty for flags
  std::string description;  // no full stop
  std::string fallback;     // the default, in words; empty when there is none to speak of
  std::string env;          // a further environment variable, beside RETROVUE_<COMMAND>_<OPTION>
  Complete complete = Complete::none;
  std::vector<std::string> words;           // the allowed ones, if closed; checked when parsing
  std::optional<std::int64_t> least, most;  // of an integer; checked when parsing
  bool positional = false, required = false, repeatable = false;
  std::function<void(const std::string&)> store;  // throws base::Error(usage) on a bad value

  bool is_flag() const { return value.empty() && !positional; }
  std::string canonical() const { return name.substr(name.rfind(',') + 1); }
  std::string key() const;  // in the settings file and, in capitals, in the environment: "dry_run" of --dry-run
  // Chained after a declaration: d.option(...).one_of({"a", "b"}).by_default("a").
  Parameter& one_of(std::vector<std::string> allowed);
  Parameter& between(std::int64_t low, std::int64_t high);
  Parameter& by_default(std::string text);
  Parameter& names(Complete what);
  Parameter& must();  // required
  Parameter& from_env(std::string variable);
};

// Collects a command's parameters. Targets must outlive the parse: keep them in a shared_ptr that the action holds.
class Declaration {
 public:
  // Options. An unset optional or vector stays empty; a plain target keeps the value it has.
  Parameter& flag(std::string_view name, bool& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::string& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::optional<std::string>& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::optional<std::int64_t>& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::int64_t& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::vector<std::string>& target, std::string_view description);
  Parameter& duration(std::string_view name, std::optional<base::Millis>& target, std::string_view description);
  // Arguments, in order.
  Parameter& argument(std::string_view name, std::string& target, std::string_view description);
  Parameter& argument(std::string_view name, std::int64_t& target, std::string_view description);
  Parameter& optional_argument(std::string_view name, std::string& target, std::string_view description);
  Parameter& arguments(std::string_view name, std::vector<std::string>& target, std::string_view description, bool required);

  // References returned above stay good for the life of the declaration.
  const std::deque<Parameter>& parameters() const { return parameters_; }
  const Parameter* find(std::string_view spelling) const;  // an option, by any spelling

 private:
  Parameter& add(Parameter parameter);
  std::deque<Parameter> parameters_;
};

// Checks words and range, then stores. Throws Error(usage) with the problem only, not naming the option.
void store_value(const Parameter& parameter, const std::string& text);
std::int64_t parse_integer(const std::string& text);  // throws Error(usage)
bool parse_yes_no(const std::string& text);           // true/false, yes/no, on/off, 1/0; throws Error(usage)

}  // namespace retrovue::cli
