#include "schedule/turns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/text.h"

namespace retrovue::schedule {
namespace {
using Items = std::vector<const model::Item*>;

std::vector<Items> by_show(const Items& items) {
  std::vector<Items> shows;
  std::map<std::string, std::size_t> known;
  for (const auto* item : items) {
    const auto key = fmt::format("{}\x1f{}", base::lower_ascii(item->show), item->show.empty() ? 0 : item->show_year.value_or(0));
    const auto [at, fresh] = known.emplace(key, shows.size());
    if (fresh) shows.emplace_back();
    shows[at->second].push_back(item);
  }
  return shows;
}
}  // namespace

Turns::Turns(const model::Block& block, std::uint64_t seed, const Library& library, Filters& filters, const MakeScoring& scoring)
    : order_(block.order), lineup_(library.lineups().of(library, block.play, filters)) {
  std::vector<std::shared_ptr<const Lineup>> lists;
  if (order_ == model::Order::strip)
    for (const auto& selector : block.play) lists.push_back(library.lineups().of(library, {selector}, filters));
  else if (order_ == model::Order::marathon)
    for (auto& show : by_show(items())) lists.push_back(std::make_shared<const Lineup>(std::move(show)));
  else lists.push_back(lineup_);
  const bool parted = order_ == model::Order::strip || order_ == model::Order::marathon;
  for (auto& list : lists) parts_.push_back({Rotation(parted ? model::Order::sequential : order_, seed, std::move(list), block.keeps_parts())});
  if (order_ == model::Order::scored) parts_.front().rotation.score_by(scoring(block, items()));
}

void Turns::aired(const Aired& airing) {
  if (parts_.size() == 1) {
    parts_.front().rotation.aired(airing);
    return;
  }
  // A strip notes the entry as the round; a show may stand in several.
  const auto noted = static_cast<std::size_t>(airing.round) - 1;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const bool here = parts_[i].rotation.aired(airing);
    if (!here) continue;
    if (order_ == model::Order::strip && airing.round > 0 && noted < parts_.size() && i != noted) continue;
    parts_[i].last = std::max(parts_[i].last, airing.at);
    last_ = i;
  }
}

std::vector<std::size_t> Turns::line(Millis since) const {
  std::vector<std::size_t> order(parts_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool going = last_ && parts_[*last_].last >= since;
  if (order_ == model::Order::strip) {
    const auto first = going ? (*last_ + 1) % order.size() : 0;
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first), order.end());
    return order;
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return parts_[a].last < parts_[b].last; });
  if (going) {
    const auto own = std::find(order.begin(), order.end(), *last_);
    std::rotate(order.begin(), own, own + 1);
  }
  return order;
}

Rotation::Choice Turns::pick(Millis at, Millis since, const Rotation::Judge& judge) {
  if (parts_.empty()) return {};
  if (parts_.size() == 1) return parts_.front().rotation.pick(at, judge);
  Rotation::Choice resting;
  for (const auto i : line(since)) {
    auto choice = parts_[i].rotation.pick(at, judge);
    if (order_ == model::Order::strip) choice.round = static_cast<int>(i) + 1;
    if (choice.item && !choice.relaxed) return choice;
    if (choice.item && !resting.item) resting = choice;
    if (!choice.item && choice.waiting && !resting.item) return choice;  // its turn: nothing overtakes it
  }
  return resting;
}

}  // namespace retrovue::schedule
