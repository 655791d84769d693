#include "cli/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "station/profiles.h"

namespace retrovue::cli {
namespace {
using base::Error;
using base::ErrorKind;
constexpr std::size_t kMostBytes = 1 << 20;

// Calls act with each option that the file may set.
template <typename F>
void each_option(F&& act) {
  Globals globals;
  Declaration declared;
  declare_globals(declared, globals);
  for (const auto& parameter : declared.parameters())
    if (parameter.key() != "config") act(nullptr, parameter);
  for (const auto* command : commands()) {
    if (command->hidden) continue;
    Declaration own;
    const auto action = command->declare(own);  // holds the targets
    for (const auto& parameter : own.parameters())
      if (!parameter.positional) act(command, parameter);
  }
}

std::string type_of(const Parameter& parameter) {
  if (parameter.is_flag()) return "true or false";
  const auto one = parameter.words.empty() ? parameter.value : base::join(parameter.words, "|");
  return parameter.repeatable ? one + " or a list" : one;
}

void store_all(const Parameter& parameter, const std::vector<std::string>& values) {
  if (values.size() != 1 && !parameter.repeatable) throw Error(ErrorKind::usage, "one value is expected");
  for (const auto& value : values) store_value(parameter, value);
}

// True when a command's option or a global one has this key; throws when the value is wrong.
bool check_option(const std::string& key, const std::vector<std::string>& values) {
  Globals globals;
  Declaration declared;
  Action action;  // holds the targets
  const auto dot = key.rfind('.');
  const Command* command = nullptr;
  if (dot == std::string::npos) {
    declare_globals(declared, globals);
  } else {
    auto path = key.substr(0, dot);
    std::replace(path.begin(), path.end(), '.', ' ');
    command = find_command(path);
    if (!command || command->hidden) return false;
    action = command->declare(declared);
  }
  for (const auto& parameter : declared.parameters()) {
    if (parameter.positional || key == "config" || key_of(command, parameter) != key) continue;
    store_all(parameter, values);
    return true;
  }
  return false;
}

// True when it is a key of [store]; throws when the value is wrong.
bool check_store(const std::string& key, const std::vector<std::string>& values) {
  if (key != "store.folder" && key != "store.size") return false;
  if (values.size() != 1 || values.front().empty()) throw Error(ErrorKind::usage, "one value is expected");
  if (key == "store.size") station::store_bytes(values.front());
  return true;
}

Error unknown_key(const std::string& key) {
  std::vector<std::string> keys;
  for (const auto& known : known_keys()) keys.push_back(known.key);
  const auto near = base::nearest(key, keys);
  return Error(ErrorKind::usage, "unknown key", near.empty() ? "see `retrovue config list --all`" : fmt::format("did you mean {}?", near));
}
}  // namespace

std::string same_key(std::string_view key) {
  std::string text{key};
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

std::string key_of(const Command* command, const Parameter& parameter) {
  if (!command) return parameter.key();
  std::string text{command->path};
  std::replace(text.begin(), text.end(), ' ', '.');
  return same_key(text) + "." + parameter.key();
}

std::string variable_of(std::string_view key) {
  std::string text = "RETROVUE_";
  for (const char c : key) text += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::vector<KnownKey> known_keys() {
  std::vector<KnownKey> all;
  each_option([&](const Command* command, const Parameter& parameter) {
    all.push_back({key_of(command, parameter), type_of(parameter), parameter.fallback, parameter.description,
                   command ? std::string{command->path} : std::string{}});
  });
  for (const auto& key : station::profile_keys())
    all.push_back({fmt::format("profile.NAME.{}", key.name), std::string{key.type}, "", std::string{key.description}, ""});
  for (const auto& key : station::store_keys())
    all.push_back({fmt::format("store.{}", key.name), std::string{key.type}, std::string{key.fallback}, std::string{key.description}, ""});
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return all;
}

base::Toml load_settings(const std::filesystem::path& path, bool must_exist) {
  std::string text;
  try {
    text = base::read_file(path, kMostBytes);
  } catch (const Error& error) {
    if (must_exist || error.kind() != ErrorKind::not_found) throw;
  }
  return base::Toml::parse(std::move(text), base::printable(path.string()));
}

void check_setting(const std::string& key, const std::vector<std::string>& values) {
  if (key.starts_with("profile.")) {
    if (values.size() != 1) throw Error(ErrorKind::usage, "one value is expected");
    try {
      station::profiles_one_by_one(base::Toml::parse(base::Toml{}.with(key, base::toml_string(values.front())), "new"));
    } catch (const Error& error) {  // named by the caller: the file and line are not the user's
      const auto where = fmt::format("new:2: {}: ", base::printable(key));
      const auto text = error.message();
      throw Error(ErrorKind::usage, text.starts_with(where) ? text.substr(where.size()) : text, error.hint());
    }
  } else if (!check_store(key, values) && !check_option(same_key(key), values)) {
    throw unknown_key(key);
  }
}

void check_settings(const base::Toml& settings) {
  station::profiles(settings);
  for (const auto& entry : settings.entries()) {
    if (entry.key.starts_with("profile.")) continue;
    try {
      if (!check_store(entry.key, entry.values) && !check_option(same_key(entry.key), entry.values)) throw unknown_key(entry.key);
    } catch (const Error& error) {
      throw Error(ErrorKind::usage, fmt::format("{}:{}: {}: {}", settings.name(), entry.line, base::printable(entry.key), error.message()),
                  error.hint());
    }
  }
}

std::vector<Setting> settings_of(const base::Toml& file) {
  std::vector<Setting> all;
  for (const auto& known : known_keys()) {
    Setting made{known, {}, "unset"};
    const char* value = std::getenv(variable_of(known.key).c_str());
    if (value && *value) {
      made.values = {value};
      made.from = "environment";
    } else if (!known.fallback.empty()) {
      made.values = {known.key == "db" ? default_db().string() : known.key == "store.folder" ? station::default_store().string() : known.fallback};
      made.from = "default";
    }
    for (const auto& entry : file.entries()) {
      if (made.from == "environment" || same_key(entry.key) != known.key) continue;
      made.values = entry.values;
      made.from = "file";
    }
    all.push_back(std::move(made));
  }
  for (const auto& entry : file.entries())
    if (entry.key.starts_with("profile.")) all.push_back({{entry.key, "", "", "", ""}, entry.values, "file"});
  return all;
}

Setting setting_of(const base::Toml& file, const std::string& key) {
  for (auto& setting : settings_of(file))
    if (setting.key == same_key(key) || setting.key == key) return setting;
  const auto error = unknown_key(key);
  throw Error(ErrorKind::usage, fmt::format("{}: {}", base::printable(key), error.message()), error.hint());
}

station::StoreWish store_wish(const base::Toml& file) {
  return {setting_of(file, "store.folder").values.front(), station::store_bytes(setting_of(file, "store.size").values.front())};
}

}  // namespace retrovue::cli
