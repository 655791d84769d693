#pragma once
#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/session.h"
#include "station/sync.h"

// A sync while it runs: one line for people, events as JSON lines for programs (--json --progress), what it changes
// with --verbose.
namespace retrovue::cmd {

class SyncShow {
 public:
  explicit SyncShow(cli::Session& session) : session_(session), events_(session.json() && session.globals().progress) {}

  void place(const station::SyncProgress& at) {
    if (at.library_number != library_) {
      library_ = at.library_number;
      since_ = base::steady_ms();
      seen_ = 0;
    }
    if (at.item_number > 0) ++seen_;
    if (events_) return event(at);
    if (!session_.out().error_terminal()) return;
    auto text = fmt::format("{} ({}/{})", at.library, at.library_number, at.libraries);
    if (at.item_number > 0) text += fmt::format("  {} ({}/{})", at.item, at.item_number, at.items);
    session_.out().progress(text);
  }

  // Are changes wanted at all? Telling them costs a little.
  bool wants_changes() const { return events_ || (session_.globals().verbose && !session_.json()); }
  void change(const station::SyncChange& change) {
    if (!events_) return session_.out().note(fmt::format("Status: {} {}: {}", change.what, base::printable(change.library), base::printable(change.item)));
    base::JsonWriter json;
    json.object().field("event", "status").field("change", change.what).field("library", change.library).field("item", base::printable(change.item));
    json.field("latency_ms", base::steady_ms() - change.written);
    session_.out().progress_json(json.end());
  }

  void done(const station::SyncReport& report) {
    session_.out().progress_done();
    if (!events_) return;
    for (const auto& error : report.errors) {
      base::JsonWriter json;
      json.object().field("event", "error").field("class", error.error_class).field("item", base::printable(error.item)).field("message", error.message);
      session_.out().progress_json(json.end());
    }
    base::JsonWriter json;
    const auto& all = report.total;
    json.object().field("event", "done").field("scanned", all.scanned).field("added", all.added).field("updated", all.updated);
    json.field("removed", all.removed).field("unchanged", all.unchanged).field("failed", all.failed).field("seconds", report.seconds);
    session_.out().progress_json(json.end());
  }

 private:
  void event(const station::SyncProgress& at) {
    const auto elapsed = base::steady_ms() - since_;
    const double rate = elapsed > 0 ? static_cast<double>(seen_) * 1000 / static_cast<double>(elapsed) : 0;
    std::optional<std::int64_t> left;  // of what `items` counts
    if (rate > 0 && at.items >= at.item_number) left = static_cast<std::int64_t>(static_cast<double>(at.items - at.item_number) * 1000 / rate);
    base::JsonWriter json;
    json.object().field("event", at.item_number > 0 ? "item" : "library").field("library", at.library).field("library_number", at.library_number);
    json.field("libraries", at.libraries).text_or_null("item", at.item).field("item_number", at.item_number).field("items", at.items);
    json.field("elapsed_ms", elapsed).field("per_second", rate).field("eta_ms", left);
    session_.out().progress_json(json.end());
  }

  cli::Session& session_;
  bool events_;
  std::size_t library_ = 0;
  base::Millis since_ = base::steady_ms();
  std::int64_t seen_ = 0;
};

}  // namespace retrovue::cmd
