#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace retrovue::schedule {

// Something that can go into a break, whole.
struct FillPiece {
  std::int64_t frames = 0;   // > 0
  std::uint32_t group = 0;   // at most one of a group; 0 = no group
  std::uint32_t kind = 0;    // better not two of a kind; 0 = of no kind
  bool urgent = false;       // wanted now, at the price of some frames
};

// The subset with the greatest sum that is at most capacity, found exactly (bounded subset-sum over bit sets). Among
// subsets with that sum the one with the fewest pairs of a kind is taken, among those the earlier pieces are preferred;
// that choice is searched for in a bounded number of steps, the sum never suffers. Returns indexes, ascending.
// Cost: pieces * capacity / 64 words; callers keep pieces in the tens and capacity below some 100,000 frames.
inline constexpr int kFillSteps = 200;
std::vector<std::size_t> best_fill(const std::vector<FillPiece>& pieces, std::int64_t capacity, int steps = kFillSteps);
// The same, but urgent pieces, the earlier first, are taken beforehand when what then stays empty is at most slack.
std::vector<std::size_t> urgent_fill(const std::vector<FillPiece>& pieces, std::int64_t capacity, std::int64_t slack);

}  // namespace retrovue::schedule
