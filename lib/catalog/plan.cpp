#include "catalog/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/rational.h"
#include "catalog/as_run_row.h"
#include "catalog/as_run_weeks.h"
#include "catalog/query.h"

namespace retrovue::catalog {

namespace {

constexpr std::string_view kSlot =
    "SELECT id, channel_id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, rating_system, rating_code, "
    "block, status, run, round, type FROM slots ";

model::Slot slot_row(const Query& row) {
  model::Slot slot;
  slot.id = row.integer(0);
  slot.channel_id = row.integer(1);
  slot.start = row.integer(2);
  slot.end = row.integer(3);
  slot.item_id = row.integer(4);
  slot.kind = model::from_text<model::ItemKind>(row.view(5));
  slot.title = row.text(6);
  slot.show = row.text(7);
  slot.year = row.maybe_small(8);
  slot.season = row.maybe_small(9);
  slot.episode = row.maybe_small(10);
  slot.summary = row.text(11);
  slot.rating = {row.text(12), row.text(13)};
  slot.block = row.text(14);
  slot.status = row.text(15);
  slot.run = row.text(16);
  slot.round = row.small(17);
  slot.fixed = row.view(18) == "fixed";
  return slot;
}

// Start of an event as an instant. The events of a slot fill it exactly, so its share of the frames is its share
// of the time; the channel's frame rate is not known here.
class SlotClock {
 public:
  SlotClock(const std::vector<model::Slot>& slots, const std::vector<model::Event>& events) : slots_(slots), spans_(slots.size()) {
    for (const auto& event : events) {
      auto& span = spans_.at(static_cast<std::size_t>(event.slot_id));
      if (span.frames == 0) span.first = event.start_frame;
      span.frames = event.start_frame + event.frames - span.first;
    }
  }
  model::Millis start(const model::Event& event) const {
    const auto& slot = slots_[static_cast<std::size_t>(event.slot_id)];
    const auto& span = spans_[static_cast<std::size_t>(event.slot_id)];
    return slot.start + base::mul_div_round(event.start_frame - span.first, slot.end - slot.start, span.frames);
  }

