#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace retrovue::cli {

// What a word on the command line names, for completion.
enum class Complete { none, file, directory, channel, item, folder, server, library, profile, zone, command, words };

// One option or argument, as declared; help, manual pages, completion and parsing all read this.
struct Parameter {
  std::string name;         // "--days" or "DIR"; several spellings: "--db,--db-path"
  std::string value;        // typed value name, e.g. "N", "TIME"; empty for flags
  std::string description;  // no full stop
  Complete complete = Complete::none;
  std::vector<std::string> words;  // the allowed ones, if closed
  bool positional = false, required = false, repeatable = false;
  std::function<void(const std::string&)> store;  // throws base::Error(usage) on a bad value
};

// Collects a command's parameters. Targets must outlive the parse: keep them in a shared_ptr that the action holds.
class Declaration {
 public:
  // Options. An unset optional or vector stays empty.
  Parameter& flag(std::string_view name, bool& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::string& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::optional<std::string>& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::optional<std::int64_t>& target, std::string_view description);
  Parameter& option(std::string_view name, std::string_view value, std::vector<std::string>& target, std::string_view description);
  Parameter& duration(std::string_view name, std::optional<base::Millis>& target, std::string_view description);
  // Arguments, in order.
  Parameter& argument(std::string_view name, std::string& target, std::string_view description);
  Parameter& optional_argument(std::string_view name, std::string& target, std::string_view description);
  Parameter& arguments(std::string_view name, std::vector<std::string>& target, std::string_view description, bool required);

  const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  Parameter& add(Parameter parameter);
  std::vector<Parameter> parameters_;
};

}  // namespace retrovue::cli
