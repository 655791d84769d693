#include "schedule/mirror.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "schedule/rules.h"

namespace retrovue::schedule {
namespace {
using model::Event;
using model::EventKind;

void set_frames(Event& event, std::int64_t frames, const base::Rate& rate) {
  event.frames = frames;
  if (event.item_id) event.out_ms = rate.first_ms(event.in_frame + frames);
}

Event slate(std::int64_t start, std::int64_t frames, const base::Rate& rate) {
  Event event;
  event.kind = EventKind::slate;
  event.start_frame = start;
  set_frames(event, frames, rate);
  return event;
}

void darken(Event& event, const base::Rate& rate) { event = slate(event.start_frame, event.frames, rate); }

void gain(std::vector<Event>& events, std::int64_t frames, const base::Rate& rate) {
  const auto black = std::find_if(events.rbegin(), events.rend(), [](const Event& e) { return e.kind == EventKind::slate; });
  if (black != events.rend()) set_frames(*black, black->frames + frames, rate);
  else events.push_back(slate(0, frames, rate));
}

// Black first, then break material, the last of it first; a programme never is longer than its slot, so there is some.
void lose(std::vector<Event>& events, std::int64_t frames, const base::Rate& rate) {
  for (const auto black : {true, false})
    for (auto event = events.rbegin(); event != events.rend() && frames > 0; ++event) {
      if (event->kind == EventKind::program || event->kind == EventKind::live || (event->kind == EventKind::slate) != black) continue;
      const auto some = std::min(frames, event->frames);
      set_frames(*event, event->frames - some, rate);
      frames -= some;
    }
  std::erase_if(events, [](const Event& e) { return e.frames == 0; });
}

class Mirroring {
 public:
  Mirroring(const Library& library, const MirrorInput& input, Remarks& remarks)
      : library_(library), in_(input), remarks_(remarks), calendar_(input.channel),
        rules_(library, calendar_, input.channel, input.dayparts, input.from, input.to), at_(input.from) {}

  Pieces run(Pieces source) {
    for (auto& one : source) {
      if (one.slot.start + in_.shift < at_ || one.slot.end + in_.shift > in_.to) continue;
      auto piece = later(std::move(one), in_.shift, in_.rate);
      dark(piece.slot.start);
      obey(piece);
      at_ = piece.slot.end;
      made_.push_back(std::move(piece));
    }
    if (made_.empty()) dark(in_.to);
    return std::move(made_);
  }

 private:
  // Slate up to an instant, a slot for each broadcast day.
  void dark(Millis to) {
    if (at_ < to)
      remarks_.warn("gap", at_, fmt::format("the channel it mirrors has no whole slot for the time to {}: slate airs", base::local_text(to, calendar_.zone())));
    while (at_ < to) {
      Piece piece;
      piece.slot.start = at_;
      piece.slot.end = std::min(to, calendar_.day_begin(base::add_days(calendar_.date_of(at_), 1)));
      piece.slot.title = model::OffAir{}.title;
      piece.slot.status = "off_air";
      piece.slot.kind = model::ItemKind::filler;
      const auto first = model::frame_at(in_.rate, piece.slot.start);
      piece.events.push_back(slate(first, model::frame_at(in_.rate, piece.slot.end) - first, in_.rate));
      at_ = piece.slot.end;
      made_.push_back(std::move(piece));
    }
  }

  // The mirror's own hard rules.
  void obey(Piece& piece) {
    auto& slot = piece.slot;
    if (const auto* item = slot.item_id ? library_.find(slot.item_id) : nullptr)
      if (const auto why = rules_.refusal(*item, slot.start, slot.start + item->duration_ms, {}); !why.empty()) {
        remarks_.warn("rule", slot.start, fmt::format("'{}' is {}: slate airs instead; change the mirror's rules or its shift", base::printable(item->title), why));
        model::Slot silent;
        silent.start = slot.start;
        silent.end = slot.end;
        silent.title = model::OffAir{}.title;
        silent.status = "filler";
        silent.kind = model::ItemKind::filler;
        slot = std::move(silent);
        const auto first = piece.events.front().start_frame;
        piece.events = {slate(first, model::frame_at(in_.rate, slot.end) - first, in_.rate)};
        return;
      }
    for (auto& event : piece.events) {
      const auto* item = event.item_id && event.kind != EventKind::program ? library_.find(event.item_id) : nullptr;
      if (!item) continue;
      const auto when = model::frame_start(in_.rate, event.start_frame);
      if (const auto why = rules_.refusal(*item, when, when + in_.rate.first_ms(event.frames), {}); !why.empty()) {
        remarks_.warn("spot", when, fmt::format("'{}' is {}: slate airs instead", base::printable(item->title), why));
        darken(event, in_.rate);
      }
    }
  }

  const Library& library_;
  const MirrorInput& in_;
  Remarks& remarks_;
  Calendar calendar_;
  Rules rules_;
  Millis at_;
  Pieces made_;
};
}  // namespace

Piece later(Piece piece, Millis shift, const base::Rate& rate) {
  auto& slot = piece.slot;
  slot.id = 0;
  slot.channel_id = 0;
  slot.start += shift;
  slot.end += shift;
  // It is the other channel's choice: the memory of runs, and what is by hand, stay there.
  slot.run.clear();
  slot.round = 0;
  slot.fixed = false;
  const auto first = model::frame_at(rate, slot.start);
  const auto wanted = model::frame_at(rate, slot.end) - first;
  std::int64_t have = 0;
  for (const auto& event : piece.events) have += event.frames;
  if (have < wanted) gain(piece.events, wanted - have, rate);
  if (have > wanted) lose(piece.events, have - wanted, rate);
  auto at = first;
  for (auto& event : piece.events) {
    event.id = event.channel_id = event.slot_id = 0;
    event.start_frame = at;
    at += event.frames;
  }
  return piece;
}

Pieces mirrored(const Library& library, const MirrorInput& input, Pieces source, Remarks& remarks) {
  return Mirroring(library, input, remarks).run(std::move(source));
}

}  // namespace retrovue::schedule
