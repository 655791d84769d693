#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalog/revisions.h"
#include "schedule/sheet.h"
#include "station/plan_lock.h"
#include "station/program.h"

// The plan as a document: what a build made goes on air at once or waits as a draft; every change of what is on air is a
// revision that can be taken back.
namespace retrovue::station {

// Who changes a plan, when and how.
struct Author {
  std::string name;       // empty: who runs the program
  Millis now = 0;
  std::string action;     // build, approve, revert, insert, move, swap, remove
  std::string note;       // what for, in words
};

struct OnAirChange {
  int revision = 0;       // 0: nothing differed
  Millis from = 0, to = 0;
  schedule::Counts counts;
  std::vector<schedule::SlotChange> changes;
};
// Puts a stretch of a plan in place of what starts in [from, to), and writes the revision and the audit row. Only what
// differs is written. Inside the caller's transaction.
// more: what is asked for the events that follow those of the sheet, of whole slots, until it has none. The sheet has all slots
// then, and the events of those that start before the end of the stored plan and of one more.
using MoreEvents = std::function<std::vector<model::Event>()>;
OnAirChange put_on_air(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to, model::Sheet sheet,
                       const Author& author, const MoreEvents& more = {});
// Keeps it as the channel's open draft instead; returns its id. Inside the caller's transaction.
model::Id put_aside(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to, const model::Sheet& sheet,
                    std::int64_t seed, const Author& author);
// Leaves a note of who did what to a channel or its plan. before, after: JSON, or empty. Inside the caller's transaction.
void audit_channel(catalog::Catalog& catalog, const Author& author, int number, std::string_view before, std::string_view after);

// A plan of [from, to) for a channel whose neighbours stay, fitting in to the frame. fixed: slots in it that stay.
struct Refill {
  model::Channel channel;
  base::Rate rate;
  Millis from = 0, to = 0;
  std::vector<model::Slot> fixed;
  std::vector<model::Id> barred;
  std::vector<schedule::Airing> by_hand;
  std::uint64_t seed = 1;
};
schedule::Pieces refill(catalog::Catalog& catalog, const schedule::Library& library, const Refill& wanted, std::vector<std::string>& warnings);

// What an open draft would make of the plan on air, were it approved now.
struct Proposal {
  catalog::Draft draft;
  Millis from = 0, to = 0;          // the stretch it replaces
  schedule::Pieces pieces;
  std::vector<schedule::SlotChange> changes;
  std::vector<schedule::Finding> findings;
  std::vector<std::string> warnings;
};
// Errors: not_found (no draft), failed (the plan changed since it was built, another frame rate, all of it is locked or past).
Proposal propose(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate, Millis now);

// Hands the open draft in for approval. Errors as propose; failed when it breaks hard rules or was submitted before.
catalog::Draft submit_draft(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                            const Author& author, bool dry_run);

// Errors as propose; failed when the draft breaks hard rules, or was not submitted and must be. One transaction.
struct Approved {
  Proposal proposal;
  OnAirChange change;
};
Approved approve_draft(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                       const Author& author, bool dry_run);
catalog::Draft reject_draft(catalog::Catalog& catalog, const model::Channel& channel, const Author& author, bool dry_run);

// Brings the part outside the lock window back as it was after a revision (0: before the first). What may not air any
// more is named and its time planned anew. Errors: not_found (no such revision), failed (nothing of it comes back).
struct Reverted {
  int to_revision = 0;
  OnAirChange change;
  std::vector<std::string> warnings;
};
Reverted revert_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                     std::optional<int> revision, const Author& author, bool dry_run);

}  // namespace retrovue::station
