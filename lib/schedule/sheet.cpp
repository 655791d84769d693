#include "schedule/sheet.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

namespace retrovue::schedule {

using model::Millis;

namespace {
bool same_event(const model::Event& a, const model::Event& b) {
  const auto key = [](const model::Event& e) { return std::tie(e.start_frame, e.frames, e.kind, e.item_id, e.title, e.in_frame, e.in_ms, e.out_ms); };
  return key(a) == key(b);
}
bool same_events(const Piece& a, const Piece& b) { return std::equal(a.events.begin(), a.events.end(), b.events.begin(), b.events.end(), same_event); }

auto texts(const model::Slot& s) {
  return std::tie(s.title, s.show, s.year, s.season, s.episode, s.summary, s.rating.system, s.rating.code, s.kind, s.status, s.run, s.round);
}
// What airs: the item, or what stands for it.
auto programme(const model::Slot& s) { return std::tie(s.item_id, s.status); }

std::vector<std::string_view> aspects(const Piece& before, const Piece& after) {
  std::vector<std::string_view> found;
  const auto& a = before.slot;
  const auto& b = after.slot;
  const bool other = programme(a) != programme(b);
  if (other) found.push_back("programme");
  if (a.end != b.end) found.push_back("end");
  if (a.block != b.block) found.push_back("block");
  if (a.fixed != b.fixed) found.push_back("by hand");
  if (!other && texts(a) != texts(b)) found.push_back("text");
  if (!other && a.end == b.end && !same_events(before, after)) found.push_back("breaks");
  return found;
}

Millis when(const SlotChange& change) { return change.after ? change.after->slot.start : change.before->slot.start; }
}  // namespace

Pieces pieces(model::Sheet sheet) {
  Pieces made;
  made.reserve(sheet.slots.size());
  for (auto& slot : sheet.slots) made.push_back({std::move(slot), {}});
  for (auto& event : sheet.events) made.at(static_cast<std::size_t>(event.slot_id)).events.push_back(std::move(event));
  return made;
}

model::Sheet sheet(Pieces pieces) {
  model::Sheet made;
  for (auto& piece : pieces) {
    for (auto& event : piece.events) {
      event.slot_id = static_cast<model::Id>(made.slots.size());
      made.events.push_back(std::move(event));
    }
    made.slots.push_back(std::move(piece.slot));
  }
  return made;
}

bool same_slot(const model::Slot& a, const model::Slot& b) {
  return std::tie(a.start, a.end, a.item_id, a.block, a.fixed) == std::tie(b.start, b.end, b.item_id, b.block, b.fixed) && texts(a) == texts(b);
}
bool same(const Piece& a, const Piece& b) { return same_slot(a.slot, b.slot) && same_events(a, b); }

std::string_view word(Difference what) {
  switch (what) {
    case Difference::added: return "added";
    case Difference::removed: return "removed";
    case Difference::moved: return "moved";
    case Difference::changed: return "changed";
  }
  return {};
}

std::vector<SlotChange> diff(const Pieces& before, const Pieces& after) {
  std::vector<SlotChange> changes;
  std::vector<const Piece*> old, fresh;  // what has no counterpart of the same programme at the same time
  std::size_t i = 0, j = 0;
  while (i < before.size() || j < after.size()) {
    if (j == after.size() || (i < before.size() && before[i].slot.start < after[j].slot.start)) {
      old.push_back(&before[i++]);
    } else if (i == before.size() || after[j].slot.start < before[i].slot.start) {
      fresh.push_back(&after[j++]);
    } else {
      const auto& a = before[i++];
      const auto& b = after[j++];
      if (same(a, b)) continue;
      if (programme(a.slot) == programme(b.slot)) changes.push_back({Difference::changed, a, b, aspects(a, b)});
      else old.push_back(&a), fresh.push_back(&b);
    }
  }
  std::map<model::Id, std::deque<const Piece*>> gone;
  for (const auto* piece : old)
    if (piece->slot.item_id) gone[piece->slot.item_id].push_back(piece);
  std::map<const Piece*, bool> paired;
  for (const auto* piece : fresh) {
    const auto from = gone.find(piece->slot.item_id);
    if (!piece->slot.item_id || from == gone.end() || from->second.empty()) continue;
    changes.push_back({Difference::moved, *from->second.front(), *piece, {}});
    paired[from->second.front()] = paired[piece] = true;
    from->second.pop_front();
  }
  std::map<Millis, const Piece*> left;
  for (const auto* piece : old)
    if (!paired.contains(piece)) left[piece->slot.start] = piece;
  for (const auto* piece : fresh) {
    if (paired.contains(piece)) continue;
    if (const auto same_time = left.find(piece->slot.start); same_time != left.end()) {
      changes.push_back({Difference::changed, *same_time->second, *piece, aspects(*same_time->second, *piece)});
      left.erase(same_time);
    } else {
      changes.push_back({Difference::added, std::nullopt, *piece, {}});
    }
  }
  for (const auto& [at, piece] : left) changes.push_back({Difference::removed, *piece, std::nullopt, {}});
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return when(a) < when(b); });
  return changes;
}

Pieces patched(const Pieces& before, const std::vector<SlotChange>& changes) {
  std::map<Millis, Piece> plan;
  for (const auto& piece : before) plan[piece.slot.start] = piece;
  for (const auto& change : changes)
    if (change.before) plan.erase(change.before->slot.start);
  for (const auto& change : changes)
    if (change.after) plan[change.after->slot.start] = *change.after;
  Pieces made;
  for (auto& [at, piece] : plan) made.push_back(std::move(piece));
  return made;
}

Counts counts(const std::vector<SlotChange>& changes) {
  Counts sum;
  for (const auto& change : changes) {
    if (change.what == Difference::added) ++sum.added;
    if (change.what == Difference::removed) ++sum.removed;
    if (change.what == Difference::moved) ++sum.moved;
    if (change.what == Difference::changed) ++sum.changed;
  }
  return sum;
}

std::optional<Stretch> stretch(Pieces before, Pieces after) {
  std::size_t head = 0, tail = 0;
  const auto shorter = std::min(before.size(), after.size());
  while (head < shorter && same(before[head], after[head])) ++head;
  while (tail < shorter - head && same(before[before.size() - 1 - tail], after[after.size() - 1 - tail])) ++tail;
  const auto cut = [&](Pieces& list) {
    list.erase(list.end() - static_cast<std::ptrdiff_t>(tail), list.end());
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(head));
  };
  cut(before);
  cut(after);
  if (before.empty() && after.empty()) return std::nullopt;
  Stretch found;
  found.from = std::min(before.empty() ? INT64_MAX : before.front().slot.start, after.empty() ? INT64_MAX : after.front().slot.start);
  found.to = std::max(before.empty() ? 0 : before.back().slot.end, after.empty() ? 0 : after.back().slot.end);
  found.before = std::move(before);
  found.after = std::move(after);
  return found;
}

Pieces replaced(const Pieces& plan, Millis from, Millis to, const Pieces& by) {
  Pieces made;
  for (const auto& piece : plan)
    if (piece.slot.start < from) made.push_back(piece);
  made.insert(made.end(), by.begin(), by.end());
  for (const auto& piece : plan)
    if (piece.slot.start >= to) made.push_back(piece);
  return made;
}

}  // namespace retrovue::schedule
