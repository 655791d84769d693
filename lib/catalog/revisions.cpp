#include "catalog/revisions.h"

#include <unistd.h>

#include <cstdlib>

#include "catalog/plan.h"
#include "catalog/query.h"

namespace retrovue::catalog {
namespace {

constexpr std::string_view kRevision =
    "SELECT id, channel_id, number, at, actor, action, note, from_at, to_at, added, removed, moved, changed, kept FROM revisions ";
constexpr std::string_view kDraft =
    "SELECT id, channel_id, made_at, made_by, base, seed, from_at, to_at, status, decided_at, ifnull(decided_by, ''), "
    "submitted_at, ifnull(submitted_by, ''), submitted_note, decided_note FROM drafts ";

Revision revision_row(const Query& row) {
  Revision r;
  r.id = row.integer(0);
  r.channel_id = row.integer(1);
  r.number = row.small(2);
  r.at = row.integer(3);
  r.actor = row.text(4);
  r.action = row.text(5);
  r.note = row.text(6);
  r.from = row.integer(7);
  r.to = row.integer(8);
  r.added = row.small(9);
  r.removed = row.small(10);
  r.moved = row.small(11);
  r.changed = row.small(12);
  r.kept = row.yes(13);
  return r;
}

Draft draft_row(const Query& row) {
  Draft d;
  d.id = row.integer(0);
  d.channel_id = row.integer(1);
  d.made_at = row.integer(2);
  d.made_by = row.text(3);
  d.base = row.small(4);
  d.seed = row.integer(5);
  d.from = row.integer(6);
  d.to = row.integer(7);
  d.status = row.text(8);
  d.decided_at = row.maybe(9);
  d.decided_by = row.text(10);
  d.submitted_at = row.maybe(11);
  d.submitted_by = row.text(12);
  d.submitted_note = row.text(13);
  d.decided_note = row.text(14);
  if (d.submitted_at && d.status == "draft") d.status = "submitted";
  return d;
}

// Slots that were kept under an owner, which column names.
model::Sheet kept_sheet(Catalog& catalog, const std::string& owner, model::Id id) {
  model::Sheet sheet;
  std::vector<model::Id> ids;
  Query slots(catalog, "SELECT id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, rating_system, rating_code, "
                       "block, status, run, round, type FROM kept_slots WHERE " + owner + " = ? ORDER BY start_at");
  slots.bind(id);
  while (slots.step()) {
    model::Slot slot;
    ids.push_back(slots.integer(0));
    slot.start = slots.integer(1);
    slot.end = slots.integer(2);
    slot.item_id = slots.integer(3);
    slot.kind = model::from_text<model::ItemKind>(slots.view(4));
    slot.title = slots.text(5);
    slot.show = slots.text(6);
    slot.year = slots.maybe_small(7);
    slot.season = slots.maybe_small(8);
    slot.episode = slots.maybe_small(9);
    slot.summary = slots.text(10);
    slot.rating = {slots.text(11), slots.text(12)};
    slot.block = slots.text(13);
    slot.status = slots.text(14);
    slot.run = slots.text(15);
    slot.round = slots.small(16);
    slot.fixed = slots.view(17) == "fixed";
    sheet.slots.push_back(std::move(slot));
  }
  Query events(catalog, "SELECT start_frame, frames, kind, item_id, title, in_frame, in_ms, out_ms FROM kept_events WHERE slot_id = ? ORDER BY start_frame");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    events.reset().bind(ids[i]);
    while (events.step()) {
      model::Event event;
      event.slot_id = static_cast<model::Id>(i);
      event.start_frame = events.integer(0);
      event.frames = events.integer(1);
      event.kind = model::from_text<model::EventKind>(events.view(2));
      event.item_id = events.integer(3);
      event.title = events.text(4);
      event.in_frame = events.integer(5);
      event.in_ms = events.integer(6);
      event.out_ms = events.integer(7);
      sheet.events.push_back(std::move(event));
    }
  }
  return sheet;
}

void keep_sheet(Catalog& catalog, model::Id draft, const model::Sheet& sheet) {
  Query add_slot(catalog, "INSERT INTO kept_slots (draft_id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, rating_system, "
                          "rating_code, block, status, run, round, type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  std::vector<model::Id> ids;
  for (const auto& slot : sheet.slots) {
    add_slot.bind(draft).bind(slot.start).bind(slot.end).bind_id(slot.item_id).bind(model::to_text(slot.kind)).bind(slot.title).bind(slot.show);
    add_slot.bind(slot.year).bind(slot.season).bind(slot.episode).bind(slot.summary).bind(slot.rating.system).bind(slot.rating.code);
    add_slot.bind(slot.block).bind(slot.status).bind(slot.run).bind(slot.round).bind(slot.fixed ? "fixed" : "block").run();
    ids.push_back(last_row_id(catalog));
  }
  Query add_event(catalog, "INSERT INTO kept_events (slot_id, start_frame, frames, kind, item_id, title, in_frame, in_ms, out_ms) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& event : sheet.events) {
    add_event.bind(ids.at(static_cast<std::size_t>(event.slot_id))).bind(event.start_frame).bind(event.frames).bind(model::to_text(event.kind));
    add_event.bind_id(event.item_id).bind(event.title).bind(event.in_frame).bind(event.in_ms).bind(event.out_ms).run();
  }
}

}  // namespace

model::Sheet planned_sheet(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  model::Sheet sheet;
  sheet.slots = slots(catalog, channel, from, to);
  if (!sheet.slots.empty() && sheet.slots.front().start < from) sheet.slots.erase(sheet.slots.begin());
  if (sheet.slots.empty()) return sheet;
  std::size_t at = 0;
  for (auto& event : events_of_slots(catalog, channel, sheet.slots.front().start, to)) {
    while (at < sheet.slots.size() && sheet.slots[at].id != event.slot_id) ++at;
    if (at == sheet.slots.size()) break;
    event.slot_id = static_cast<model::Id>(at);
    sheet.events.push_back(std::move(event));
  }
  return sheet;
}

int add_revision(Catalog& catalog, const Revision& r) {
  const int number = latest_revision(catalog, r.channel_id) + 1;
  Query add(catalog, "INSERT INTO revisions (channel_id, number, at, actor, action, note, from_at, to_at, added, removed, moved, changed) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  add.bind(r.channel_id).bind(number).bind(r.at).bind(r.actor).bind(r.action).bind(r.note).bind(r.from).bind(r.to);
  add.bind(r.added).bind(r.removed).bind(r.moved).bind(r.changed).run();
  const auto id = last_row_id(catalog);
  Query(catalog, "INSERT INTO kept_slots (revision_id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, rating_system, "
                 "rating_code, block, status, run, round, type) SELECT ?1, start_at, end_at, item_id, kind, title, show, year, season, episode, "
                 "summary, rating_system, rating_code, block, status, run, round, type FROM slots WHERE channel_id = ?2 AND start_at >= ?3 AND start_at < ?4")
      .bind(id).bind(r.channel_id).bind(r.from).bind(r.to).run();
  Query(catalog, "INSERT INTO kept_events (slot_id, start_frame, frames, kind, item_id, title, in_frame, in_ms, out_ms) "
                 "SELECT k.id, e.start_frame, e.frames, e.kind, e.item_id, e.title, e.in_frame, e.in_ms, e.out_ms FROM kept_slots k "
                 "JOIN slots s ON s.channel_id = ?2 AND s.start_at = k.start_at JOIN events e ON e.slot_id = s.id WHERE k.revision_id = ?1")
      .bind(id).bind(r.channel_id).run();
  return number;
}

int latest_revision(Catalog& catalog, model::Id channel) {
  Query query(catalog, "SELECT ifnull(max(number), 0) FROM revisions WHERE channel_id = ?");
  query.bind(channel);
  return query.step() ? query.small(0) : 0;
}

std::vector<Revision> revisions(Catalog& catalog, model::Id channel, std::int64_t limit) {
  Query query(catalog, kRevision, "WHERE channel_id = ? ORDER BY number DESC LIMIT ?");
  query.bind(channel).bind(limit);
  std::vector<Revision> found;
  while (query.step()) found.push_back(revision_row(query));
  return found;
}

model::Sheet replaced_by(Catalog& catalog, model::Id revision) { return kept_sheet(catalog, "revision_id", revision); }

void forget_revisions(Catalog& catalog, model::Id channel) {
  constexpr std::string_view kOld = "channel_id = ?1 AND kept = 1 AND number <= (SELECT max(number) FROM revisions WHERE channel_id = ?1) - 100";
  Query(catalog, "DELETE FROM kept_slots WHERE revision_id IN (SELECT id FROM revisions WHERE " + std::string{kOld} + ")").bind(channel).run();
  Query(catalog, "UPDATE revisions SET kept = 0 WHERE " + std::string{kOld}).bind(channel).run();
}

model::Id add_draft(Catalog& catalog, const Draft& draft, const model::Sheet& sheet) {
  if (auto old = open_draft(catalog, draft.channel_id)) {
    old->status = "superseded";
    old->decided_at = draft.made_at;
    old->decided_by = draft.made_by;
    decide_draft(catalog, *old);
  }
  Query(catalog, "INSERT INTO drafts (channel_id, made_at, made_by, base, seed, from_at, to_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(draft.channel_id).bind(draft.made_at).bind(draft.made_by).bind(draft.base).bind(draft.seed).bind(draft.from).bind(draft.to).run();
  const auto id = last_row_id(catalog);
  keep_sheet(catalog, id, sheet);
  return id;
}

std::optional<Draft> open_draft(Catalog& catalog, model::Id channel) {
  Query query(catalog, kDraft, "WHERE channel_id = ? AND status = 'draft'");
  query.bind(channel);
  if (!query.step()) return std::nullopt;
  return draft_row(query);
}

std::vector<Draft> drafts(Catalog& catalog, model::Id channel, std::int64_t limit) {
  Query query(catalog, kDraft, "WHERE channel_id = ? ORDER BY id DESC LIMIT ?");
  query.bind(channel).bind(limit);
  std::vector<Draft> found;
  while (query.step()) found.push_back(draft_row(query));
  return found;
}

model::Sheet draft_sheet(Catalog& catalog, model::Id draft) { return kept_sheet(catalog, "draft_id", draft); }

void submit_draft(Catalog& catalog, const Draft& draft) {
  Query(catalog, "UPDATE drafts SET submitted_at = ?, submitted_by = ?, submitted_note = ? WHERE id = ? AND status = 'draft'")
      .bind(draft.submitted_at).bind(draft.submitted_by).bind(draft.submitted_note).bind(draft.id).run();
}

void decide_draft(Catalog& catalog, const Draft& draft) {
  Query(catalog, "UPDATE drafts SET status = ?, decided_at = ?, decided_by = ?, decided_note = ? WHERE id = ?")
      .bind(draft.status).bind(draft.decided_at).bind(draft.decided_by).bind(draft.decided_note).bind(draft.id).run();
  Query(catalog, "DELETE FROM kept_slots WHERE draft_id = ?").bind(draft.id).run();
}

std::vector<AuditRow> audit_rows(Catalog& catalog, std::string_view subject, std::int64_t limit) {
  Query query(catalog, std::string{"SELECT id, at, actor, action, subject, detail FROM audit_log "} +
                           (subject.empty() ? "WHERE ?1 = '' ORDER BY id DESC LIMIT ?2" : "WHERE subject = ?1 ORDER BY id DESC LIMIT ?2"));
  query.bind(subject).bind(limit);
  std::vector<AuditRow> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1), query.text(2), query.text(3), query.text(4), query.text(5)});
  return found;
}

void audit_by(Catalog& catalog, model::Millis at, std::string_view actor, std::string_view action, std::string_view subject,
              std::string_view detail) {
  Query(catalog, "INSERT INTO audit_log (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)")
      .bind(at).bind(actor).bind(action).bind(subject).bind(detail).run();
}

std::string os_user() {
  const char* user = std::getenv("USER");
  return user && *user ? std::string{user} : "uid " + std::to_string(::getuid());
}

}  // namespace retrovue::catalog
