#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/shapes.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kDay = 86'400'000;

struct Wanted {
  std::string channel;
  std::optional<std::string> from, to, output, format;
};

// RFC 4180. What a spreadsheet would take for a formula gets a quote before it.
std::string cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(text.begin(), '\'');
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted{'"'};
  for (const char c : text) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

std::string csv(const model::Channel& channel, const std::vector<model::AsRun>& rows) {
  const base::Zone zone(channel.zone);
  std::string text = "channel,start,start_utc,frames,planned_utc,planned_frames,kind,item_id,title,status,error\r\n";
  for (const auto& row : rows)
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", channel.number, base::rfc3339_local(row.actual_start, zone),
                        base::rfc3339_utc(row.actual_start), row.actual_frames, base::rfc3339_utc(row.planned_start), row.planned_frames,
                        model::to_text(row.kind), row.item_id > 0 ? std::to_string(row.item_id) : "", cell(row.title), row.status, cell(row.error));
  return text;
}

int run(cli::Session& session, const Wanted& wanted) {
  auto& catalog = session.reader();
  const auto channel = catalog::find_channel(catalog, wanted.channel);
  const auto now = session.clock().now();
  const auto rows = catalog::as_run(catalog, channel.id, wanted.from ? session.time(*wanted.from) : now - kDay, wanted.to ? session.time(*wanted.to) : now);
  const bool to_file = wanted.output && *wanted.output != "-";
  const auto format = wanted.format.value_or(session.json() && !to_file ? "json" : "csv");
  if (session.json() && !to_file && format != "json")
    throw base::Error(base::ErrorKind::usage, fmt::format("--json and --format {} exclude each other", format), "write to a file with -o, or leave one of them out");
  std::string text;
  if (format == "json") {
    base::JsonWriter json;
    json.array();
    text = station::as_run_json(json, channel, rows).end().take();
    text += '\n';
  } else {
    text = csv(channel, rows);
  }
  if (!to_file) {
    session.out().raw(text);
    return 0;
  }
  if (!session.dry_run()) base::write_file_atomic(*wanted.output, text);
  if (session.json()) {
    base::JsonWriter json;
    session.out().document(json.object().field("file", *wanted.output).field("format", format).field("rows", rows.size()).field("bytes", text.size()).end());
  }
  session.out().note(fmt::format("{}: {} rows, {} bytes", *wanted.output, rows.size(), text.size()));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::channel_argument(d, wanted->channel);
  cli::from_option(d, wanted->from).by_default("a day ago");
  cli::to_option(d, wanted->to).by_default("now");
  d.option("--format", "FORMAT", wanted->format, "how to write it").one_of({"csv", "json"}).by_default("csv");
  cli::output_option(d, wanted->output);
  return [wanted](cli::Session& session) { return run(session, *wanted); };
}
}  // namespace

extern const cli::Command asrun_export;
const cli::Command asrun_export{
    .path = "asrun export",
    .summary = "write what aired for other programs",
    .text = "Writes the as-run rows of a channel as CSV (RFC 4180, with a header, times in the channel's zone and in UTC, lengths in frames) "
            "or as JSON. A file is replaced in one step. See `retrovue asrun show` for the statuses.",
    .examples = "$ retrovue asrun export 5 --from '2026-11-01' --to '2026-12-01' -o november.csv",
    .declare = declare,
};

}  // namespace retrovue::cmd
