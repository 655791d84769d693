#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/marker_file.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string item, file;
  std::optional<std::string> format;
};

std::optional<sources::MarkerFormat> meant(const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  if (*word == "edl") return sources::MarkerFormat::edl;
  if (*word == "comskip") return sources::MarkerFormat::comskip;
  return *word == "csv" ? sources::MarkerFormat::csv : sources::MarkerFormat::json;
}

int run(cli::Session& session, const Options& o) {
  const auto text = base::read_file(o.file == "-" ? "/dev/stdin" : o.file, sources::kMostMarkerText);
  const auto report = station::import_markers(session.catalog(), session.clock(), o.item, text, o.file == "-" ? "stdin" : o.file, meant(o.format), session.dry_run());
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("{} added, {} known", report.added, report.known));
  if (report.outside > 0 && !session.json()) session.out().warn(fmt::format("{} markers lie behind the end of item {} and were left out", report.outside, report.item_id));
  return report.outside > 0 ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->item);
  d.argument("FILE", o->file, "the list; - is stdin").names(cli::Complete::file);
  d.option("--format", "FORMAT", o->format, "what the list is").one_of({"edl", "comskip", "csv", "json"}).by_default("told from its first words");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_import;
const cli::Command marker_import{
    .path = "marker import",
    .summary = "take markers of an item from a list",
    .text = "Reads the .edl of players (a start, an end and an action a line; seconds, hh:mm:ss.s or #frames): what is to be cut (0) or is commercials (3) "
            "becomes an ad_break from start to end, what is muted (1) a cue of that title, a scene (2) a chapter. Reads the .txt of Comskip, whose frames "
            "count at the rate that it names. Reads what `retrovue marker export` writes as CSV or JSON; what was detected is taken back with its status and "
            "confidence.\n\n"
            "A marker that the item has already stays as it is, also a rejected one. What ends behind the item's end is cut there; what begins there is left "
            "out (exit code 3). A list that is not understood is refused with the line, and nothing is taken from it. At most 1 MiB and 10,000 markers.\n\n"
            "Programmes pause where an imported range begins; what the file shows in it stays in the programme.",
    .examples = "$ retrovue marker import 17 'Alien.edl'\n$ retrovue marker import 17 - --format csv --dry-run < markers.csv",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
