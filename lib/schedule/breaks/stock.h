#pragma once
#include <array>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "schedule/plan.h"
#include "schedule/rules.h"

namespace retrovue::schedule {

enum class Pool { spots, bumpers_out, bumpers_in, promos, idents, fillers };

// Break material with its rotation: who has not aired longest comes first.
class Stock {
 public:
  Stock(const Library& library, const Input& input, const Rules& rules);

  struct Entry {
    const model::Item* item = nullptr;
    std::int64_t frames = 0;      // at the channel's rate, rounded down so that the last frame exists
    std::uint32_t company = 0;    // number of its company, 0 = none
    std::uint32_t category = 0;   // likewise
  };

  struct Wish {
    Millis at = 0;                // when it would air, to within the break
    Millis until = 0;             // end of the break
    std::int64_t most_frames = 0;
    Millis rest = 0;              // not aired since at - rest
    std::size_t limit = 1;        // how many are wanted
  };
  // Allowed ones, longest unaired first.
  std::vector<const Entry*> offer(Pool pool, const Wish& wish) const;
  const Entry* one(Pool pool, const Wish& wish) const;
  // Material for a block's edge; it keeps no rotation of its own.
  const Entry* edge(const std::vector<model::Selector>& selectors, const Wish& wish);

  void aired(model::Id item, Millis at);
  bool empty(Pool pool) const { return shelf(pool).order.empty(); }

 private:
  using Place = std::tuple<Millis, std::uint64_t, std::uint32_t>;  // last airing, seeded tie-break, index
  struct Shelf {
    std::vector<Entry> entries;
    std::vector<Place> order;  // sorted: it is read far more often than changed
    std::unordered_map<model::Id, std::uint32_t> index;
    const std::vector<model::Selector>* timed = nullptr;  // the pool's selectors when what they mean depends on the time
  };
  const Shelf& shelf(Pool pool) const { return shelves_[static_cast<std::size_t>(pool)]; }
  void stock(Pool pool, const std::optional<std::vector<model::Selector>>& selectors);
  Entry entry(const model::Item& item);
  std::uint64_t tie(const model::Item& item) const;

  bool meant(const Shelf& shelf, const Entry& entry, Millis at) const;

  const Library& library_;
  const Input& in_;
  const Rules& rules_;
  mutable Filters filters_;
  std::array<Shelf, 6> shelves_;
  std::unordered_map<model::Id, Millis> last_;
  std::unordered_map<std::string, std::uint32_t> companies_, categories_;
  std::unordered_map<const void*, std::vector<Entry>> edges_;
};

}  // namespace retrovue::schedule
