#include "schedule/improve.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "schedule/rules.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kWeek = 7 * 86'400'000LL, kMinute = 60'000;
constexpr std::size_t kNear = 3;  // programmes before one that it should not resemble
constexpr Millis kAlike = 5 * kMinute;

class Improver {
 public:
  Improver(const Library& library, const Input& input, std::vector<DraftSlot>& drafts)
      : library_(library), in_(input), drafts_(drafts), calendar_(input.channel),
        rules_(library, calendar_, input.channel, input.programming.dayparts, input.from, drafts.back().slot.end) {
    std::map<std::string, int> shows;
    for (const auto& airing : in_.past)
      if (airing.item_id) airings_[airing.item_id].insert(airing.at);
    for (const auto& draft : drafts_) {
      if (draft.item) airings_[draft.item->id].insert(draft.slot.start);
      const auto& show = draft.slot.show;
      shows_.push_back(show.empty() ? 0 : shows.try_emplace(base::lower_ascii(show), static_cast<int>(shows.size()) + 1).first->second);
    }
  }

  Merit merit() const {
    Merit sum;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      sum.sameness += sameness(i);
      sum.affinity += affinity(i);
    }
    for (const auto& [item, times] : airings_) sum.repeats += repeats(times);
    return sum;
  }

  void run() {
    const auto free = free_places();
    auto turn = mix(in_.seed, 0x0e7c, static_cast<std::uint64_t>(in_.channel.number));
    const auto draw = [&](std::size_t n) { return static_cast<std::size_t>((turn = mix(turn, n)) % n); };
    for (const auto& [block, places] : free) {
      if (places.size() < 2) continue;
      const auto tries = places.size() * static_cast<std::size_t>(in_.optimize);
      for (std::size_t k = 0; k < tries; ++k) {
        const auto i = places[draw(places.size())], j = places[draw(places.size())];
        if (may_exchange(i, j)) exchange_if_better(i, j);
      }
    }
  }

 private:
  const model::Item& item(std::size_t i) const { return *drafts_[i].item; }
  const model::Block& block_of(std::size_t i) const { return in_.programming.blocks[static_cast<std::size_t>(drafts_[i].block)]; }

  // Places of programmes that may change, by block and round.
  std::map<std::pair<int, int>, std::vector<std::size_t>> free_places() const {
    std::set<model::Id> by_hand;
    for (const auto& slot : in_.fixed) by_hand.insert(slot.item_id);
    for (const auto& airing : in_.by_hand) by_hand.insert(airing.item_id);
    Filters filters(in_.queries);
    std::map<int, std::shared_ptr<const Lineup>> lineups;
    std::map<std::pair<int, int>, std::vector<std::size_t>> free;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const auto& draft = drafts_[i];
      if (!draft.item || draft.block < 0 || draft.slot.fixed || by_hand.contains(draft.item->id)) continue;
      const auto& block = block_of(i);
      if (!block.draws() || !block.run.empty() || draft.slot.end > in_.to) continue;
      const auto [known, fresh] = lineups.try_emplace(draft.block);
      if (fresh && std::all_of(block.play.begin(), block.play.end(), [&](const auto& selector) {
            const auto* filter = filters.of(selector);
            return !filter || filter->timeless();
          }))
        known->second = library_.lineups().of(library_, block.play, filters);
      const auto* lineup = known->second.get();
      const auto place = lineup ? lineup->place(draft.item->id) : std::nullopt;
      if (!place || lineup->first_part(*place) != *place || lineup->parts_after(*place) > 0) continue;
      free[{draft.block, draft.slot.round}].push_back(i);
    }
    return free;
  }

  bool may_exchange(std::size_t i, std::size_t j) const {
    if (i == j || item(i).id == item(j).id) return false;
    const auto& a = drafts_[i].slot;
    const auto& b = drafts_[j].slot;
    const auto length = a.end - a.start;
    return length == b.end - b.start && std::abs(item(i).duration_ms - item(j).duration_ms) <= kAlike &&
           std::max(item(i).duration_ms, item(j).duration_ms) <= length && allowed(item(i), j) && allowed(item(j), i) && rested(i, j) && rested(j, i);
  }

  bool allowed(const model::Item& one, std::size_t there) const {
    const auto at = drafts_[there].slot.start;
    return rules_.refusal(one, at, at + one.duration_ms, block_of(there).rating).empty();
  }

  // The rest of an item is kept at its new place, or as near to kept as it was.
  bool rested(std::size_t from, std::size_t to) const {
    const auto rest = block_of(from).rest;
    const auto was = drafts_[from].slot.start;
    const auto& times = airings_.at(item(from).id);
    const auto nearest = [&](Millis at) {
      Millis gap = kWeek * 1000;
      for (const auto other : times)
        if (other != was) gap = std::min(gap, std::abs(other - at));
      return gap;
    };
    const auto gap = nearest(drafts_[to].slot.start);
    return gap >= rest || gap >= nearest(was);
  }

  std::int64_t sameness(std::size_t i) const {
    if (shows_[i] == 0 || drafts_[i].block < 0 || !block_of(i).draws()) return 0;  // in order, a show follows itself as it should
    std::int64_t sum = 0;
    for (std::size_t k = 1; k <= kNear && k <= i; ++k)
      if (shows_[i - k] == shows_[i]) sum += 1000 >> (k - 1);
    return sum;
  }
  std::int64_t affinity(std::size_t i) const { return drafts_[i].item && rules_.preference(item(i), drafts_[i].slot.start) == Rules::kOther ? 1000 : 0; }
  std::int64_t repeats(const std::set<Millis>& times) const {
    std::int64_t sum = 0;
    for (auto at = times.begin(), before = at; at != times.end(); before = at++)
      if (at != before && *at >= in_.from) sum += std::max<Millis>(0, kWeek - (*at - *before)) * 1000 / kWeek;
    return sum;
  }

  std::int64_t cost(std::size_t i, std::size_t j) const {
    std::set<std::size_t> touched;
    for (const auto place : {i, j})
      for (std::size_t k = place; k <= place + kNear && k < drafts_.size(); ++k) touched.insert(k);
    std::int64_t sum = affinity(i) + affinity(j) + repeats(airings_.at(item(i).id)) + repeats(airings_.at(item(j).id));
    for (const auto k : touched) sum += sameness(k);
    return sum;
  }

  void exchange_if_better(std::size_t i, std::size_t j) {
    const auto before = cost(i, j);
    exchange(i, j);
    if (cost(i, j) >= before) exchange(i, j);
  }

  void exchange(std::size_t i, std::size_t j) {
    auto& a = drafts_[i];
    auto& b = drafts_[j];
    move_airing(a.item->id, a.slot.start, b.slot.start);
    move_airing(b.item->id, b.slot.start, a.slot.start);
    std::swap(a.item, b.item);
    std::swap(a.slot, b.slot);
    std::swap(a.slot.start, b.slot.start);  // the programmes change places, the slots do not
    std::swap(a.slot.end, b.slot.end);
    std::swap(shows_[i], shows_[j]);
  }
  void move_airing(model::Id id, Millis from, Millis to) {
    auto& times = airings_.at(id);
    times.erase(from);
    times.insert(to);
  }

  const Library& library_;
  const Input& in_;
  std::vector<DraftSlot>& drafts_;
  Calendar calendar_;
  Rules rules_;
  std::unordered_map<model::Id, std::set<Millis>> airings_;  // of an item: before the plan and in it
  std::vector<int> shows_;                                   // of a place; 0: none
};
}  // namespace

Merit merit(const Library& library, const Input& input, const std::vector<DraftSlot>& drafts) {
  if (drafts.empty()) return {};
  auto copy = drafts;
  return Improver(library, input, copy).merit();
}

void improve(const Library& library, const Input& input, std::vector<DraftSlot>& drafts) {
  if (input.optimize > 0 && !drafts.empty()) Improver(library, input, drafts).run();
}

}  // namespace retrovue::schedule
