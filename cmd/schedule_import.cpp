#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/import/import.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string file;
  std::optional<std::string> format, zone, output;
  std::optional<std::int64_t> channel;
};

std::string counts(const station::Imported& made) {
  std::vector<std::string> parts;
  for (const auto& word : model::Words<station::Fate>::all)
    if (const int n = made.remarks.count(word.value); n > 0) parts.push_back(fmt::format("{} {}", n, word.text == "left_out" ? "left out" : word.text));
  return base::join(parts, ", ");
}

void document(cli::Session& session, const station::Imported& made) {
  base::JsonWriter json;
  json.object().field("channel", made.number).field("name", made.name).field("format", std::string{model::to_text(made.format)}).field("blocks", made.blocks);
  for (const auto& word : model::Words<station::Fate>::all) json.field(word.text, made.remarks.count(word.value));
  json.key("remarks").array();
  for (const auto& one : made.remarks.all())
    json.object().field("fate", std::string{model::to_text(one.fate)}).field("where", one.where).field("text", one.text).field("times", one.times).end();
  json.end().field("station", made.station);
  session.out().document(json.end());
}

int run(cli::Session& session, const Options& o) {
  const auto text = base::read_file(o.file == "-" ? "/dev/stdin" : o.file, station::kMostForeign);
  station::ImportOptions options;
  if (o.format) options.format = model::from_text<station::ForeignFormat>(*o.format);
  if (o.channel) options.number = static_cast<int>(*o.channel);
  options.zone = base::Zone{o.zone.value_or(session.zone().name())}.name();
  const auto made = station::import_station(session.reader(), text, o.file, options);
  auto& out = session.out();
  if (o.output && *o.output != "-") {
    if (!session.dry_run()) base::write_file_atomic(*o.output, made.station);
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : made.remarks.all())
      rows.push_back({std::string{model::to_text(one.fate)}, std::to_string(one.times), one.where, one.text});
    out.table({{"fate"}, {"times", true}, {"where"}, {"what"}}, rows);
  } else if (!session.json()) {
    out.raw(made.station);
    for (const auto& one : made.remarks.all())
      if (one.fate != station::Fate::taken)
        out.note(fmt::format("{}: {}: {}{}", model::to_text(one.fate), one.where, one.text, one.times > 1 ? fmt::format(" ({} times)", one.times) : ""));
  }
  if (session.json()) document(session, made);
  out.note(fmt::format("channel {} '{}' from {}: {} blocks; {}", made.number, base::printable(made.name), model::to_text(made.format), made.blocks, counts(made)));
  if (made.blocks == 0) return base::exit_code(base::ErrorKind::not_found);
  const auto& r = made.remarks;
  return r.count(station::Fate::missing) + r.count(station::Fate::left_out) + r.count(station::Fate::unknown) > 0 ? 3 : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("FILE", o->file, "the file of the other program; - reads standard input").names(cli::Complete::file);
  d.option("--format", "FORMAT", o->format, "of which program it is").one_of({"ersatztv", "dizquetv", "tunarr", "fieldstation42"}).by_default("told from the file");
  d.option("--channel", "NUMBER", o->channel, "the number of the channel").between(1, 9999).by_default("as in the file");
  cli::zone_option(d, o->zone).by_default("that of this machine");
  cli::output_option(d, o->output);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_import;
const cli::Command schedule_import{
    .path = "schedule import",
    .summary = "make a station file from a channel of another program",
    .text = "Reads a sequential schedule of ErsatzTV (YAML), a channel of dizqueTV (JSON), the programming of a Tunarr channel (JSON, as "
            "its API answers to /api/channels/ID/programming) or a FieldStation42 configuration (JSON) and writes the station file "
            "that plays the same, as far as it can be said. Look at it, then `retrovue schedule apply` takes it.\n\n"
            "What the file names is looked for in the catalog: by identifier (TVDB, TMDB, IMDb), by title and year, by season and "
            "episode, by the end of the path; a folder also as a tag. With -o the report is a table, otherwise it goes to stderr. "
            "Each part has a fate: taken; changed, where it becomes something near; left_out, with the reason; missing, not in the "
            "catalog with a playable file; unknown, a word this program has not heard of. Nothing of that is an error: exit code 3 "
            "when something is not in the result, 4 when no block is.",
    .examples = "$ retrovue schedule import kids.yml --channel 6 -o kids.yaml\n$ retrovue schedule import channel-3.json --zone America/New_York > three.yaml",
    .declare = declare,
};

}  // namespace retrovue::cmd
