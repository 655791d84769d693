#pragma once
#include "schedule/breaks/pod.h"

namespace retrovue::schedule {

// Turns slots into events, one after the other; what aired in one is remembered for the next.
class Expander {
 public:
  Expander(const Library& library, const Input& input, const Rules& rules, Remarks& remarks, Millis until);
  // Appends the events of a slot: contiguous, and as many frames as the slot holds.
  void expand(const DraftSlot& draft, std::size_t slot_index, std::vector<model::Event>& events);
  // After the last slot: speaks of campaigns that the plan leaves short.
  void close(Millis end) const { stock_.bookings().close(remarks_, end); }
  std::int64_t slate_frames() const { return slate_frames_; }
  std::int64_t longest_slate() const { return longest_slate_; }
  std::size_t breaks() const { return breaks_; }

 private:
  struct Cursor {
    std::int64_t frame;
    model::Id slot;
    std::vector<model::Event>* events;
  };
  Millis spacing(const std::vector<std::int64_t>& cuts, std::size_t nth, std::int64_t length) const;
  void piece(Cursor& to, const PodPiece& piece);
  void act(Cursor& to, const model::Item& item, std::int64_t from, std::int64_t until);
  void soft_rules(const Pod& pod, const model::BreakRule& rule, const std::string& block, Millis at);
  void commit(Cursor& to, const Pod& pod, const DraftSlot& draft);
  void live(Cursor& to, const DraftSlot& draft, std::int64_t frames);
  void programme(Cursor& to, const DraftSlot& draft, std::int64_t frames);
  void off_air(Cursor& to, const DraftSlot& draft, std::int64_t frames);
  Millis time_of(std::int64_t frame) const { return model::frame_start(in_.rate, frame); }

  const Library& library_;
  const Input& in_;
  Remarks& remarks_;
  Stock stock_;
  PodMaker maker_;
  std::int64_t slate_frames_ = 0, longest_slate_ = 0;
  std::size_t breaks_ = 0;
};

}  // namespace retrovue::schedule
