#pragma once
#include <span>
#include <string>
#include <vector>

#include "schedule/plan.h"

namespace retrovue::schedule {

// A promise that a plan does not keep.
struct Finding {
  std::string rule;    // gap, overlap, order, grid, events, file, rule, company
  Millis at = 0;
  std::string text;    // names slot and remedy
  bool hard = true;    // false: the plan plays, but not as it should (grid)
};

// Refers to what it is given; that must outlive the check.
struct CheckInput {
  const model::Channel& channel;
  base::Rate rate;
  const model::Programming& programming;
  std::span<const model::Slot> slots;    // in order
  std::span<const model::Event> events;  // in order; matched to slots by time
};

// Reads a plan without trusting how it came about: slots contiguous and on the grid, events contiguous to the frame
// and adding up, every item playable, hard rules kept.
std::vector<Finding> check(const Library& library, const CheckInput& input);

}  // namespace retrovue::schedule
