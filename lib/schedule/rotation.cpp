#include "schedule/rotation.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace retrovue::schedule {

std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b) {
  // splitmix64 finaliser, applied to each word in turn.
  const auto step = [](std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  };
  return step(step(step(seed) ^ a) ^ b);
}

Rotation::Rotation(model::Order order, std::uint64_t seed, std::vector<const model::Item*> items)
    : order_(order), seed_(seed), items_(std::move(items)) {
  for (std::uint32_t i = 0; i < items_.size(); ++i) place_.emplace(items_[i]->id, i);
  if (order_ == model::Order::shuffle) start_round(0);
}

std::vector<std::uint32_t> Rotation::shuffled(Millis key) const {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(items_.size());
  for (std::uint32_t i = 0; i < items_.size(); ++i)
    keyed.emplace_back(mix(seed_, static_cast<std::uint64_t>(items_[i]->id), static_cast<std::uint64_t>(key)), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order;
  order.reserve(keyed.size());
  for (const auto& one : keyed) order.push_back(one.second);
  // The last of one round does not open the next.
  if (last_ && order.size() > 1 && order.front() == *last_) std::swap(order[0], order[1]);
  return order;
}

void Rotation::start_round(Millis key) {
  round_ = shuffled(key);
  used_.assign(items_.size(), false);
  left_ = items_.size();
  head_ = 0;
}

void Rotation::aired(model::Id item, Millis at) {
  const auto found = place_.find(item);
  if (found == place_.end()) return;
  const auto index = found->second;
  if (order_ == model::Order::shuffle) {
    // Aired again though its round was not over: a new round had begun.
    if (used_[index]) start_round(last_at_);
    used_[index] = true;
    --left_;
    while (head_ < round_.size() && used_[round_[head_]]) ++head_;
    last_ = index;
    if (left_ == 0) start_round(at);
  }
  last_ = index;
  last_at_ = at;
}

Rotation::Choice Rotation::pick(Millis at, const std::function<Verdict(const model::Item&)>& judge) const {
  if (items_.empty()) return {};
  switch (order_) {
    case model::Order::sequential: return pick_sequential(judge);
    case model::Order::shuffle: return pick_shuffled(judge);
    case model::Order::random: return pick_random(at, judge);
  }
  return {};
}

Rotation::Choice Rotation::pick_sequential(const std::function<Verdict(const model::Item&)>& judge) const {
  const std::size_t n = items_.size(), first = last_ ? *last_ + 1 : 0;
  const model::Item* resting = nullptr;
  for (std::size_t i = 0; i < n; ++i) {
    const auto* item = items_[(first + i) % n];
    switch (judge(*item)) {
      case Verdict::take: return {item, false, false};
      case Verdict::wait:
        // Its turn: nothing overtakes it in a run.
        if (!resting) return {nullptr, false, true};
        return {resting, true, false};
      case Verdict::rest:
        if (!resting) resting = item;
        break;
      case Verdict::never: break;
    }
  }
  return {resting, resting != nullptr, false};
}

Rotation::Choice Rotation::pick_shuffled(const std::function<Verdict(const model::Item&)>& judge) const {
  const model::Item* resting = nullptr;
  bool waiting = false;
  const auto visit = [&](std::uint32_t index) {
    const auto* item = items_[index];
    const auto verdict = judge(*item);
    waiting = waiting || verdict == Verdict::wait;
    if (verdict == Verdict::rest && !resting) resting = item;
    return verdict == Verdict::take ? item : nullptr;
  };
  for (std::size_t i = head_; i < round_.size(); ++i)
    if (!used_[round_[i]])
      if (const auto* item = visit(round_[i])) return {item, false, false};
  if (resting) return {resting, true, waiting};
  if (waiting) return {nullptr, false, true};
  // Only forbidden ones are left in this round: it is over as far as this moment goes.
  for (const auto index : shuffled(last_at_))
    if (used_[index])
      if (const auto* item = visit(index)) return {item, false, false};
  return {resting, resting != nullptr, waiting};
}

Rotation::Choice Rotation::pick_random(Millis at, const std::function<Verdict(const model::Item&)>& judge) const {
  Choice best;
  std::uint64_t best_rank = std::numeric_limits<std::uint64_t>::max(), resting_rank = best_rank;
  const model::Item* resting = nullptr;
  const model::Item* again = nullptr;  // the one that aired last: only when nothing else may
  for (std::uint32_t i = 0; i < items_.size(); ++i) {
    const auto rank = mix(seed_, static_cast<std::uint64_t>(items_[i]->id), static_cast<std::uint64_t>(at));
    if (rank >= best_rank) continue;
    const auto verdict = judge(*items_[i]);
    if (verdict == Verdict::wait) best.waiting = true;
    if (verdict == Verdict::rest && rank < resting_rank) resting_rank = rank, resting = items_[i];
    if (verdict != Verdict::take) continue;
    if (last_ == i) {
      again = items_[i];
      continue;
    }
    best_rank = rank;
    best.item = items_[i];
  }
  if (!best.item) best.item = again;
  if (!best.item && resting) best = {resting, true, best.waiting};
  return best;
}

}  // namespace retrovue::schedule