 private:
  struct Span {
    std::int64_t first = 0, frames = 0;
  };
  const std::vector<model::Slot>& slots_;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<model::Slot> slots(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  // The start index finds the range; the slot before it may reach into it.
  Query query(catalog, kSlot,
              "WHERE channel_id = ?1 AND start_at < ?3 AND end_at > ?2 AND start_at >= ifnull((SELECT max(start_at) FROM slots "
              "WHERE channel_id = ?1 AND start_at <= ?2), ?2) ORDER BY start_at");
  query.bind(channel).bind(from).bind(to);
  std::vector<model::Slot> found;
  while (query.step()) found.push_back(slot_row(query));
  return found;
}

std::optional<model::Slot> slot_by_id(Catalog& catalog, model::Id slot) {
  Query query(catalog, kSlot, "WHERE id = ?");
  query.bind(slot);
  if (!query.step()) return std::nullopt;
  return slot_row(query);
}

namespace {
model::Event event_row(const Query& row) {
  model::Event event;
  event.id = row.integer(0);
  event.channel_id = row.integer(1);
  event.slot_id = row.integer(2);
  event.start_frame = row.integer(3);
  event.frames = row.integer(4);
  event.kind = model::from_text<model::EventKind>(row.view(5));
  event.item_id = row.integer(6);
  event.title = row.text(7);
  event.in_frame = row.integer(8);
  event.in_ms = row.integer(9);
  event.out_ms = row.integer(10);
  return event;
}
}  // namespace

std::vector<model::Event> events(Catalog& catalog, model::Id channel, std::int64_t from_frame, std::int64_t to_frame) {
  Query query(catalog,
              "SELECT e.id, e.channel_id, e.slot_id, e.start_frame, e.frames, e.kind, e.item_id, e.title, e.in_frame, e.in_ms, e.out_ms, "
              "f.path FROM events e LEFT JOIN files f ON f.item_id = e.item_id AND f.airs = 1 WHERE e.channel_id = ?1 AND "
              "e.start_frame < ?3 AND e.start_frame + e.frames > ?2 AND e.start_frame >= ifnull((SELECT max(start_frame) FROM events "
              "WHERE channel_id = ?1 AND start_frame <= ?2), ?2) ORDER BY e.start_frame");
  query.bind(channel).bind(from_frame).bind(to_frame);
  std::vector<model::Event> found;
  while (query.step()) {
    found.push_back(event_row(query));
    found.back().path = query.text(11);
  }
  return found;
}

std::vector<model::Event> events_of_slots(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  Query query(catalog,
              "SELECT e.id, e.channel_id, e.slot_id, e.start_frame, e.frames, e.kind, e.item_id, e.title, e.in_frame, e.in_ms, e.out_ms "
              "FROM slots s JOIN events e ON e.slot_id = s.id WHERE s.channel_id = ?1 AND s.start_at < ?3 AND s.end_at > ?2 AND "
              "s.start_at >= ifnull((SELECT max(start_at) FROM slots WHERE channel_id = ?1 AND start_at <= ?2), ?2) ORDER BY e.start_frame");
  query.bind(channel).bind(from).bind(to);
  std::vector<model::Event> found;
  while (query.step()) found.push_back(event_row(query));
  return found;
}

PlanWriter::PlanWriter(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to, const std::vector<model::Slot>& slots)
    : catalog_(catalog), channel_(channel), slots_(slots) {
  Query(catalog, "DELETE FROM slots WHERE channel_id = ? AND start_at >= ? AND start_at < ?").bind(channel).bind(from).bind(to).run();
  Query add_slot(catalog,
                 "INSERT INTO slots (channel_id, start_at, end_at, item_id, kind, title, show, year, season, episode, summary, "
                 "rating_system, rating_code, block, status, run, round, type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  ids_.reserve(slots.size());
  for (const auto& slot : slots) {
    add_slot.bind(channel).bind(slot.start).bind(slot.end).bind_id(slot.item_id).bind(model::to_text(slot.kind)).bind(slot.title);
    add_slot.bind(slot.show).bind(slot.year).bind(slot.season).bind(slot.episode).bind(slot.summary).bind(slot.rating.system);
    add_slot.bind(slot.rating.code).bind(slot.block).bind(slot.status).bind(slot.run).bind(slot.round).bind(slot.fixed ? "fixed" : "block").run();
    ids_.push_back(last_row_id(catalog));
  }
}

void PlanWriter::add(const std::vector<model::Event>& events) {
  for (const auto& event : events)
    if (event.slot_id < 0 || event.slot_id >= static_cast<model::Id>(slots_.size()))
      throw base::Error(base::ErrorKind::failed, fmt::format("event at frame {} belongs to no slot", event.start_frame));
  const SlotClock clock(slots_, events);
  RowsInsert rows(catalog_,
                  "INSERT INTO events (channel_id, slot_id, start_frame, frames, start_at, kind, item_id, title, in_frame, in_ms, "
                  "out_ms) VALUES", "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  rows.run(events, [&](Query& row, const model::Event& event) {
    row.bind(channel_).bind(ids_[static_cast<std::size_t>(event.slot_id)]).bind(event.start_frame).bind(event.frames);
    row.bind(clock.start(event)).bind(model::to_text(event.kind)).bind_id(event.item_id).bind(event.title);
    row.bind(event.in_frame).bind(event.in_ms).bind(event.out_ms);
  });
}

void replace_plan(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to, const std::vector<model::Slot>& slots,
                  const std::vector<model::Event>& events) {
  PlanWriter(catalog, channel, from, to, slots).add(events);
}

std::optional<std::pair<model::Millis, model::Millis>> planned_range(Catalog& catalog, model::Id channel) {
  Query first(catalog, "SELECT start_at FROM slots WHERE channel_id = ? ORDER BY start_at LIMIT 1");
  Query last(catalog, "SELECT end_at FROM slots WHERE channel_id = ? ORDER BY start_at DESC LIMIT 1");
  first.bind(channel);
  last.bind(channel);
  if (!first.step() || !last.step()) return std::nullopt;
  return std::pair{first.integer(0), last.integer(0)};
}

std::vector<Airing> break_airings(Catalog& catalog, model::Id channel, model::Millis since, model::Millis before) {
  Query query(catalog,
              "SELECT item_id, max(start_at) FROM events WHERE channel_id = ?1 AND start_at >= ?2 AND start_at < ?3 AND "
              "kind <> 'program' AND item_id IS NOT NULL GROUP BY item_id ORDER BY 2, 1");
  query.bind(channel).bind(since).bind(before);
  std::vector<Airing> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1)});
  return found;
}

