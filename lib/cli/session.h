#pragma once
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/toml.h"
#include "base/zone.h"
#include "cli/globals.h"
#include "cli/output.h"

namespace retrovue::catalog {
class Catalog;
}

namespace retrovue::cli {

// What a running command may use: streams, clock, catalog, settings.
class Session {
 public:
  Session(Globals globals, base::Toml settings);
  ~Session();
  const Globals& globals() const { return globals_; }
  bool json() const { return globals_.json; }
  bool dry_run() const { return globals_.dry_run; }
  const base::Clock& clock() const { return *clock_; }  // stands still under --now
  base::Zone zone() const;                              // of this machine, for times people write and read
  // A time as people write it: RFC 3339, local, "now", "+2h". Throws Error(usage).
  base::Millis time(std::string_view text) const;
  // Opens on first use. Commands that write call catalog(); readers reader() (never creates, never migrates).
  // Under --dry-run both refuse nothing: the writer path runs and is rolled back by the act itself.
  catalog::Catalog& catalog();
  catalog::Catalog& reader();
  Output& out() { return *out_; }
  // Asks on a terminal; elsewhere needs --yes. Throws Error(usage) when refused or not possible. Never asks under
  // --dry-run.
  void confirm(const std::string& question);
  const base::Toml& settings() const { return settings_; }  // the file as read; empty when there is none

 private:
  Globals globals_;
  base::Toml settings_;
  std::unique_ptr<base::Clock> clock_;
  std::unique_ptr<catalog::Catalog> catalog_, reader_;
  std::unique_ptr<Output> out_;
};

}  // namespace retrovue::cli
