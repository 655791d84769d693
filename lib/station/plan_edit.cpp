#include "station/plan_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "schedule/rules.h"
#include "station/mirrors.h"
#include "station/program_text.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;
using schedule::Piece;
using schedule::Pieces;

namespace {
constexpr Millis kForever = INT64_MAX / 4, kWeek = 7 * 86'400'000LL;

class Editor {
 public:
  Editor(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate, const EditWish& wish,
         Millis now)
      : catalog_(catalog), library_(library), channel_(channel), rate_(rate), wish_(wish), calendar_(channel),
        programming_(read_programming_json(catalog::programming_document(catalog, channel.id), channel)) {
    refuse_mirror(channel, programming_);
    const auto locked = locked_slots(catalog, channel, rate, now, channel.lock_ms);
    edge_ = locked.edge(now);
    begin_ = locked.slots.empty() ? now : locked.slots.front().start;
    plan_ = schedule::pieces(catalog::planned_sheet(catalog, channel.id, begin_, kForever));
  }

  Pieces run() {
    switch (wish_.what) {
      case Edit::insert:
        place(wish_.at, item_of(wish_.item));
        break;
      case Edit::move: {
        const auto& slot = take(wish_.from);
        place(wish_.at, item_of(slot.item_id));
        break;
      }
      case Edit::swap: {
        const auto& a = take(wish_.from);
        const auto& b = take(wish_.at);
        if (a.start == b.start) throw Error(ErrorKind::usage, "both times name one slot");
        place(a.start, item_of(b.item_id));
        place(b.start, item_of(a.item_id));
        break;
      }
      case Edit::remove: {
        const auto& slot = take(wish_.from);
        keep_out_ = !slot.fixed;
        break;
      }
    }
    if (placed_.size() == 2 && placed_[0].start < placed_[1].end && placed_[1].start < placed_[0].end)
      throw Error(ErrorKind::usage, "what changes places would overlap", "move one of them first");
    return filled();
  }

  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::string time_text(Millis at) const { return base::local_text(at, calendar_.zone()); }

  void unlocked(Millis at, const std::string& what) const {
    if (at >= edge_) return;
    throw Error(ErrorKind::usage, fmt::format("{} is locked: what starts before {} is about to air", what, time_text(edge_)),
                fmt::format("the lock window of channel {} is {}; 'retrovue channel set {} --lock DURATION' changes it", channel_.number,
                            base::short_duration(channel_.lock_ms), channel_.number));
  }

  void soft(const std::string& rule, const std::string& text) {
    if (!wish_.force) throw Error(ErrorKind::usage, fmt::format("{}: {}", rule, text), "--force does it all the same");
    warnings_.push_back(rule + ": " + text);
  }

  const model::Item& item_of(model::Id id) const {
    const auto* item = id ? library_.find(id) : nullptr;
    if (!item) throw Error(ErrorKind::usage, id ? fmt::format("file: item {} has no playable file", id) : std::string{"there is no programme to move"},
                           id ? fmt::format("run 'retrovue validate {}'", id) : std::string{});
    if (item->kind == model::ItemKind::live)
      throw Error(ErrorKind::usage, fmt::format("type: '{}' is a live input, which airs in the windows of its block", base::printable(item->title)),
                  "change the block in the station file and apply it");
    if (!model::is_programme(item->kind))
      throw Error(ErrorKind::usage, fmt::format("type: '{}' is of type {}, which airs in breaks, not as a programme", base::printable(item->title),
                                                model::to_text(item->kind)));
    return *item;
  }

  // The slot that is on then is to go.
  const model::Slot& take(Millis at) {
    const auto found = std::find_if(plan_.begin(), plan_.end(), [&](const Piece& piece) { return piece.slot.start <= at && at < piece.slot.end; });
    if (found == plan_.end())
      throw Error(ErrorKind::not_found, fmt::format("nothing is planned on channel {} at {}", channel_.number, time_text(at)));
    unlocked(found->slot.start, fmt::format("slot '{}' at {}", slot_name(found->slot), time_text(found->slot.start)));
    taken_.insert(found->slot.start);
    if (found->slot.item_id) barred_.push_back(found->slot.item_id);
    return found->slot;
  }

  const model::Block* block_at(Millis at) const {
    std::vector<schedule::Overlap> ignored;
    const auto found = schedule::spans(calendar_, programming_.blocks, at, at + 1, ignored);
    return found.empty() || found.front().block < 0 ? nullptr : &programming_.blocks[static_cast<std::size_t>(found.front().block)];
  }

