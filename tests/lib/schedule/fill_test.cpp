#include "schedule/breaks/fill.h"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <set>

using namespace retrovue::schedule;

namespace {
std::int64_t sum(const std::vector<FillPiece>& pieces, const std::vector<std::size_t>& chosen) {
  return std::accumulate(chosen.begin(), chosen.end(), std::int64_t{0}, [&](auto s, auto i) { return s + pieces[i].frames; });
}

// Every subset, the slow way.
std::int64_t best_by_trial(const std::vector<FillPiece>& pieces, std::int64_t capacity) {
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
    std::vector<FillPiece> pieces(random() % 11);
    for (auto& piece : pieces) piece = {1 + static_cast<std::int64_t>(random() % 200), static_cast<std::uint32_t>(random() % 4)};
    const std::int64_t capacity = random() % 700;
    const auto chosen = best_fill(pieces, capacity);
    CHECK(sum(pieces, chosen) == best_by_trial(pieces, capacity));
    std::set<std::uint32_t> groups;
    for (const auto i : chosen)
      if (pieces[i].group) CHECK(groups.insert(pieces[i].group).second);
  }
}

TEST_CASE("among the fullest subsets the most varied one is taken") {
  const std::vector<FillPiece> pieces{{450, 0, 1}, {450, 0, 1}, {450, 0, 2}, {450, 0, 0}, {450, 0, 0}};
  CHECK(best_fill(pieces, 900) == std::vector<std::size_t>{0, 2});
  CHECK(best_fill(pieces, 1800) == std::vector<std::size_t>{0, 2, 3, 4});
  CHECK(best_fill(pieces, 2250).size() == 5);  // never at the cost of the sum
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) {
    std::vector<FillPiece> many(2 + random() % 8);
    for (auto& piece : many) piece = {1 + static_cast<std::int64_t>(random() % 5), 0, static_cast<std::uint32_t>(random() % 3)};
    const std::int64_t capacity = random() % 20;
    const auto pairs = [&](unsigned bits) {
      int count = 0;
      for (std::size_t i = 0; i < many.size(); ++i)
        for (std::size_t k = 0; k < i; ++k) count += (bits >> i & 1) && (bits >> k & 1) && many[i].kind && many[i].kind == many[k].kind;
      return count;
    };
    const auto chosen = best_fill(many, capacity, 1 << 20);
    unsigned taken = 0;
    for (const auto i : chosen) taken |= 1u << i;
    int least = 1000;
    for (unsigned bits = 0; bits < (1u << many.size()); ++bits) {
      std::int64_t total = 0;
      for (std::size_t i = 0; i < many.size(); ++i) total += (bits >> i & 1) ? many[i].frames : 0;
      if (total == sum(many, chosen)) least = std::min(least, pairs(bits));
    }
    CHECK(pairs(taken) == least);
  }
}

TEST_CASE("earlier pieces are preferred among equal sums") {
  const std::vector<FillPiece> pieces{{450, 0}, {900, 0}, {450, 0}, {900, 0}};
  CHECK(best_fill(pieces, 900) == std::vector<std::size_t>{0, 2});
  CHECK(best_fill(pieces, 1350) == std::vector<std::size_t>{0, 1});
  CHECK(best_fill(pieces, 0).empty());
  CHECK(best_fill({}, 100).empty());
  CHECK(best_fill({{101, 0}}, 100).empty());
}
