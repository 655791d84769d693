#include "schedule/breaks/fill.h"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <set>

using namespace retrovue::schedule;

namespace {
std::int64_t sum(const std::vector<Piece>& pieces, const std::vector<std::size_t>& chosen) {
  return std::accumulate(chosen.begin(), chosen.end(), std::int64_t{0}, [&](auto s, auto i) { return s + pieces[i].frames; });
}

// Every subset, the slow way.
std::int64_t best_by_trial(const std::vector<Piece>& pieces, std::int64_t capacity) {
  std::int64_t best = 0;
  for (unsigned bits = 0; bits < (1u << pieces.size()); ++bits) {
    std::int64_t total = 0;
    std::set<std::uint32_t> groups;
    bool good = true;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!(bits >> i & 1)) continue;
      total += pieces[i].frames;
      if (pieces[i].group && !groups.insert(pieces[i].group).second) good = false;
    }
    if (good && total <= capacity) best = std::max(best, total);
  }
  return best;
}
}  // namespace

TEST_CASE("the fill is as good as trying every subset") {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::vector<Piece> pieces(random() % 11);
    for (auto& piece : pieces) piece = {1 + static_cast<std::int64_t>(random() % 200), static_cast<std::uint32_t>(random() % 4)};
    const std::int64_t capacity = random() % 700;
    const auto chosen = best_fill(pieces, capacity);
    CHECK(sum(pieces, chosen) == best_by_trial(pieces, capacity));
    std::set<std::uint32_t> groups;
    for (const auto i : chosen)
      if (pieces[i].group) CHECK(groups.insert(pieces[i].group).second);
  }
}

TEST_CASE("earlier pieces are preferred among equal sums") {
  const std::vector<Piece> pieces{{450, 0}, {900, 0}, {450, 0}, {900, 0}};
  CHECK(best_fill(pieces, 900) == std::vector<std::size_t>{0, 2});
  CHECK(best_fill(pieces, 1350) == std::vector<std::size_t>{0, 1});
  CHECK(best_fill(pieces, 0).empty());
  CHECK(best_fill({}, 100).empty());
  CHECK(best_fill({{101, 0}}, 100).empty());
}
