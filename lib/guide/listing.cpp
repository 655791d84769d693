#include "guide/listing.h"

#include <fmt/format.h>

#include <algorithm>

namespace retrovue::guide {
namespace {
using model::ItemKind;
using model::Slot;

bool filler_kind(ItemKind kind) {
  return kind != ItemKind::movie && kind != ItemKind::episode && kind != ItemKind::live && kind != ItemKind::music;
}

Listing entry(const Slot& slot) {
  Listing e;
  e.start = slot.start;
  e.end = slot.end;
  e.kind = slot.kind;
  e.item_id = slot.item_id;
  e.slot_id = slot.id;
  const bool of_show = !slot.show.empty();
  e.title = of_show ? slot.show : slot.title;
  if (of_show && slot.title != slot.show) e.subtitle = slot.title;
  e.summary = slot.summary;
  e.year = slot.year;
  e.season = slot.season;
  e.episode = slot.episode;
  e.rating = slot.rating;
  return e;
}

// Builds the entries in order of time; filler is held back until it is known how long it lasts.
class Builder {
 public:
  explicit Builder(const ListingOptions& options) : options_(options) {}

  void add(const Slot& slot) {
    const Millis start = started_ ? std::max(slot.start, at_) : slot.start;
    if (slot.end <= start) return;
    advance_to(start);
    const bool filler = slot.item_id == 0 || (filler_kind(slot.kind) && slot.end - start < options_.meld_below);
    if (filler) {
      hold(start, slot.end, slot.title);
    } else {
      settle();
      entries_.push_back(entry(slot));
      entries_.back().start = std::min(start, borrowed_.value_or(start));
      borrowed_.reset();
    }
    at_ = slot.end;
  }

  std::vector<Listing> take() {
    settle();
    if (borrowed_) entries_.push_back(off_air(*borrowed_, at_, {}));
    return std::move(entries_);
  }

  // Unplanned time counts as filler.
  void advance_to(Millis start) {
    if (started_ && start > at_) hold(at_, start, {});
    started_ = true;
    at_ = start;
  }

 private:
  struct Held {
    Millis start, end;
    std::string title;
  };

  Listing off_air(Millis start, Millis end, const std::string& title) const {
    Listing e;
    e.start = start;
    e.end = end;
    e.off_air = true;
    e.kind = ItemKind::filler;
    e.title = title.empty() ? options_.off_air_title : title;
    return e;
  }

  void hold(Millis start, Millis end, const std::string& title) {
    if (!held_) held_ = Held{start, end, title};
    else if (held_->title != title) held_->title.clear();
    held_->end = end;
  }

  // A run of filler is over: it lengthens its neighbour or becomes an entry.
  void settle() {
    if (!held_) return;
    if (held_->end - held_->start >= options_.meld_below) entries_.push_back(off_air(held_->start, held_->end, held_->title));
    else if (entries_.empty()) borrowed_ = held_->start;
    else entries_.back().end = held_->end;
    held_.reset();
  }

  const ListingOptions& options_;
  std::vector<Listing> entries_;
  std::optional<Held> held_;
  std::optional<Millis> borrowed_;  // start of filler that the first entry takes in
  Millis at_ = 0;
  bool started_ = false;
};

void mark_airings(std::vector<Listing>& entries, LastAirings last) {
  for (auto& e : entries) {
    if (e.item_id == 0 || e.off_air) continue;
    const auto [found, first] = last.try_emplace(e.item_id, e.start);
    if (first) {
      e.premiere = true;
    } else {
      e.previous = found->second;
      found->second = e.start;
    }
  }
}
}  // namespace

std::vector<Listing> listings(const std::vector<Slot>& slots, const ListingOptions& options, const LastAirings& last_airings) {
  std::vector<const Slot*> order;
  order.reserve(slots.size());
  for (const auto& slot : slots) order.push_back(&slot);
  std::stable_sort(order.begin(), order.end(), [](const Slot* a, const Slot* b) { return a->start < b->start; });
  if (order.empty()) return {};

  Builder builder{options};
  if (order.front()->start > options.from) builder.advance_to(options.from);
  for (const Slot* slot : order) builder.add(*slot);
  auto entries = builder.take();
  mark_airings(entries, last_airings);
  std::erase_if(entries, [&](const Listing& e) { return e.end <= options.from || e.start >= options.to; });
  return entries;
}

std::string onscreen_number(const Listing& e) {
  std::string text;
  if (e.season && *e.season >= 0) text += fmt::format("S{:02}", *e.season);
  if (e.episode && *e.episode >= 0) text += fmt::format("E{:02}", *e.episode);
  return text;
}

}  // namespace retrovue::guide
