#include "base/time_text.h"
#include "catalog/folders.h"
#include "cli/command.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto last = station::last_results(session.reader());
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& library : catalog::libraries(session.reader())) {
    json.object().field("id", library.id).field("source", library.source).field("source_kind", library.source_kind).field("library", library.title);
    json.field("key", library.key).field("listed", library.listed).field("kind", library.kind).field("enabled", library.enabled).field("items", library.items).key("last_sync");
    if (library.last_sync) json.time(*library.last_sync);
    else json.null();
    const auto result = last.library(library.id);
    json.text_or_null("last_result", result).end();
    rows.push_back({std::to_string(library.id), library.source, library.title, library.source_kind, library.kind, library.listed ? library.enabled ? "yes" : "no" : "gone",
                    std::to_string(library.items), library.last_sync ? base::local_text(*library.last_sync, session.zone()) : "never", result});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"source"}, {"library"}, {"source kind"}, {"kind"}, {"enabled"}, {"items", true}, {"last sync"}, {"last result"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command library_list;
const cli::Command library_list{
    .path = "library list",
    .summary = "list the libraries of all sources",
    .text = "A folder is one library. Items counts what the source lists since the last sync. A library whose server shows it no "
            "more is `gone`; its items stay. The last result is how its last sync went: done, partial (something failed), guarded (too "
            "much would have gone), failed, interrupted, or running.",
    .examples = "$ retrovue library list\n$ retrovue library list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
