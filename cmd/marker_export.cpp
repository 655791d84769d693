#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/marker_file.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string item;
  std::optional<std::string> format, output;
};

int run(cli::Session& session, const Options& o) {
  const bool to_file = o.output && *o.output != "-";
  const auto word = o.format.value_or(session.json() && !to_file ? "json" : "edl");
  if (session.json() && !to_file && word != "json")
    throw base::Error(base::ErrorKind::usage, "--json and --format " + word + " exclude each other", "write to a file with -o, or leave one of them out");
  const auto format = word == "edl" ? sources::MarkerFormat::edl : word == "csv" ? sources::MarkerFormat::csv : sources::MarkerFormat::json;
  const auto text = station::export_markers(session.reader(), o.item, format);
  if (!to_file) {
    session.out().raw(text);
    return 0;
  }
  if (!session.dry_run()) base::write_file_atomic(*o.output, text);
  base::JsonWriter json;
  json.object().field("file", *o.output).field("format", word).field("bytes", text.size());
  if (session.json()) session.out().document(json.end());
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_argument(d, o->item);
  d.option("--format", "FORMAT", o->format, "how to write it").one_of({"edl", "csv", "json"}).by_default("edl, with --json json");
  cli::output_option(d, o->output);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_export;
const cli::Command marker_export{
    .path = "marker export",
    .summary = "write the markers of an item as a list",
    .text = "As an .edl for players: ad breaks with an end are commercials (3), a cue named mute is muted (1), and everything else is a scene (2), since such "
            "lists hold ranges; detected breaks that are not sure, and rejected ones, are left out. As CSV or JSON for `retrovue marker import`: everything "
            "that was set by hand or detected, with its status and confidence, so that it comes back the same; chapters of files and servers come back with "
            "them.",
    .examples = "$ retrovue marker export 17 -o Alien.edl\n$ retrovue marker export 17 --format csv > markers.csv",
    .declare = declare,
};

}  // namespace retrovue::cmd
