#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <unordered_map>
#include <vector>

#include "model/traffic.h"
#include "schedule/plan.h"

namespace retrovue::schedule {

inline constexpr int kNoLimit = std::numeric_limits<int>::max();
inline constexpr Millis kHourMs = 3'600'000;

// Whether a rule has a say. strict: soft ones too.
inline bool binds(const std::optional<model::Separation>& rule, bool strict) { return rule && (rule->hard || strict); }

// The starts of what is counted together. later: those that another plan has behind this one.
struct Track {
  std::vector<Millis> past, later;  // ascending
  // Most starts anywhere in [at, until] that keep to the limit in any 60 minutes.
  int hour_room(int per_hour, Millis at, Millis until) const;
  bool apart(Millis distance, Millis at, Millis until) const;
  // 0 or the number that one filling of [at, until] may hold by the rule.
  int room(const model::Separation& rule, Millis at, Millis until) const;
};

// Who aired when, as far as the rules that keep spots apart ask for it. Companies and categories are numbers from 1, 0 is none.
class Ledger {
 public:
  explicit Ledger(const model::Traffic& rules) : rules_(rules) {}
  struct Spot {
    model::Id item = 0;
    std::uint32_t company = 0, category = 0;
  };
  void aired(const Spot& spot, Millis at) { add(spot, at, &Track::past); }
  void planned_later(const Spot& spot, Millis at) { add(spot, at, &Track::later); }
  // The spot may start anywhere in [at, until]. strict: soft rules hold too.
  bool allows(const Spot& spot, Millis at, Millis until, bool strict) const;
  // The soft rules that a start at this instant breaks, by name; a company or category that stands in the break already is
  // the caller's to find.
  std::vector<std::string_view> broken(const Spot& spot, Millis at) const;

 private:
  void add(const Spot& spot, Millis at, std::vector<Millis> Track::*when);
  const Track* of(const std::unordered_map<model::Id, Track>& tracks, model::Id key) const;
  const model::Traffic& rules_;
  std::unordered_map<model::Id, Track> companies_, categories_, items_;
};

}  // namespace retrovue::schedule
