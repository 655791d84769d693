#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/process.h"
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
  for (const auto& one : report.verdicts)
    if (one.verdict != "unchanged")
      out.line(fmt::format("{} {}: {} ({})", one.verdict, base::printable(one.library), base::printable(one.title.empty() ? one.key : one.title), base::printable(one.why)));
  for (const auto& error : report.errors) out.warn(fmt::format("{}: {}", base::printable(error.item), error.message));
  if (const auto& changes = report.changes; changes.planned_items > 0)
    out.line(fmt::format("{} changed item{} planned in {} slot{}: retrovue schedule check", changes.planned_items, changes.planned_items == 1 ? " is" : "s are",
                         changes.planned_slots, changes.planned_slots == 1 ? "" : "s"));
  if (report.guard) out.warn(report.guard->message + "; --allow-removals goes on");
  say_skipped(session, report);
  say_next(session, report);
}

inline int code_of(cli::Session& session, const station::SyncWish& wish, const station::SyncReport& report) {
  using base::ErrorKind;
  if (report.unreachable) return base::exit_code(report.unauthorised ? ErrorKind::unauthorised : ErrorKind::unreachable);
  if (report.partial()) return base::exit_code(ErrorKind::partial);
  if (!wish.title || report.total.scanned > 0) return 0;
  session.out().note(fmt::format("no show or movie there is called '{}'{}", base::printable(*wish.title), wish.year ? fmt::format(" of {}", *wish.year) : ""));
  return base::exit_code(ErrorKind::not_found);
}

inline std::string summary(const station::SyncReport& report) {
  auto text = counted(report.total);
  if (report.guard) text += "; " + report.guard->message;
  else if (!report.errors.empty()) text += "; " + report.errors.front().message;
  return base::printable(text);
}

// Tells a program of the owner's how it went; it has half a minute. What it says or how it ends is its own affair.
inline void notify(cli::Session& session, const std::optional<std::string>& program, std::string_view status, const std::string& text) {
  if (!program || session.dry_run()) return;
  try {
    const auto ran = base::run({*program, std::string{status}, text}, 30'000, 64 << 10);
    if (!ran.ok()) session.out().warn(fmt::format("'{}' {}", base::printable(*program), ran.timed_out ? "was still running after 30 seconds" : "ended with " + base::status_text(ran.status)));
  } catch (const base::Error& error) {
    session.out().warn(error.message());
  }
}

}  // namespace retrovue::cmd
