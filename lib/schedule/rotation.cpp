#include "schedule/rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/text.h"

namespace retrovue::schedule {
namespace {
std::string show_key(std::string_view show, const std::optional<int>& year) {
  return fmt::format("{}\x1f{}", base::lower_ascii(show), year.value_or(0));
}
std::string name_key(std::string_view show, const std::optional<int>& year, const std::optional<int>& season,
                     const std::optional<int>& episode, std::string_view title) {
  if (show.empty() || !episode) return fmt::format("{}\x1f{}", show_key(show, year), base::lower_ascii(title));
  return fmt::format("{}\x1f{}\x1f{}", show_key(show, year), season.value_or(-1), *episode);
}
std::optional<int> year_of(const model::Item& item) { return item.kind == model::ItemKind::episode ? item.show_year : item.year; }
}  // namespace

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

Rotation::Rotation(model::Order order, std::uint64_t seed, std::shared_ptr<const Lineup> lineup, bool together)
    : order_(order), seed_(seed), together_(together), lineup_(std::move(lineup)), items_(lineup_->items()), used_(items_.size(), 0) {
  if (order_ == model::Order::scored) last_at_.assign(items_.size(), -1);
  if (order_ == model::Order::random)
    for (const auto* item : items_) hashes_.push_back(mix(seed_, static_cast<std::uint64_t>(item->id)));
}

const Rotation::ByName& Rotation::by_name() const {
  if (by_name_) return *by_name_;
  by_name_.emplace();
  for (std::uint32_t i = 0; i < items_.size(); ++i) {
    const auto& item = *items_[i];
    by_name_->items.emplace(name_key(item.show, year_of(item), item.season, item.episode, item.title), i);
    if (!item.show.empty()) by_name_->shows[show_key(item.show, item.show_year)].push_back(i);
  }
  return *by_name_;
}

std::optional<std::uint32_t> Rotation::index_of(const Aired& airing) const {
  if (const auto place = lineup_->place(airing.item_id)) return place;
  if (order_ == model::Order::random) return std::nullopt;
  const auto& named = by_name().items;
  const auto found = named.find(name_key(airing.show, airing.year, airing.season, airing.episode, airing.title));
  return found == named.end() ? std::nullopt : std::optional(found->second);
}

bool Rotation::aired(const Aired& airing) {
  const auto index = index_of(airing);
  if (index) {
    last_ = index;
    opens_.reset();
    used_[*index] = std::max(used_[*index], airing.round);
    round_ = std::max(round_, airing.round);
    if (order_ == model::Order::scored) {
      last_at_[*index] = std::max(last_at_[*index], airing.at);
      before_.insert(before_.begin(), *index);
      if (before_.size() > kScoredMemory) before_.pop_back();
    }
    return true;
  }
  if (order_ != model::Order::sequential || airing.show.empty() || !airing.episode) return false;
  const auto& shows = by_name().shows;
  const auto show = shows.find(show_key(airing.show, airing.year));
  if (show == shows.end()) return false;
  // The run goes on behind the gap that the removed episode left.
  const auto key = [](const std::optional<int>& season, const std::optional<int>& episode) {
    return std::pair(season_rank(season), episode.value_or(1'000'000));
  };
  const auto gone = key(airing.season, airing.episode);
  for (const auto place : show->second) {
    if (key(items_[place]->season, items_[place]->episode) < gone) continue;
    opens_ = place;
    return true;
  }
  last_ = show->second.back();
  opens_.reset();
  return true;
}

std::vector<std::uint32_t> Rotation::shuffled(int round) const {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(items_.size());
  for (std::uint32_t i = 0; i < items_.size(); ++i)
    keyed.emplace_back(mix(seed_, static_cast<std::uint64_t>(items_[i]->id), static_cast<std::uint64_t>(round)), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order;
  order.reserve(keyed.size());
  for (const auto& one : keyed) order.push_back(one.second);
  return order;
}

// What airs when an item is drawn: itself, or the part of its story that comes first.
std::uint32_t Rotation::opening_of(std::uint32_t index, int round) const {
  if (!together_) return index;
  auto part = lineup_->first_part(index);
  while (part < index && used_[part] >= round) ++part;
  return part;
}

Rotation::Choice Rotation::pick(Millis at, const Judge& judge) {
  if (items_.empty()) return {};
  switch (order_) {
    case model::Order::sequential:
    case model::Order::strip:
    case model::Order::marathon: return pick_sequential(judge);
    case model::Order::shuffle: return pick_shuffled(judge);
    case model::Order::random: return pick_random(at, judge);
    case model::Order::scored: return pick_scored(at, judge);
  }
  return {};
}

Rotation::Choice Rotation::pick_sequential(const Judge& judge) const {
  const std::size_t n = items_.size(), first = opens_ ? *opens_ : last_ ? *last_ + 1 : 0;
  const model::Item* resting = nullptr;
  for (std::size_t i = 0; i < n; ++i) {
    const auto* item = items_[(first + i) % n];
    switch (judge(*item)) {
      case Verdict::take: return {item};
      case Verdict::wait:
        // Its turn: nothing overtakes it in a run.
        if (!resting) return {nullptr, 0, false, true};
        return {resting, 0, true};
      case Verdict::rest:
        if (!resting) resting = item;
        break;
      case Verdict::never: break;
    }
  }
  return {resting, 0, resting != nullptr};
}

Rotation::Choice Rotation::pick_shuffled(const Judge& judge) {
  int round = round_;
  const auto all_used = [&] { return std::all_of(used_.begin(), used_.end(), [&](int used) { return used >= round; }); };
  if (line_of_ == round && head_ == line_.size()) ++round;
  else if (line_of_ != round && all_used()) ++round;
  if (line_of_ != round) {
    line_ = shuffled(round);
    line_of_ = round;
    head_ = 0;
  }
  while (head_ < line_.size() && used_[line_[head_]] >= round) ++head_;
  if (head_ == line_.size() && round == round_) return pick_shuffled(judge);  // the round is over: the next one

  const model::Item* resting = nullptr;
  bool waiting = false;
  // The last of one round does not open the next.
  const bool opening = head_ == 0 && round > round_ && items_.size() > 1;
  const auto visit = [&](std::uint32_t drawn, bool last_too) -> const model::Item* {
    const auto index = opening_of(drawn, round);
    if (!last_too && last_ == index) return nullptr;
    const auto* item = items_[index];
    const auto verdict = judge(*item);
    waiting = waiting || verdict == Verdict::wait;
    if (verdict == Verdict::rest && !resting) resting = item;
    return verdict == Verdict::take ? item : nullptr;
  };
  for (std::size_t i = head_; i < line_.size(); ++i)
    if (used_[line_[i]] < round)
      if (const auto* item = visit(line_[i], !opening)) return {item, round};
  if (opening && last_ && used_[*last_] < round)
    if (const auto* item = visit(*last_, true)) return {item, round};
  if (resting) return {resting, round, true, waiting};
  if (waiting) return {nullptr, 0, false, true};
  // Only forbidden ones are left in this round: it is over as far as this moment goes.
  for (const auto index : shuffled(round + 1))
    if (used_[index] >= round)
      if (const auto* item = visit(index, true)) return {item, round + 1};
  return {resting, round + 1, resting != nullptr, waiting};
}

Rotation::Choice Rotation::pick_random(Millis at, const Judge& judge) const {
  Choice best;
  std::uint64_t best_rank = std::numeric_limits<std::uint64_t>::max(), resting_rank = best_rank;
  const model::Item* resting = nullptr;
  const auto now = mix(seed_, static_cast<std::uint64_t>(at));
  const model::Item* again = nullptr;  // the one that aired last: only when nothing else may
  for (std::uint32_t i = 0; i < items_.size(); ++i) {
    if (together_ && lineup_->first_part(i) != i) continue;  // it follows its first part
    auto rank = (hashes_[i] ^ now) * 0xd6e8feb86659fd93ULL;
    rank ^= rank >> 32;
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
  if (!best.item && resting) best = {resting, 0, true, best.waiting};
  return best;
}

// The best score that may air; equals are drawn.
Rotation::Choice Rotation::pick_scored(Millis at, const Judge& judge) {
  using Rank = std::pair<std::int64_t, std::uint64_t>;
  constexpr Rank kNone{std::numeric_limits<std::int64_t>::min(), 0};
  Choice best;
  Rank best_rank = kNone, resting_rank = kNone;
  const model::Item* resting = nullptr;
  const model::Item* again = nullptr;  // the one that aired last: only when nothing else may
  scoring_->moment(at, before_);
  for (std::uint32_t i = 0; i < items_.size(); ++i) {
    if (together_ && lineup_->first_part(i) != i) continue;  // it follows its first part
    const auto last = last_at_[i] < 0 ? std::nullopt : std::optional(last_at_[i]);
    const auto score = scoring_->score(i, last);
    if (score < best_rank.first) continue;
    const Rank rank{score, mix(seed_, static_cast<std::uint64_t>(items_[i]->id), static_cast<std::uint64_t>(at))};
    if (rank <= best_rank) continue;
    const auto verdict = judge(*items_[i]);
    if (verdict == Verdict::wait) best.waiting = true;
    if (verdict == Verdict::rest && rank > resting_rank) resting_rank = rank, resting = items_[i];
    if (verdict != Verdict::take) continue;
    if (last_ == i) {
      again = items_[i];
      continue;
    }
    best_rank = rank;
    best.item = items_[i];
  }
  if (!best.item) best.item = again;
  if (!best.item && resting) best = {resting, 0, true, best.waiting};
  return best;
}

}  // namespace retrovue::schedule
