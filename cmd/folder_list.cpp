#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/folders.h"
#include "cli/command.h"
#include "station/folders.h"
#include "station/sync_now.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto folders = catalog::folders(session.reader());
  const auto last = station::last_results(session.reader());
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& folder : folders) {
    const auto result = last.source(folder.id);
    station::write_json(json, folder, &result);
    rows.push_back({std::to_string(folder.id), folder.name, folder.default_kind ? std::string{model::to_text(*folder.default_kind)} : "auto",
                    std::to_string(folder.items), folder.enabled ? "yes" : "no",
                    folder.last_sync ? base::local_text(*folder.last_sync, session.zone()) : "never", result, folder.path});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"id", true}, {"name"}, {"type"}, {"items", true}, {"enabled"}, {"last sync"}, {"last result"}, {"path"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command folder_list;
const cli::Command folder_list{
    .path = "folder list",
    .summary = "list the folders that are sources",
    .text = "Items counts what the folder lists since its last sync. The last result is how that went: done, partial (something failed), "
            "guarded (too much would have gone), failed, interrupted, or running.",
    .examples = "$ retrovue folder list\n$ retrovue folder list --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
