#pragma once
#include <vector>

#include "schedule/plan.h"
#include "schedule/breaks/stock.h"

namespace retrovue::schedule {

// One piece of a break. entry is empty for slate.
struct PodPiece {
  const Stock::Entry* entry = nullptr;
  model::EventKind kind = model::EventKind::slate;
  std::int64_t frames = 0;
};

struct Pod {
  std::vector<PodPiece> pieces;
  std::int64_t frames = 0;        // sum
  std::int64_t slate = 0;         // frames nothing could be found for
  void slate_for(std::int64_t frames_wanted);
  void add(const Stock::Entry& entry, model::EventKind kind, std::int64_t frames_wanted);
};

// Makes the breaks of one channel. Nothing counts as aired until the caller says so to the stock.
class PodMaker {
 public:
  PodMaker(const Stock& stock, base::Rate rate) : stock_(stock), rate_(rate) {}

  // A break inside a programme: at most so many frames, as near to them as whole pieces come. Without a spot or a
  // promo it is empty: bumpers alone are no reason to pause.
  Pod inside(const model::BreakRule& rule, std::int64_t most, Millis at) const;
  // The last breaks of a slot at once: so many, of which the last stands behind the programme, that together hold exactly
  // so many frames, but for less than a fifth of a second. Each material may air at any time from at to until. Empty when
  // there is no such filling; then break by break does better.
  // spacing: the shortest programme time between two of them.
  std::vector<Pod> together(const model::BreakRule& rule, std::int64_t frames, std::size_t breaks, Millis at, Millis until, Millis spacing) const;
  // What stands between a programme and the next: exactly so many frames. spots: commercials may be used.
  // Fillers are cut where whole pieces leave a gap, slate takes what is left.
  Pod between(const model::BreakRule& rule, std::int64_t frames, Millis at, bool spots) const;
  // Filler only, exactly so many frames.
  Pod filler(std::int64_t frames, Millis at) const;

 private:
  struct Offer {
    const Stock::Entry* entry;
    model::EventKind kind;
    std::uint32_t group = 0;  // as Stock::Spot
    bool urgent = false;      // likewise
  };
  // How much of the rules a filling keeps: all of them, or only the hard ones.
  enum class Keep { all, hard };
  std::int64_t slack() const { return rate_.count_of_ms(100); }  // what a campaign that is late may leave empty
  Millis ms(std::int64_t frames) const { return rate_.first_ms(frames); }
  // Commercials that may join what stands in the pod.
  std::vector<Offer> spots(const Pod& pod, const model::BreakRule& rule, std::int64_t most, Millis at, Millis until, Keep keep) const;
  bool may_relax(const model::BreakRule& rule) const;
  struct Frame {
    Pod pod;
    const Stock::Entry* out = nullptr;
    const Stock::Entry* back = nullptr;
  };
  // The pieces that stand in a break whatever the spots: bumpers and a promo; the nth in turn of each.
  Frame framed(const model::BreakRule& rule, std::int64_t most, const Stock::Wish& wish, std::size_t nth = 0) const;
  // Those of a break behind a programme: an ident and a promo.
  Frame closing(const model::BreakRule& rule, std::int64_t most, const Stock::Wish& wish, std::size_t nth) const;
  bool deal(std::vector<Pod>& pods, const std::vector<Offer>& spots, const model::BreakRule& rule) const;
  // Adds the best subset of the offers.
  void pack(Pod& pod, const std::vector<Offer>& offers, std::int64_t most) const;
  void exact(Pod& pod, const model::BreakRule& rule, std::int64_t frames, Millis at, Millis until, bool spots, Keep keep) const;
  void finish(Pod& pod, std::int64_t left, Millis at) const;

  const Stock& stock_;
  base::Rate rate_;
};

}  // namespace retrovue::schedule
