#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"
#include "cli/command.h"
#include "station/store.h"

namespace retrovue::cli {

// A key of the settings file. Options have theirs from the command tree: [folder.add] name = "..." is
// `folder add --name`, global options stand before the first table.
struct KnownKey {
  std::string key;          // "folder.add.name"; "profile.NAME.width" stands for any NAME
  std::string type;         // word for people: "text", "true or false", "N", "DURATION" ...
  std::string fallback;     // empty when unset
  std::string description;
  std::string command;      // "folder add"; empty for global and other keys
};
std::vector<KnownKey> known_keys();  // sorted by key

// Reads the file; a missing one is empty unless must_exist, which throws Error(not_found). Syntax errors throw
// Error(usage) with file and line.
base::Toml load_settings(const std::filesystem::path& path, bool must_exist);
// Every key is known and has a value that its option takes; else Error(usage) with file, line and key.
void check_settings(const base::Toml& settings);
// The same for one pair, before it is written.
void check_setting(const std::string& key, const std::vector<std::string>& values);

// A key with the value that holds when no option is given.
struct Setting : KnownKey {
  std::vector<std::string> values;
  std::string from;  // environment, file, default, unset
};
std::vector<Setting> settings_of(const base::Toml& file);            // every known key, and every profile key of the file
Setting setting_of(const base::Toml& file, const std::string& key);  // throws Error(usage) when the key is unknown

// The chunk store as environment and settings name it. Throws Error(usage) for a wrong size.
station::StoreWish store_wish(const base::Toml& file);

std::string key_of(const Command* command, const Parameter& parameter);  // null: a global option
std::string variable_of(std::string_view key);                           // RETROVUE_FOLDER_ADD_NAME
std::string same_key(std::string_view key);                              // '-' and '_' are one in keys

}  // namespace retrovue::cli
