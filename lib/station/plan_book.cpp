#include "station/plan_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "station/campaigns.h"
#include "station/mirrors.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr std::size_t kTold = 20;  // slots that the audit log names

std::string name_of(const Author& author) { return author.name.empty() ? catalog::os_user() : author.name; }

std::string change_json(const OnAirChange& change, const std::string& note) {
  base::JsonWriter json;
  json.object().field("revision", change.revision).text_or_null("note", note).key("from").time(change.from).key("to").time(change.to);
  json.field("added", change.counts.added).field("removed", change.counts.removed).field("moved", change.counts.moved);
  return json.field("changed", change.counts.changed).end().take();
}

// What the change was in a few slots, for the audit log.
std::string slots_json(const std::vector<schedule::SlotChange>& changes, bool after) {
  base::JsonWriter json;
  json.array();
  std::size_t told = 0;
  for (const auto& change : changes) {
    const auto& piece = after ? change.after : change.before;
    if (!piece || ++told > kTold) continue;
    json.object().key("start").time(piece->slot.start).key("end").time(piece->slot.end).field("title", piece->slot.title);
    json.field("item_id", piece->slot.item_id ? std::optional{piece->slot.item_id} : std::nullopt).end();
  }
  return json.end().take();
}
}  // namespace

void audit_channel(catalog::Catalog& catalog, const Author& author, int number, std::string_view before, std::string_view after) {
  base::JsonWriter json;
  json.object().key("before");
  before.empty() ? json.null() : json.raw(before);
  json.key("after");
  after.empty() ? json.null() : json.raw(after);
  catalog::audit_by(catalog, author.now, name_of(author), author.action, fmt::format("channel {}", number), json.end().take());
}

OnAirChange put_on_air(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to, model::Sheet sheet,
                       const Author& author, const MoreEvents& more) {
  OnAirChange done;
  const auto all = sheet.slots.size();
  done.from = from;
  done.to = to;
  auto before = schedule::pieces(catalog::planned_sheet(catalog, channel.id, from, to));
  auto part = schedule::stretch(std::move(before), schedule::pieces(std::move(sheet)));
  if (!part) return done;
  done.from = part->from;
  done.to = part->to;
  if (part->before.empty()) {  // the first plan: all of it is new, and may be a year
    done.counts.added = static_cast<int>(part->after.size());
    for (std::size_t i = 0; i < std::min(part->after.size(), kTold); ++i)
      done.changes.push_back({schedule::Difference::added, std::nullopt, part->after[i], {}});
  } else {
    done.changes = schedule::diff(part->before, part->after);
    done.counts = schedule::counts(done.changes);
  }
  catalog::Revision revision;
  revision.channel_id = channel.id;
  revision.at = author.now;
  revision.actor = name_of(author);
  revision.action = author.action;
  revision.note = author.note;
  revision.from = part->from;
  revision.to = part->to;
  revision.added = done.counts.added;
  revision.removed = done.counts.removed;
  revision.moved = done.counts.moved;
  revision.changed = done.counts.changed;
  done.revision = catalog::add_revision(catalog, revision);
  const auto same = static_cast<model::Id>(more ? all - part->after.size() : 0);  // slots at the beginning that stay
  auto fresh = schedule::sheet(std::move(part->after));
  for (auto& slot : fresh.slots) slot.channel_id = channel.id;
  catalog::PlanWriter writer(catalog, channel.id, part->from, part->to, fresh.slots);
  writer.add(fresh.events);
  while (more) {
    auto events = more();
    if (events.empty()) break;
    for (auto& event : events) event.slot_id -= same;
    writer.add(events);
  }
  catalog::forget_revisions(catalog, channel.id);
  auto audit = author;
  audit.action = "schedule " + author.action;
  const auto after = fmt::format("{{\"plan\":{},\"slots\":{}}}", change_json(done, author.note), slots_json(done.changes, true));
  audit_channel(catalog, audit, channel.number, slots_json(done.changes, false), after);
  return done;
}

model::Id put_aside(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to, const model::Sheet& sheet,
                    std::int64_t seed, const Author& author) {
  catalog::Draft draft;
  draft.channel_id = channel.id;
  draft.made_at = author.now;
  draft.made_by = name_of(author);
  draft.base = catalog::latest_revision(catalog, channel.id);
  draft.seed = seed;
  draft.from = from;
  draft.to = to;
  const auto id = catalog::add_draft(catalog, draft, sheet);
  base::JsonWriter json;
  json.object().field("draft", id).key("from").time(from).key("to").time(to).field("slots", sheet.slots.size()).end();
  auto audit = author;
  audit.action = "schedule " + author.action;
  audit_channel(catalog, audit, channel.number, {}, json.take());
  return id;
}

