#include "schedule/lineup.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "schedule/parts.h"

namespace retrovue::schedule {
namespace {
constexpr std::size_t kKept = 200'000;  // programmes in the lineups that are kept, some 5 MB

struct Keyed {
  const model::Item* item;
  std::uint32_t name;  // rank of the show's or the movie's name: comparing texts is dear
};

int year(const model::Item& item) { return (item.kind == model::ItemKind::episode ? item.show_year : item.year).value_or(0); }

bool before(const Keyed& a, const Keyed& b) {
  const auto key = [](const Keyed& one) {
    return std::tuple(one.name, year(*one.item), season_rank(one.item->season), one.item->episode.value_or(1'000'000));
  };
  const auto left = key(a), right = key(b);
  if (left != right) return left < right;
  return std::tie(a.item->title, a.item->id) < std::tie(b.item->title, b.item->id);
}

// Numbers of names in the order of their sort keys; equal keys, equal numbers.
class Names {
 public:
  std::uint32_t add(std::string_view name) {
    const auto [at, fresh] = known_.try_emplace(name, static_cast<std::uint32_t>(keys_.size()));
    if (fresh) keys_.emplace_back(base::sort_key(std::string{name}), at->second);
    return at->second;
  }
  std::vector<std::uint32_t> ranks() {
    std::sort(keys_.begin(), keys_.end());
    std::vector<std::uint32_t> ranks(keys_.size());
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (i > 0 && keys_[i].first != keys_[i - 1].first) ++rank;
      ranks[keys_[i].second] = rank;
    }
    return ranks;
  }

 private:
  std::unordered_map<std::string_view, std::uint32_t> known_;
  std::vector<std::pair<std::string, std::uint32_t>> keys_;
};

std::vector<const model::Item*> programmes(const Library& library, const std::vector<model::Selector>& play, Filters& filters) {
  std::vector<bool> taken(library.items().size(), false);
  std::vector<const model::Item*> all;
  for (const auto& selector : play) {
    Names names;
    std::vector<Keyed> some;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      const auto& item = library.items()[i];
      if (taken[i] || !model::is_programme(item.kind) || !filters.may(selector, item)) continue;
      taken[i] = true;
      some.push_back({&item, names.add(item.show.empty() ? item.title : item.show)});
    }
    const auto ranks = names.ranks();
    for (auto& one : some) one.name = ranks[one.name];
    std::sort(some.begin(), some.end(), before);
    for (const auto& one : some) all.push_back(one.item);
  }
  return all;
}
}  // namespace

Lineup::Lineup(std::vector<const model::Item*> items) : items_(std::move(items)) {
  places_.reserve(items_.size());
  for (std::uint32_t i = 0; i < items_.size(); ++i) places_.emplace_back(items_[i]->id, i);
  std::sort(places_.begin(), places_.end());
  first_part_.resize(items_.size());
  for (std::uint32_t i = 0; i < items_.size(); ++i) first_part_[i] = i > 0 && goes_on(*items_[i - 1], *items_[i]) ? first_part_[i - 1] : i;
}

std::uint32_t Lineup::parts_after(std::uint32_t place) const {
  auto last = place;
  while (last + 1 < items_.size() && first_part_[last + 1] == first_part_[place]) ++last;
  return last - place;
}

std::optional<std::uint32_t> Lineup::place(model::Id item) const {
  const auto found = std::lower_bound(places_.begin(), places_.end(), std::pair(item, std::uint32_t{0}));
  return found == places_.end() || found->first != item ? std::nullopt : std::optional(found->second);
}

std::shared_ptr<const Lineup> Lineups::find(const std::vector<model::Selector>& play, const std::map<std::string, std::string>& saved) {
  const std::lock_guard lock(guard_);
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& one) { return one.play == play && one.saved == saved; });
  if (found == known_.end()) return nullptr;
  auto lineup = found->lineup;
  std::rotate(found, found + 1, known_.end());
  return lineup;
}

std::shared_ptr<const Lineup> Lineups::of(const Library& library, const std::vector<model::Selector>& play, Filters& filters) {
  bool asks = false;
  for (const auto& selector : play) asks = filters.of(selector) || asks;
  const std::map<std::string, std::string> none;
  const auto& saved = asks ? filters.saved() : none;
  if (auto lineup = find(play, saved)) return lineup;
  auto lineup = std::make_shared<const Lineup>(programmes(library, play, filters));
  const std::lock_guard lock(guard_);
  known_.push_back({play, saved, lineup});
  std::size_t kept = 0;
  for (const auto& one : known_) kept += one.lineup->items().size();
  for (; kept > kKept && known_.size() > 1; known_.pop_front()) kept -= known_.front().lineup->items().size();
  return lineup;
}

}  // namespace retrovue::schedule