namespace {
std::vector<RunAiring> run_airings(Query& query) {
  std::vector<RunAiring> found;
  while (query.step()) {
    RunAiring one;
    one.slot.block = query.text(0);
    one.slot.run = query.text(1);
    one.slot.item_id = query.integer(2);
    one.slot.start = query.integer(3);
    one.slot.round = query.small(4);
    one.slot.show = query.text(5);
    one.slot.title = query.text(6);
    one.slot.year = query.maybe_small(7);
    one.slot.season = query.maybe_small(8);
    one.slot.episode = query.maybe_small(9);
    one.slot.channel_id = query.integer(10);
    one.channel = query.small(11);
    one.slot.fixed = query.view(12) == "fixed";
    found.push_back(std::move(one));
  }
  return found;
}
}  // namespace

std::vector<RunAiring> channel_runs(Catalog& catalog, model::Id channel, model::Millis before) {
  // Of a removed item, which has no id any more, every airing is kept apart by what it was.
  Query query(catalog,
              "SELECT s.block, s.run, s.item_id, max(s.start_at), s.round, s.show, s.title, s.year, s.season, s.episode, s.channel_id, c.number, "
              "s.type FROM slots s JOIN channels c ON c.id = s.channel_id WHERE s.channel_id = ?1 AND s.start_at < ?2 AND s.status = 'planned' "
              "GROUP BY s.block, s.run, s.item_id, s.show, s.season, s.episode, s.title, s.type ORDER BY 4, 1");
  query.bind(channel).bind(before);
  return run_airings(query);
}

std::vector<RunAiring> shared_run(Catalog& catalog, std::string_view run, model::Id not_channel) {
  Query query(catalog,
              "SELECT s.block, s.run, s.item_id, s.start_at, s.round, s.show, s.title, s.year, s.season, s.episode, s.channel_id, c.number, "
              "s.type FROM slots s JOIN channels c ON c.id = s.channel_id WHERE s.run = ?1 AND s.run <> '' AND s.channel_id <> ?2 "
              "AND s.status = 'planned' ORDER BY s.start_at, c.number");
  query.bind(run).bind(not_channel);
  return run_airings(query);
}

std::vector<Airing> last_airings(Catalog& catalog, model::Id channel, model::Millis before) {
  Query query(catalog,
              "SELECT item_id, max(at) FROM (SELECT item_id, start_at AS at FROM slots WHERE channel_id = ?1 AND start_at < ?2 UNION ALL "
              "SELECT item_id, actual_start_at FROM as_run WHERE channel_id = ?1 AND actual_start_at < ?2 AND kind = 'program' UNION ALL "
              "SELECT item_id, at FROM last_aired WHERE channel_id = ?1 AND at < ?2 AND kind = 'program') "
              "WHERE item_id IS NOT NULL GROUP BY item_id");
  query.bind(channel).bind(before);
  std::vector<Airing> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1)});
  return found;
}

void append_as_run(Catalog& catalog, const std::vector<model::AsRun>& rows) {
  Query query(catalog,
              "INSERT INTO as_run (channel_id, channel_number, event_id, slot_id, kind, item_id, title, planned_start_at, planned_frames, "
              "actual_start_at, actual_frames, status, error, alert_id) VALUES (?1, (SELECT number FROM channels WHERE id = ?1), ?2, ?3, ?4, ?5, ?6, "
              "?7, ?8, ?9, ?10, ?11, ?12, ?13)");
  for (const auto& row : rows) bind_as_run(query, row).run();
}

std::vector<model::AsRun> as_run(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  Query query(catalog, kAsRun, "WHERE channel_id = ? AND actual_start_at >= ? AND actual_start_at < ? ORDER BY actual_start_at, id");
  query.bind(channel).bind(from).bind(to);
  auto found = archived_as_run(catalog, channel, from, to);
  const auto archived = static_cast<std::ptrdiff_t>(found.size());
  while (query.step()) found.push_back(as_run_row(query));
  // Rows that tell of an alert are not archived, so the two may mingle.
  std::inplace_merge(found.begin(), found.begin() + archived, found.end(),
                     [](const auto& a, const auto& b) { return a.actual_start != b.actual_start ? a.actual_start < b.actual_start : a.id < b.id; });
  return found;
}

}  // namespace retrovue::catalog
