#include "schedule/breaks/ledger.h"

#include <algorithm>

namespace retrovue::schedule {

int Track::hour_room(int per_hour, Millis at, Millis until) const {
  if (per_hour <= 0) return kNoLimit;
  // Any hour that holds a new start lies between these two; all in one hour is the worst that can be.
  const auto recent = past.end() - std::upper_bound(past.begin(), past.end(), at - kHourMs);
  const auto soon = std::lower_bound(later.begin(), later.end(), until + kHourMs) - later.begin();
  return std::max(per_hour - static_cast<int>(recent + soon), 0);
}

bool Track::apart(Millis distance, Millis at, Millis until) const {
  return (past.empty() || at - past.back() >= distance) && (later.empty() || later.front() - until >= distance);
}

int Track::room(const model::Separation& rule, Millis at, Millis until) const {
  if (rule.apart > 0 && !apart(rule.apart, at, until)) return 0;
  return hour_room(rule.per_hour, at, until);
}

void Ledger::add(const Spot& spot, Millis at, std::vector<Millis> Track::*when) {
  if (rules_.company && spot.company) (companies_[spot.company].*when).push_back(at);
  if (rules_.category && spot.category) (categories_[spot.category].*when).push_back(at);
  if (rules_.spot) (items_[spot.item].*when).push_back(at);
}

const Track* Ledger::of(const std::unordered_map<model::Id, Track>& tracks, model::Id key) const {
  const auto found = key ? tracks.find(key) : tracks.end();
  return found == tracks.end() ? nullptr : &found->second;
}

bool Ledger::allows(const Spot& spot, Millis at, Millis until, bool strict) const {
  const auto may = [&](const std::optional<model::Separation>& rule, const std::unordered_map<model::Id, Track>& tracks, model::Id key) {
    if (!binds(rule, strict)) return true;
    const auto* track = of(tracks, key);
    return !track || track->room(*rule, at, until) > 0;
  };
  return may(rules_.company, companies_, spot.company) && may(rules_.category, categories_, spot.category) && may(rules_.spot, items_, spot.item);
}

std::vector<std::string_view> Ledger::broken(const Spot& spot, Millis at) const {
  std::vector<std::string_view> names;
  const auto look = [&](std::string_view name, const std::optional<model::Separation>& rule, const std::unordered_map<model::Id, Track>& tracks,
                        model::Id key) {
    if (!rule || rule->hard) return;
    const auto* track = of(tracks, key);
    if (track && track->room(*rule, at, at) == 0) names.push_back(name);
  };
  look("company", rules_.company, companies_, spot.company);
  look("category", rules_.category, categories_, spot.category);
  look("spot", rules_.spot, items_, spot.item);
  return names;
}

}  // namespace retrovue::schedule
