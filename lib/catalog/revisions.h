#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/sheet.h"

// The plan as a document: drafts that wait, revisions that were, and who did it.
namespace retrovue::catalog {

struct Revision {
  model::Id id = 0, channel_id = 0;
  int number = 0;                    // of the channel, from 1
  model::Millis at = 0;
  std::string actor, action, note;   // action: build, approve, revert, insert, move, swap, remove
  model::Millis from = 0, to = 0;    // what started in it was replaced
  int added = 0, removed = 0, moved = 0, changed = 0;
  bool kept = true;                  // what it replaced can come back
};

struct Draft {
  model::Id id = 0, channel_id = 0;
  model::Millis made_at = 0;
  std::string made_by;
  int base = 0;                      // the revision it was built upon; 0: none
  std::int64_t seed = 0;
  model::Millis from = 0, to = 0;
  std::string status = "draft";      // draft, submitted, approved, rejected, superseded
  std::optional<model::Millis> submitted_at, decided_at;
  std::string submitted_by, submitted_note, decided_by, decided_note;
};

// Slots on air that start in [from, to), with their events.
model::Sheet planned_sheet(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

// Keeps what starts in its stretch, as it is now, and gives it the next number. Call it before the stretch is replaced.
int add_revision(Catalog& catalog, const Revision& revision);
int latest_revision(Catalog& catalog, model::Id channel);  // 0: none
std::vector<Revision> revisions(Catalog& catalog, model::Id channel, std::int64_t limit);  // newest first
model::Sheet replaced_by(Catalog& catalog, model::Id revision);
// Lets go of what old revisions kept: all but the last hundred.
void forget_revisions(Catalog& catalog, model::Id channel);

// An open draft of the channel becomes superseded.
model::Id add_draft(Catalog& catalog, const Draft& draft, const model::Sheet& sheet);
std::optional<Draft> open_draft(Catalog& catalog, model::Id channel);
std::vector<Draft> drafts(Catalog& catalog, model::Id channel, std::int64_t limit);  // newest first
model::Sheet draft_sheet(Catalog& catalog, model::Id draft);
void submit_draft(Catalog& catalog, const Draft& draft);  // its submitted_ fields; it stays open
void decide_draft(Catalog& catalog, const Draft& draft);  // its status and decided_ fields; its slots go

struct AuditRow {
  model::Id id = 0;
  model::Millis at = 0;
  std::string actor, action, subject, detail;
};
std::vector<AuditRow> audit_rows(Catalog& catalog, std::string_view subject, std::int64_t limit);  // newest first; empty: all
// As catalog::audit, by somebody named.
void audit_by(Catalog& catalog, model::Millis at, std::string_view actor, std::string_view action, std::string_view subject,
              std::string_view detail);
std::string os_user();  // who runs the program

}  // namespace retrovue::catalog
