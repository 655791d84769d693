#include "schedule/scoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "schedule/library.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kFresh = 30LL * 86'400'000;
constexpr std::int64_t kFull = 1000;

class BuiltIn final : public Scoring {
 public:
  BuiltIn(const model::Score& rule, const std::vector<const model::Item*>& items) : rule_(rule) {
    std::unordered_map<std::string, std::uint32_t> known;
    const auto trait = [&](std::string name) { return known.try_emplace(std::move(name), static_cast<std::uint32_t>(known.size())).first->second; };
    for (const auto* item : items) {
      std::vector<std::uint32_t> own;
      if (!item->show.empty()) own.push_back(trait(fmt::format("show {} {}", base::lower_ascii(item->show), item->show_year.value_or(0))));
      const auto year = item->kind == model::ItemKind::episode ? item->show_year : item->year;
      if (year) own.push_back(trait(fmt::format("decade {}", *year / 10)));
      for (const auto& tag : item->tags) own.push_back(trait("tag " + base::lower_ascii(tag)));
      traits_.push_back(std::move(own));
      const auto liked = std::count_if(rule.like.begin(), rule.like.end(), [&](const auto& tag) { return has_tag(*item, tag); });
      affinity_.push_back(rule.like.empty() ? 0 : kFull * liked / static_cast<std::int64_t>(rule.like.size()));
    }
    seen_.resize(known.size());
  }

  void moment(Millis at, std::span<const std::uint32_t> before) override {
    at_ = at;
    std::fill(seen_.begin(), seen_.end(), std::int64_t{0});
    for (std::size_t i = before.size(); i-- > 0;)  // the newest last: it counts most
      for (const auto trait : traits_[before[i]]) seen_[trait] = kFull * static_cast<std::int64_t>(kScoredMemory - i) / static_cast<std::int64_t>(kScoredMemory);
  }

  std::int64_t score(std::uint32_t item, std::optional<Millis> last) const override {
    std::int64_t alike = 0;
    for (const auto trait : traits_[item]) alike += seen_[trait];
    if (!traits_[item].empty()) alike /= static_cast<std::int64_t>(traits_[item].size());
    const auto fresh = last ? std::clamp<std::int64_t>((at_ - *last) / (kFresh / kFull), 0, kFull) : kFull;
    return rule_.affinity * affinity_[item] + rule_.variety * (kFull - alike) + rule_.freshness * fresh;
  }

 private:
  model::Score rule_;
  std::vector<std::vector<std::uint32_t>> traits_;  // of an item
  std::vector<std::int64_t> affinity_;
  std::vector<std::int64_t> seen_;                  // of a trait, at the moment
  Millis at_ = 0;
};
}  // namespace

std::unique_ptr<Scoring> built_in_scoring(const model::Block& block, const std::vector<const model::Item*>& items) {
  return std::make_unique<BuiltIn>(block.score, items);
}

}  // namespace retrovue::schedule
