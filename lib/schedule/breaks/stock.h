#pragma once
#include <array>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "schedule/breaks/bookings.h"
#include "schedule/breaks/ledger.h"
#include "schedule/plan.h"
#include "schedule/rules.h"

namespace retrovue::schedule {

enum class Pool { spots, bumpers_out, bumpers_in, promos, idents, fillers };

// Break material with its rotation: who has not aired longest comes first.
class Stock {
 public:
  // until: end of the plan.
  Stock(const Library& library, const Input& input, const Rules& rules, Millis until);

  struct Entry {
    const model::Item* item = nullptr;
    std::int64_t frames = 0;      // at the channel's rate, rounded down so that the last frame exists
    std::uint32_t company = 0;    // number of its company, 0 = none
    std::uint32_t category = 0;   // likewise
  };

  struct Wish {
    Millis at = 0;                // when it would air, to within the break
    Millis until = 0;             // end of the break; 0: of the piece itself
    std::int64_t most_frames = 0;
    Millis rest = 0;              // not aired since at - rest
    std::size_t limit = 1;        // how many are wanted
  };
  // Allowed ones, longest unaired first.
  std::vector<const Entry*> offer(Pool pool, const Wish& wish) const;
  const Entry* one(Pool pool, const Wish& wish) const;
  // What commercials are asked for.
  struct SpotWish : Wish {
    bool one_per_company = true;
    bool strict = true;                             // soft rules and the pace of campaigns hold too
    const std::vector<const Entry*>* beside = nullptr;  // those that stand in the break already
  };
  struct Spot {
    const Entry* entry = nullptr;
    std::uint32_t group = 0;                        // at most one of a group may be taken; 0 = no group
    bool urgent = false;                            // of a campaign that is late
  };
  // Campaigns that are late first, then by absence; campaigns ahead of their pace last, and only when not strict. Any choice from
  // them, one of a group at most, keeps every hard rule.
  std::vector<Spot> spots(const SpotWish& wish) const;
  // Two that say the same here never stand in one break; 0: may stand with any.
  std::uint32_t group(const Entry& entry, bool one_per_company, bool strict) const;
  // Two of a group must keep this distance.
  Millis group_distance(bool strict) const;
  bool soft_rules() const;
  // Soft rules that the spot would break at this instant, by name; rest: how long one should have been away.
  std::vector<std::string_view> broken(const Entry& entry, Millis at, Millis rest) const;
  const Bookings& bookings() const { return bookings_; }

  // Material for a block's edge; it keeps no rotation of its own.
  const Entry* edge(const std::vector<model::Selector>& selectors, const Wish& wish);

  void aired(const Entry& entry, model::EventKind kind, Millis at);
  bool empty(Pool pool) const { return shelf(pool).order.empty(); }

 private:
  static constexpr Millis kNever = -1;
  // How far down the line to look when the first ones are not allowed; bounds the cost of one break.
  static constexpr std::size_t kLook = 2048;
  using Place = std::tuple<Millis, std::uint64_t, std::uint32_t>;  // last airing, seeded tie-break, index
  struct Shelf {
    std::vector<Entry> entries;
    std::vector<Place> order;  // sorted: it is read far more often than changed; spots: but for those of campaigns
    std::unordered_map<model::Id, std::uint32_t> index;
    const std::vector<model::Selector>* timed = nullptr;  // the pool's selectors when what they mean depends on the time
  };
  const Shelf& shelf(Pool pool) const { return shelves_[static_cast<std::size_t>(pool)]; }
  void stock(Pool pool, const std::optional<std::vector<model::Selector>>& selectors);
  Entry entry(const model::Item& item);
  std::uint64_t tie(const model::Item& item) const;

  class SpotLine;
  Ledger::Spot traits(const Entry& entry) const { return {entry.item->id, entry.company, entry.category}; }
  void remember(const Airing& airing, bool later);
  void book();
  static bool move(std::vector<Place>& line, const Place& before, const Place& now);
  bool meant(const Shelf& shelf, const Entry& entry, Millis at) const;

  const Library& library_;
  const Input& in_;
  const Rules& rules_;
  mutable Filters filters_;
  std::array<Shelf, 6> shelves_;
  std::unordered_map<model::Id, Millis> last_;
  std::unordered_map<std::string, std::uint32_t> companies_, categories_;
  std::unordered_map<const void*, std::vector<Entry>> edges_;
  Bookings bookings_;
  Ledger ledger_;
  std::vector<std::vector<Place>> booked_;  // the spots of each campaign, as Shelf::order
};

}  // namespace retrovue::schedule
