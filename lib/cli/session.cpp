#include "cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/catalog.h"

namespace retrovue::cli {
namespace {
std::unique_ptr<base::Clock> clock_for(const std::string& now) {
  if (now.empty()) return std::make_unique<base::SystemClock>();
  return std::make_unique<base::FixedClock>(base::parse_time(now, base::Zone::system(), base::SystemClock{}.now()));
}

bool color_wanted(const Globals& globals) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return !globals.no_color && !(no_color && *no_color) && !(term && std::string_view{term} == "dumb");
}
}  // namespace

Session::Session(Globals globals, base::Toml settings)
    : globals_(std::move(globals)),
      settings_(std::move(settings)),
      clock_(clock_for(globals_.now)),
      out_(std::make_unique<Output>(globals_.json, globals_.quiet, color_wanted(globals_))) {
  base::LogOptions log;
  log.least = globals_.debug ? base::LogLevel::debug : globals_.verbose ? base::LogLevel::info : base::LogLevel::warning;
  log.json = globals_.json;
  base::set_log(log);
}
Session::~Session() = default;

base::Zone Session::zone() const { return base::Zone::system(); }
base::Millis Session::time(std::string_view text) const { return base::parse_time(text, zone(), clock().now()); }

catalog::Catalog& Session::catalog() {
  if (!catalog_)
    catalog_ = std::make_unique<catalog::Catalog>(globals_.db, globals_.dry_run ? catalog::Mode::rehearse : catalog::Mode::write);
  return *catalog_;
}

catalog::Catalog& Session::reader() {
  if (catalog_) return *catalog_;
  if (!reader_) reader_ = std::make_unique<catalog::Catalog>(globals_.db, catalog::Mode::read);
  return *reader_;
}

void Session::confirm(const std::string& question) {
  if (globals_.yes || globals_.dry_run) return;
  if (!::isatty(0) || !out_->error_terminal())
    throw base::Error(base::ErrorKind::usage, fmt::format("this needs a yes: {}", question), "add --yes, or see it first with --dry-run");
  out_->progress_done();
  std::cerr << base::printable(question) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "Y" && answer != "yes") throw base::Error(base::ErrorKind::usage, "not done, as you wished");
}

}  // namespace retrovue::cli
