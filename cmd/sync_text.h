#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"
#include "cli/session.h"
#include "station/sync.h"

// What a sync did, for people.
namespace retrovue::cmd {

inline std::string counted(const station::SyncCounts& counts) {
  return fmt::format("{} scanned: {} added, {} updated, {} unchanged, {} removed", counts.scanned, counts.added, counts.updated, counts.unchanged,
                     counts.removed) + (counts.failed ? fmt::format(", {} failed", counts.failed) : "");
}

// New items that no file here belongs to: the next step is not obvious.
inline void say_next(cli::Session& session, const station::SyncReport& report) {
  if (session.dry_run() || report.total.added == 0) return;
  const auto counts = catalog::state_counts(session.catalog());
  for (const auto& server : catalog::servers(session.catalog())) {
    if (std::none_of(report.libraries.begin(), report.libraries.end(), [&](const auto& one) { return one.server == server.name; })) continue;
    std::int64_t remote = 0, here = 0;
    for (const auto& count : counts)
      if (count.source == server.name) (count.state == "normal" ? here : remote) += count.items;
    if (remote > 0 && here == 0)
      session.out().note(fmt::format("no file of '{}' can be seen from here; 'retrovue pathmap suggest --server {} --root DIR' finds where they are",
                                     base::printable(server.name), base::shell_word(server.name)));
  }
}

// Libraries that the servers of this sync have and that did not take part.
inline void say_skipped(cli::Session& session, const station::SyncReport& report) {
  if (!session.globals().verbose) return;
  for (const auto& library : catalog::server_libraries(session.catalog())) {
    const auto of_this = [&](const auto& one) { return one.server == library.source; };
    if (!library.enabled && std::any_of(report.libraries.begin(), report.libraries.end(), of_this))
      session.out().note(fmt::format("skipped '{}/{}': it is disabled", base::printable(library.source), base::printable(library.title)));
  }
}

// What a sync did, in lines; what went wrong as warnings.
inline void tell(cli::Session& session, const station::SyncReport& report) {
  if (session.json()) return;
  auto& out = session.out();
  for (const auto& library : report.libraries) out.line(fmt::format("{}: {}", base::printable(library.library), counted(library.counts)));
  if (report.libraries.size() > 1) out.line(fmt::format("all: {}", counted(report.total)));
  for (const auto& error : report.errors) out.warn(fmt::format("{}: {}", base::printable(error.item), error.message));
  if (report.guard) out.warn(report.guard->message + "; --allow-removals goes on");
  say_skipped(session, report);
  say_next(session, report);
}

}  // namespace retrovue::cmd
