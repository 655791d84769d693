#pragma once
#include <fmt/format.h>

#include <string>

#include "base/json.h"
#include "cli/session.h"
#include "station/sync.h"

// A sync for people: where it is, and what it did.
namespace retrovue::cmd {

inline void show(cli::Session& session, const station::SyncProgress& at) {
  if (session.json()) {
    if (!session.globals().progress) return;
    base::JsonWriter json;
    json.object().field("library", at.library).field("library_number", at.library_number).field("libraries", at.libraries);
    json.text_or_null("item", at.item).field("item_number", at.item_number).field("items", at.items);
    session.out().progress_json(json.end());
    return;
  }
  if (!session.out().error_terminal()) return;
  auto text = fmt::format("{} ({}/{})", at.library, at.library_number, at.libraries);
  if (at.item_number > 0) text += fmt::format("  {} ({}/{})", at.item, at.item_number, at.items);
  session.out().progress(text);
}

inline std::string counted(const station::SyncCounts& counts) {
  return fmt::format("{} scanned: {} added, {} updated, {} unchanged, {} removed", counts.scanned, counts.added, counts.updated, counts.unchanged,
                     counts.removed) + (counts.failed ? fmt::format(", {} failed", counts.failed) : "");
}

}  // namespace retrovue::cmd
