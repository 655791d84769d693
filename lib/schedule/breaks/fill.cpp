#include "schedule/breaks/fill.h"

#include <algorithm>
#include <map>

namespace retrovue::schedule {
namespace {
// The sums that can be reached, one bit each.
class Sums {
 public:
  explicit Sums(std::size_t bits) : words_((bits + 63) / 64, 0), bits_(bits) {}
  void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  bool has(std::size_t i) const { return words_[i / 64] >> (i % 64) & 1; }
  // *this |= other << by, cut at the size.
  void add_shifted(const Sums& other, std::size_t by) {
    const std::size_t jump = by / 64, shift = by % 64;
    for (std::size_t i = words_.size(); i-- > jump;) {
      std::uint64_t word = other.words_[i - jump] << shift;
      if (shift && i > jump) word |= other.words_[i - jump - 1] >> (64 - shift);
      words_[i] |= word;
    }
  }
  std::size_t greatest() const {
    std::size_t i = bits_;
    while (i-- > 0)
      if (has(i)) return i;
    return 0;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t bits_;
};

// Walks the subsets that reach a sum, the most preferred first, and keeps the one with the fewest pairs of a kind.
class Chooser {
 public:
  Chooser(const std::vector<Piece>& pieces, const std::vector<std::vector<std::size_t>>& groups, const std::vector<Sums>& rows, int steps)
      : pieces_(pieces), groups_(groups), rows_(rows), steps_left_(steps) {}

  std::vector<std::size_t> run(std::size_t sum) {
    walk(groups_.size(), sum, 0);
    std::sort(best_.begin(), best_.end());
    return best_;
  }

 private:
  void walk(std::size_t group, std::size_t sum, int pairs) {
    if (found_ && (pairs >= best_pairs_ || steps_left_ <= 0)) return;
    --steps_left_;
    if (sum == 0) {
      found_ = true;
      best_pairs_ = pairs;
      best_ = chosen_;
      return;
    }
    const auto& choices = groups_[group - 1];
    for (const auto i : choices) {
      const auto frames = static_cast<std::size_t>(pieces_[i].frames);
      if (frames > sum || !rows_[group - 1].has(sum - frames)) continue;
      const auto kind = pieces_[i].kind;
      const auto alike = kind ? std::count_if(chosen_.begin(), chosen_.end(), [&](auto c) { return pieces_[c].kind == kind; }) : 0;
      chosen_.push_back(i);
      walk(group - 1, sum - frames, pairs + static_cast<int>(alike));
      chosen_.pop_back();
    }
    if (rows_[group - 1].has(sum)) walk(group - 1, sum, pairs);
  }

  const std::vector<Piece>& pieces_;
  const std::vector<std::vector<std::size_t>>& groups_;
  const std::vector<Sums>& rows_;
  std::vector<std::size_t> chosen_, best_;
  int steps_left_, best_pairs_ = 0;
  bool found_ = false;
};
}  // namespace

std::vector<std::size_t> best_fill(const std::vector<Piece>& pieces, std::int64_t capacity, int steps) {
  if (capacity <= 0) return {};
  // Groups in order of their first piece; the last one processed is the one most preferred.
  std::vector<std::vector<std::size_t>> groups;
  std::map<std::uint32_t, std::size_t> known;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].frames <= 0 || pieces[i].frames > capacity) continue;
    if (pieces[i].group != 0) {
      const auto [at, fresh] = known.emplace(pieces[i].group, groups.size());
      if (!fresh) {
        groups[at->second].push_back(i);
        continue;
      }
    }
    groups.push_back({i});
  }
  std::reverse(groups.begin(), groups.end());

  std::vector<Sums> rows;
  rows.reserve(groups.size() + 1);
  rows.emplace_back(static_cast<std::size_t>(capacity) + 1);
  rows.back().set(0);
  for (const auto& group : groups) {
    Sums next = rows.back();
    for (const auto i : group) next.add_shifted(rows.back(), static_cast<std::size_t>(pieces[i].frames));
    rows.push_back(std::move(next));
  }

  return Chooser(pieces, groups, rows, steps).run(rows.back().greatest());
}

}  // namespace retrovue::schedule
