#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "model/sheet.h"

// Plans as documents: what differs between two, and how one becomes the other. Ids and paths do not count.
namespace retrovue::schedule {

// A slot with its events.
struct Piece {
  model::Slot slot;
  std::vector<model::Event> events;
};
using Pieces = std::vector<Piece>;  // in order of start

Pieces pieces(model::Sheet sheet);
model::Sheet sheet(Pieces pieces);
bool same_slot(const model::Slot& a, const model::Slot& b);
bool same(const Piece& a, const Piece& b);

enum class Difference { added, removed, moved, changed };
std::string_view word(Difference what);

struct SlotChange {
  Difference what = Difference::changed;
  std::optional<Piece> before, after;     // both of what was moved or changed
  std::vector<std::string_view> aspects;  // of what was changed: programme, end, block, breaks, by hand, text
};
// A programme that stands elsewhere was moved; where another one stands now, the slot was changed. In order of time.
std::vector<SlotChange> diff(const Pieces& before, const Pieces& after);
// The plan that the changes make of another: patched(a, diff(a, b)) is b.
Pieces patched(const Pieces& before, const std::vector<SlotChange>& changes);

struct Counts {
  int added = 0, removed = 0, moved = 0, changed = 0;
};
Counts counts(const std::vector<SlotChange>& changes);

// The part in which two plans differ: what starts in [from, to); empty when they are the same.
struct Stretch {
  model::Millis from = 0, to = 0;
  Pieces before, after;
};
std::optional<Stretch> stretch(Pieces before, Pieces after);
// Puts pieces in place of those that start in [from, to).
Pieces replaced(const Pieces& plan, model::Millis from, model::Millis to, const Pieces& by);

}  // namespace retrovue::schedule
