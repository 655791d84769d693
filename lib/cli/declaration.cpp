#include "cli/declaration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::cli {
namespace {
base::Error usage(const std::string& message, std::string hint = {}) {
  return base::Error(base::ErrorKind::usage, message, std::move(hint));
}

Parameter option_of(std::string_view name, std::string_view value, std::string_view description) {
  Parameter made;
  made.name = name;
  made.value = value;
  made.description = description;
  return made;
}

Parameter argument_of(std::string_view name, std::string_view description, bool required) {
  auto made = option_of(name, name, description);
  made.positional = true;
  made.required = required;
  return made;
}
}  // namespace

std::int64_t parse_integer(const std::string& text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end || text.empty())
    throw usage(fmt::format("'{}' is not a whole number", base::printable(text)));
  return value;
}

bool parse_yes_no(const std::string& text) {
  const auto word = base::lower_ascii(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0") return false;
  throw usage(fmt::format("'{}' is not true or false", base::printable(text)));
}

std::string Parameter::key() const {
  auto text = canonical();
  text.erase(0, text.find_first_not_of('-'));
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}
Parameter& Parameter::one_of(std::vector<std::string> allowed) {
  words = std::move(allowed);
  complete = Complete::words;
  return *this;
}
Parameter& Parameter::between(std::int64_t low, std::int64_t high) {
  least = low;
  most = high;
  return *this;
}
Parameter& Parameter::by_default(std::string text) {
  fallback = std::move(text);
  return *this;
}
Parameter& Parameter::names(Complete what) {
  complete = what;
  return *this;
}
Parameter& Parameter::must() {
  required = true;
  return *this;
}
Parameter& Parameter::from_env(std::string variable) {
  env = std::move(variable);
  return *this;
}

void store_value(const Parameter& parameter, const std::string& text) {
  const auto& words = parameter.words;
  if (!words.empty() && std::find(words.begin(), words.end(), text) == words.end()) {
    const auto near = base::nearest(text, words);
    throw usage(fmt::format("'{}' is not allowed", base::printable(text)),
                near.empty() ? "use one of " + base::join(words, ", ") : fmt::format("did you mean {}?", near));
  }
  if (parameter.least || parameter.most) {
    const auto value = parse_integer(text);
    if ((parameter.least && value < *parameter.least) || (parameter.most && value > *parameter.most))
      throw usage(parameter.most ? fmt::format("{} is not between {} and {}", value, *parameter.least, *parameter.most)
                                 : fmt::format("{} is less than {}", value, *parameter.least));
  }
  parameter.store(text);
}

Parameter& Declaration::add(Parameter parameter) {
  parameters_.push_back(std::move(parameter));
  return parameters_.back();
}

const Parameter* Declaration::find(std::string_view spelling) const {
  for (const auto& parameter : parameters_) {
    if (parameter.positional) continue;
    for (const auto& one : base::split(parameter.name, ','))
      if (one == spelling) return &parameter;
  }
  return nullptr;
}

Parameter& Declaration::flag(std::string_view name, bool& target, std::string_view description) {
  auto made = option_of(name, "", description);
  made.store = [&target](const std::string& text) { target = parse_yes_no(text); };
  return add(std::move(made));
}
Parameter& Declaration::option(std::string_view name, std::string_view value, std::string& target, std::string_view description) {
  auto made = option_of(name, value, description);
  made.store = [&target](const std::string& text) { target = text; };
  return add(std::move(made));
}
Parameter& Declaration::option(std::string_view name, std::string_view value, std::optional<std::string>& target,
                               std::string_view description) {
  auto made = option_of(name, value, description);
  made.store = [&target](const std::string& text) { target = text; };
  return add(std::move(made));
}
Parameter& Declaration::option(std::string_view name, std::string_view value, std::optional<std::int64_t>& target,
                               std::string_view description) {
  auto made = option_of(name, value, description);
  made.store = [&target](const std::string& text) { target = parse_integer(text); };
  return add(std::move(made));
}
Parameter& Declaration::option(std::string_view name, std::string_view value, std::int64_t& target, std::string_view description) {
  auto made = option_of(name, value, description);
  made.fallback = std::to_string(target);
  made.store = [&target](const std::string& text) { target = parse_integer(text); };
  return add(std::move(made));
}
Parameter& Declaration::option(std::string_view name, std::string_view value, std::vector<std::string>& target,
                               std::string_view description) {
  auto made = option_of(name, value, description);
  made.repeatable = true;
  made.store = [&target](const std::string& text) { target.push_back(text); };
  return add(std::move(made));
}
Parameter& Declaration::duration(std::string_view name, std::optional<base::Millis>& target, std::string_view description) {
  auto made = option_of(name, "DURATION", description);
  made.store = [&target](const std::string& text) { target = base::parse_duration(text); };
  return add(std::move(made));
}

Parameter& Declaration::argument(std::string_view name, std::string& target, std::string_view description) {
  auto made = argument_of(name, description, true);
  made.store = [&target](const std::string& text) { target = text; };
  return add(std::move(made));
}
Parameter& Declaration::argument(std::string_view name, std::int64_t& target, std::string_view description) {
  auto made = argument_of(name, description, true);
  made.store = [&target](const std::string& text) { target = parse_integer(text); };
  return add(std::move(made));
}
Parameter& Declaration::optional_argument(std::string_view name, std::string& target, std::string_view description) {
  auto made = argument_of(name, description, false);
  made.store = [&target](const std::string& text) { target = text; };
  return add(std::move(made));
}
Parameter& Declaration::arguments(std::string_view name, std::vector<std::string>& target, std::string_view description,
                                  bool required) {
  auto made = argument_of(name, description, required);
  made.repeatable = true;
  made.store = [&target](const std::string& text) { target.push_back(text); };
  return add(std::move(made));
}

}  // namespace retrovue::cli
