#pragma once
#include <unordered_map>
#include <unordered_set>

#include "schedule/plan.h"
#include "schedule/rules.h"

namespace retrovue::schedule {

// What people placed by hand, as the planner sees it: time that no block has, and items that it keeps away from.
class Fixed {
 public:
  // Slots whose item cannot be played or breaks a hard rule are left out and named; their time is planned like any other.
  Fixed(const Library& library, const Input& input, const Rules& rules, Remarks& remarks);

  void overlay(std::vector<Span>& spans) const;  // its slots become spans of their own
  static bool holds(const Span& span) { return span.block < -1; }
  DraftSlot draft(const Span& span) const;       // of a span that holds
  // The item stands somewhere by hand within a week of the instant, or within the rest time.
  bool near(const model::Item& item, Millis at, Millis rest) const;
  bool barred(const model::Item& item) const { return barred_.contains(item.id); }

 private:
  const Library& library_;
  const Input& in_;
  std::vector<const model::Slot*> slots_;
  std::unordered_map<model::Id, std::vector<Millis>> airings_;
  std::unordered_set<model::Id> barred_;
};

}  // namespace retrovue::schedule
