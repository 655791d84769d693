#pragma once
#include <cstdint>

// What a plan could be better at.
namespace retrovue::schedule {

// Sums over the programmes of a plan; less is better, 0 is best. A programme counts at most a thousand in each, but for sameness.
struct Merit {
  std::int64_t repeats = 0;   // what lacks to a week since the item aired before, a thousand when it airs at once again
  std::int64_t sameness = 0;  // where a block draws: a thousand for the show of the programme before, 500 for that of two before, 250 of three
  std::int64_t affinity = 0;  // a thousand for one that prefers another part of the day
  std::int64_t unfilled = 0;  // slate, one for each millisecond
  std::int64_t total() const { return repeats + sameness + affinity + unfilled; }
};

}  // namespace retrovue::schedule