  void place(Millis at, const model::Item& item) {
    unlocked(at, time_text(at));
    const Millis end = at + item.duration_ms;
    if (plan_.empty() || at < plan_.front().slot.start || end > plan_.back().slot.end)
      throw Error(ErrorKind::not_found, fmt::format("the plan of channel {} does not reach over {} to {}", channel_.number, time_text(at), time_text(end)),
                  fmt::format("run 'retrovue schedule build {}'", channel_.number));
    const auto* block = block_at(at);
    const schedule::Rules rules(library_, calendar_, channel_, programming_.dayparts, at, end);
    if (const auto why = rules.refusal(item, at, end, block ? block->rating : ""); !why.empty())
      throw Error(ErrorKind::usage, fmt::format("rule: '{}' is {} at {}", base::printable(item.title), why, time_text(at)),
                  "a hard rule is never broken, not with --force either");
    const bool known = std::any_of(plan_.begin(), plan_.end(), [&](const Piece& piece) { return piece.slot.start == at; });
    if (!known && !calendar_.on_line(at, calendar_.grid() / 2)) soft("grid", fmt::format("{} is off the grid of channel {}", time_text(at), channel_.number));
    for (const auto& piece : plan_)
      if (block && block->rest > 0 && piece.slot.item_id == item.id && !taken_.contains(piece.slot.start) && std::abs(piece.slot.start - at) < block->rest)
        soft("rest", fmt::format("'{}' airs at {} too, within the rest time of block '{}'", base::printable(item.title), time_text(piece.slot.start), block->name));
    placed_.push_back(slot_of(item, at, end, block));
  }

  model::Slot slot_of(const model::Item& item, Millis at, Millis end, const model::Block* block) {
    model::Slot slot;
    slot.start = at;
    slot.end = room(end);
    slot.item_id = item.id;
    slot.title = item.title;
    slot.show = item.show;
    slot.year = item.kind == model::ItemKind::episode ? item.show_year : item.year;
    slot.season = item.season;
    slot.episode = item.episode;
    slot.summary = item.summary;
    slot.rating = item.rating;
    slot.block = block ? block->name : std::string{};
    slot.kind = item.kind;
    slot.fixed = true;
    return slot;
  }

  // Where a slot ends whose programme ends then: on the grid or its half, and so that no crumb is left before the next one.
  Millis room(Millis end) const {
    Millis line = calendar_.line_from(end, calendar_.grid());
    if (line - end > calendar_.grid() / 2) line = std::min(line, calendar_.line_from(end, calendar_.grid() / 2));
    for (const auto& piece : plan_) {
      const auto& slot = piece.slot;
      if (slot.start >= end && slot.fixed && !taken_.contains(slot.start)) return std::min(line, slot.start);
      if (slot.start < line && slot.end >= line) return slot.end - line < calendar_.grid() / 2 ? slot.end : line;
    }
    return std::min(line, plan_.back().slot.end);
  }

  // The plan with all that is touched filled anew.
  Pieces filled() {
    std::vector<schedule::Airing> by_hand;
    for (const auto& slot : placed_) by_hand.push_back({slot.item_id, slot.start});
    Pieces made;
    for (std::size_t i = 0; i < plan_.size();) {
      if (!touched(plan_[i].slot)) {
        made.push_back(plan_[i++]);
        continue;
      }
      Refill wanted;
      wanted.channel = channel_;
      wanted.rate = rate_;
      wanted.from = plan_[i].slot.start;
      for (; i < plan_.size() && touched(plan_[i].slot); ++i) wanted.to = plan_[i].slot.end;
      for (const auto& slot : placed_)
        if (slot.start >= wanted.from && slot.start < wanted.to) wanted.fixed.push_back(slot);
      std::sort(wanted.fixed.begin(), wanted.fixed.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
      wanted.barred = barred_;
      wanted.by_hand = by_hand;
      for (auto next = i; next < plan_.size() && plan_[next].slot.start < wanted.to + kWeek; ++next)
        if (plan_[next].slot.item_id) wanted.by_hand.push_back({plan_[next].slot.item_id, plan_[next].slot.start});
      for (auto& piece : refill(catalog_, library_, wanted, warnings_)) {
        if (keep_out_) piece.slot.fixed = true;
        made.push_back(std::move(piece));
      }
    }
    return made;
  }

  bool touched(const model::Slot& slot) {
    if (taken_.contains(slot.start)) return true;
    const bool under = std::any_of(placed_.begin(), placed_.end(), [&](const auto& one) { return slot.start < one.end && one.start < slot.end; });
    if (!under) return false;
    if (told_.insert(slot.start).second) {
      unlocked(slot.start, fmt::format("slot '{}' at {}", slot_name(slot), time_text(slot.start)));
      if (slot.fixed) soft("by hand", fmt::format("slot '{}' at {} was placed by hand", slot_name(slot), time_text(slot.start)));
    }
    return true;
  }

  catalog::Catalog& catalog_;
  const schedule::Library& library_;
  const model::Channel& channel_;
  const base::Rate& rate_;
  const EditWish& wish_;
  schedule::Calendar calendar_;
  model::Programming programming_;
  Millis edge_ = 0, begin_ = 0;
  Pieces plan_;
  std::set<Millis> taken_, told_;
  std::vector<model::Id> barred_;
  std::vector<model::Slot> placed_;
  std::vector<std::string> warnings_;
  bool keep_out_ = false;
};
}  // namespace

Edited edit_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                 const EditWish& wish, const Author& author, bool dry_run) {
  Edited done;
  catalog.transaction(dry_run, [&] {
    Editor editor(catalog, library, channel, rate, wish, author.now);
    auto made = editor.run();
    done.warnings = editor.warnings();
    const auto from = made.front().slot.start;
    done.change = put_on_air(catalog, channel, from, kForever, schedule::sheet(std::move(made)), author);
    if (done.change.revision) follow(catalog, library, channel, rate, done.change.from, author, done.warnings);
  });
  return done;
}

}  // namespace retrovue::station
