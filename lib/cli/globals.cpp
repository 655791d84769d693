#include "cli/globals.h"

#include "base/file.h"

namespace retrovue::cli {
namespace {
Parameter& path_option(Declaration& d, std::string_view name, std::filesystem::path& target, std::string_view description) {
  static std::string unused;
  auto& made = d.option(name, "FILE", unused, description).names(Complete::file);
  made.store = [&target](const std::string& text) { target = text; };
  return made;
}
}  // namespace

std::filesystem::path default_db() { return base::data_home() / "retrovue.db"; }
std::filesystem::path default_config() { return base::config_home() / "config.toml"; }

void declare_globals(Declaration& d, Globals& g) {
  path_option(d, "--db-path,--db", g.db, "the catalog file").by_default("$XDG_DATA_HOME/retrovue/retrovue.db");
  path_option(d, "--config", g.config, "the settings file (TOML)").by_default("$XDG_CONFIG_HOME/retrovue/config.toml");
  d.flag("--json", g.json, "print one JSON document; errors become one JSON object on stderr");
  d.flag("-n,--dry-run", g.dry_run, "show what would be done and change nothing");
  d.flag("-q,--quiet", g.quiet, "no remarks on stderr but warnings and errors");
  d.flag("-v,--verbose", g.verbose, "log what is being done to stderr");
  d.flag("--debug", g.debug, "log in full detail to stderr");
  d.option("--now", "TIME", g.now, "take TIME for the present moment");
  d.flag("--no-color", g.no_color, "no colours, as with NO_COLOR in the environment");
  d.flag("-y,--yes", g.yes, "do not ask before something is destroyed");
  d.flag("--progress", g.progress, "with --json: JSON lines on stderr while long work goes on");
}

}  // namespace retrovue::cli
