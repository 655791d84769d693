#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "cli/output.h"

namespace retrovue::catalog {
class Catalog;
}

namespace retrovue::cli {

// Values of the global options after flag > environment > config file > default.
struct Globals {
  std::filesystem::path db;
  std::filesystem::path config;
  bool json = false, dry_run = false, quiet = false, verbose = false, debug = false, no_color = false, yes = false, progress = false;
  std::string now;  // empty = the system clock
};

// What a running command may use: streams, clock, catalog, settings.
class Session {
 public:
  explicit Session(Globals globals);
  ~Session();
  const Globals& globals() const { return globals_; }
  bool json() const { return globals_.json; }
  bool dry_run() const { return globals_.dry_run; }
  const base::Clock& clock() const;
  // Opens on first use. Commands that write call catalog(); readers reader() (never creates, never migrates).
  // Under --dry-run both refuse nothing: the writer path runs and is rolled back by the act itself.
  catalog::Catalog& catalog();
  catalog::Catalog& reader();
  Output& out() { return *out_; }
  // Asks on a terminal; elsewhere needs --yes. Throws Error(usage) when refused or not possible.
  void confirm(const std::string& question);
  // A setting by its key (config file, then environment), or the given default.
  std::string setting(std::string_view key, std::string_view otherwise = {}) const;

 private:
  Globals globals_;
  std::unique_ptr<base::Clock> clock_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::unique_ptr<Output> out_;
};

}  // namespace retrovue::cli