schedule::Pieces refill(catalog::Catalog& catalog, const schedule::Library& library, const Refill& wanted, std::vector<std::string>& warnings) {
  schedule::Input in;
  in.channel = wanted.channel;
  in.rate = wanted.rate;
  in.from = wanted.from;
  in.to = wanted.to;
  in.ends_exactly = true;
  in.seed = wanted.seed;
  read_past(catalog, in);
  read_bookings(catalog, library, in);
  in.fixed = wanted.fixed;
  for (auto& slot : in.fixed) slot.fixed = true;
  in.barred = wanted.barred;
  in.by_hand = wanted.by_hand;
  auto plan = schedule::build(library, in);
  warnings.insert(warnings.end(), plan.warnings.begin(), plan.warnings.end());
  auto made = schedule::pieces({std::move(plan.slots), std::move(plan.events)});
  // Slots that stay are what they were: of a block, or by hand.
  for (const auto& slot : wanted.fixed)
    for (auto& piece : made)
      if (piece.slot.start == slot.start && piece.slot.item_id == slot.item_id) piece.slot = slot;
  return made;
}

namespace {
// The open draft as it would go on air now; throws when it breaks hard rules.
Proposal sound_proposal(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate, Millis now) {
  auto proposal = propose(catalog, library, channel, rate, now);
  const auto is_hard = [](const auto& finding) { return finding.hard; };
  const auto hard = std::count_if(proposal.findings.begin(), proposal.findings.end(), is_hard);
  if (hard == 0) return proposal;
  const auto first = std::find_if(proposal.findings.begin(), proposal.findings.end(), is_hard);
  throw Error(ErrorKind::failed, fmt::format("draft {} of channel {} has {} faults, first {}: {}", proposal.draft.id, channel.number, hard,
                                             first->rule, first->text),
              fmt::format("run 'retrovue schedule check {} --draft', then build again", channel.number));
}

bool must_be_submitted(catalog::Catalog& catalog, const model::Channel& channel) {
  return read_programming_json(catalog::programming_document(catalog, channel.id), channel).approval == model::Approval::submitted;
}
}  // namespace

catalog::Draft submit_draft(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                            const Author& author, bool dry_run) {
  catalog::Draft draft;
  catalog.transaction(dry_run, [&] {
    draft = sound_proposal(catalog, library, channel, rate, author.now).draft;
    if (draft.submitted_at)
      throw Error(ErrorKind::failed, fmt::format("draft {} of channel {} was submitted before, by {}", draft.id, channel.number, draft.submitted_by),
                  fmt::format("'retrovue schedule approve {}' or 'retrovue schedule reject {}' decides it", channel.number, channel.number));
    draft.status = "submitted";
    draft.submitted_at = author.now;
    draft.submitted_by = name_of(author);
    draft.submitted_note = author.note;
    catalog::submit_draft(catalog, draft);
    auto act = author;
    act.action = "schedule submit";
    base::JsonWriter json;
    json.object().field("draft", draft.id).text_or_null("note", author.note).end();
    audit_channel(catalog, act, channel.number, {}, json.take());
  });
  return draft;
}

Approved approve_draft(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                       const Author& author, bool dry_run) {
  Approved done;
  catalog.transaction(dry_run, [&] {
    done.proposal = sound_proposal(catalog, library, channel, rate, author.now);
    auto& proposal = done.proposal;
    if (!proposal.draft.submitted_at && must_be_submitted(catalog, channel))
      throw Error(ErrorKind::failed, fmt::format("draft {} of channel {} was not submitted", proposal.draft.id, channel.number),
                  fmt::format("run 'retrovue schedule submit {}' first", channel.number));
    auto act = author;
    act.note = fmt::format("draft {}", proposal.draft.id) + (author.note.empty() ? "" : ": " + author.note);
    done.change = put_on_air(catalog, channel, proposal.from, proposal.to, schedule::sheet(proposal.pieces), act);
    if (done.change.revision) follow(catalog, library, channel, rate, done.change.from, act, proposal.warnings);
    proposal.draft.status = "approved";
    proposal.draft.decided_at = author.now;
    proposal.draft.decided_by = name_of(author);
    proposal.draft.decided_note = author.note;
    catalog::decide_draft(catalog, proposal.draft);
  });
  return done;
}

catalog::Draft reject_draft(catalog::Catalog& catalog, const model::Channel& channel, const Author& author, bool dry_run) {
  catalog::Draft rejected;
  catalog.transaction(dry_run, [&] {
    const auto draft = catalog::open_draft(catalog, channel.id);
    if (!draft) throw Error(ErrorKind::not_found, fmt::format("channel {} has no draft", channel.number));
    rejected = *draft;
    rejected.status = "rejected";
    rejected.decided_at = author.now;
    rejected.decided_by = name_of(author);
    rejected.decided_note = author.note;
    catalog::decide_draft(catalog, rejected);
    auto act = author;
    act.action = "schedule reject";
    base::JsonWriter json;
    json.object().field("draft", rejected.id).text_or_null("note", author.note).end();
    audit_channel(catalog, act, channel.number, json.take(), {});
  });
  return rejected;
}

}  // namespace retrovue::station
