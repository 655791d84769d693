#pragma once
#include <filesystem>
#include <string>

#include "cli/declaration.h"

namespace retrovue::cli {

// Values of the global options after flag > environment > settings file > default.
struct Globals {
  std::filesystem::path db;
  std::filesystem::path config;
  bool json = false, dry_run = false, quiet = false, verbose = false, debug = false, no_color = false, yes = false, progress = false;
  std::string now;  // empty = the system clock
};

void declare_globals(Declaration& declaration, Globals& globals);
std::filesystem::path default_db();      // $XDG_DATA_HOME/retrovue/retrovue.db
std::filesystem::path default_config();  // $XDG_CONFIG_HOME/retrovue/config.toml

}  // namespace retrovue::cli
