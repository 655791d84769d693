#include "schedule/breaks/fill.h"

#include <algorithm>

namespace retrovue::schedule {
namespace {
// The sums that can be reached with the first 0, 1, 2 ... groups: a row of bits each, all in one piece of memory.
class Sums {
 public:
  Sums(std::size_t rows, std::size_t bits) : width_((bits + 63) / 64), bits_(bits), words_(rows * width_, 0) { words_[0] = 1; }
  bool has(std::size_t row, std::size_t sum) const { return words_[row * width_ + sum / 64] >> (sum % 64) & 1; }
  void begin(std::size_t row) { std::copy_n(&words_[(row - 1) * width_], width_, &words_[row * width_]); }
  // Each sum of the row before, and so many more, cut at the size.
  void add(std::size_t row, std::size_t more) {
    const std::size_t jump = more / 64, shift = more % 64;
    const std::uint64_t* from = &words_[(row - 1) * width_];
    std::uint64_t* to = &words_[row * width_ + jump];
    to[0] |= from[0] << shift;
    if (shift == 0)
      for (std::size_t i = 1; i < width_ - jump; ++i) to[i] |= from[i];
    else
      for (std::size_t i = 1; i < width_ - jump; ++i) to[i] |= from[i] << shift | from[i - 1] >> (64 - shift);
  }
  std::size_t greatest(std::size_t row) const {
    std::size_t i = bits_;
    while (i-- > 0)
      if (has(row, i)) return i;
    return 0;
  }

 private:
  std::size_t width_, bits_;
  std::vector<std::uint64_t> words_;
};

// Pieces of which at most one is taken, in few pieces of memory: the first of each group and, from there, the next of it.
class Groups {
 public:
  // In the reverse order of their first piece: the last one processed is the one most preferred.
  Groups(const std::vector<FillPiece>& pieces, std::int64_t capacity) : next_(pieces.size(), kEnd) {
    std::vector<std::size_t> last;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto& piece = pieces[i];
      if (piece.frames <= 0 || piece.frames > capacity) continue;
      std::size_t known = piece.group == 0 ? first_.size() : 0;
      while (known < first_.size() && pieces[first_[known]].group != piece.group) ++known;
      if (known < first_.size()) {
        next_[last[known]] = i;
        last[known] = i;
        continue;
      }
      first_.push_back(i);
      last.push_back(i);
    }
    std::reverse(first_.begin(), first_.end());
  }
  std::size_t size() const { return first_.size(); }
  template <typename Visit>
  void each(std::size_t group, Visit visit) const {
    for (auto i = first_[group]; i != kEnd; i = next_[i]) visit(i);
  }

 private:
  static constexpr std::size_t kEnd = SIZE_MAX;
  std::vector<std::size_t> first_, next_;
};

// Walks the subsets that reach a sum, the most preferred first, and keeps the one with the fewest pairs of a kind.
class Chooser {
 public:
  Chooser(const std::vector<FillPiece>& pieces, const Groups& groups, const Sums& rows, int steps)
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
    groups_.each(group - 1, [&](std::size_t i) {
      const auto frames = static_cast<std::size_t>(pieces_[i].frames);
      if (frames > sum || !rows_.has(group - 1, sum - frames)) return;
      const auto kind = pieces_[i].kind;
      const auto alike = kind ? std::count_if(chosen_.begin(), chosen_.end(), [&](auto c) { return pieces_[c].kind == kind; }) : 0;
      chosen_.push_back(i);
      walk(group - 1, sum - frames, pairs + static_cast<int>(alike));
      chosen_.pop_back();
    });
    if (rows_.has(group - 1, sum)) walk(group - 1, sum, pairs);
  }

  const std::vector<FillPiece>& pieces_;
  const Groups& groups_;
  const Sums& rows_;
  std::vector<std::size_t> chosen_, best_;
  int steps_left_, best_pairs_ = 0;
  bool found_ = false;
};
}  // namespace

std::vector<std::size_t> best_fill(const std::vector<FillPiece>& pieces, std::int64_t capacity, int steps) {
  if (capacity <= 0) return {};
  const Groups groups(pieces, capacity);
  Sums rows(groups.size() + 1, static_cast<std::size_t>(capacity) + 1);
  for (std::size_t row = 1; row <= groups.size(); ++row) {
    rows.begin(row);
    groups.each(row - 1, [&](std::size_t i) { rows.add(row, static_cast<std::size_t>(pieces[i].frames)); });
  }
  return Chooser(pieces, groups, rows, steps).run(rows.greatest(groups.size()));
}

std::vector<std::size_t> urgent_fill(const std::vector<FillPiece>& pieces, std::int64_t capacity, std::int64_t slack) {
  const auto best = best_fill(pieces, capacity);
  // As many as there is room for; when these leave too much empty, the first alone.
  for (const std::size_t most : {pieces.size(), std::size_t{1}}) {
    std::vector<std::size_t> taken, index;
    std::vector<FillPiece> others;
    std::int64_t left = capacity;
    const auto stands = [&](std::size_t i) {
      return std::any_of(taken.begin(), taken.end(), [&](auto t) { return t == i || (pieces[i].group && pieces[t].group == pieces[i].group); });
    };
    for (std::size_t i = 0; i < pieces.size() && taken.size() < most; ++i)
      if (pieces[i].urgent && pieces[i].frames > 0 && pieces[i].frames <= left && !stands(i)) {
        taken.push_back(i);
        left -= pieces[i].frames;
      }
    if (std::includes(best.begin(), best.end(), taken.begin(), taken.end())) return best;
    for (std::size_t i = 0; i < pieces.size(); ++i)
      if (!stands(i)) {
        others.push_back(pieces[i]);
        index.push_back(i);
      }
    for (const auto i : best_fill(others, left)) {
      taken.push_back(index[i]);
      left -= others[i].frames;
    }
    if (left > slack) continue;
    std::sort(taken.begin(), taken.end());
    return taken;
  }
  return best;
}

}  // namespace retrovue::schedule
