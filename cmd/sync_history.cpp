#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, std::int64_t limit) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& past : station::sync_past(session.reader(), limit)) {
    station::write_json(json, past);
    const auto& run = past.run;
    rows.push_back({std::to_string(run.id), base::local_text(run.started, session.zone()), past.took ? base::short_duration(*past.took) : "", run.mode, run.status,
                    std::to_string(run.scanned), std::to_string(run.added), std::to_string(run.updated), std::to_string(run.removed), std::to_string(run.failed),
                    base::join(past.sources, ", "), past.problem});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"started"}, {"took", true}, {"mode"}, {"status"}, {"scanned", true}, {"added", true}, {"updated", true}, {"removed", true},
                       {"failed", true}, {"sources"}, {"problem"}},
                      rows);
  return 0;
}

int run_of_library(cli::Session& session, const std::string& library, std::int64_t limit) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& past : station::library_past(session.reader(), library, limit)) {
    station::write_json(json, past);
    rows.push_back({std::to_string(past.run), base::local_text(past.started, session.zone()), past.server + "/" + past.library, past.mode, past.status,
                    std::to_string(past.items), past.duration ? base::short_duration(*past.duration) : "", past.per_second ? fmt::format("{:.1f}", *past.per_second) : ""});
  }
  if (session.json()) session.out().document(json.end());
  if (rows.empty()) {
    if (!session.json()) session.out().note(fmt::format("no sync of a library '{}' is kept", base::printable(library)));
    return base::exit_code(base::ErrorKind::not_found);
  }
  session.out().table({{"id", true}, {"started"}, {"library"}, {"mode"}, {"status"}, {"items", true}, {"took", true}, {"per second", true}}, rows);
  return 0;
}

struct Options {
  std::optional<std::int64_t> limit;
  std::optional<std::string> library;
};

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::limit_option(d, o->limit).by_default("20");
  d.option("--library", "LIBRARY", o->library, "how long this library took each time: title or SERVER/TITLE").names(cli::Complete::library);
  return [o](cli::Session& session) {
    const auto limit = o->limit.value_or(20);
    return o->library ? run_of_library(session, *o->library, limit) : run(session, limit);
  };
}
}  // namespace

extern const cli::Command sync_history;
const cli::Command sync_history{
    .path = "sync history",
    .summary = "list past syncs",
    .text = "Newest first, with how long each took, what took part and the first thing that went wrong. A sync that was killed is "
            "interrupted; guarded means that a library would have lost too much. --json tells every library and every error.\n\n"
            "With --library: how long that library (or folder) took each time, how many items were looked at, and how many of them "
            "in a second. What a server does for its libraries together counts for the first of them.",
    .examples = "$ retrovue sync history --limit 5\n$ retrovue sync history --library attic/Movies\n$ retrovue sync history --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
