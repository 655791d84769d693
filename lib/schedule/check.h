#pragma once
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

struct CheckInput {
  model::Channel channel;
  base::Rate rate;
  model::Programming programming;
  std::vector<model::Slot> slots;    // in order
  std::vector<model::Event> events;  // in order; matched to slots by time
};

// Reads a plan without trusting how it came about: slots contiguous and on the grid, events contiguous to the frame
// and adding up, every item playable, hard rules kept.
std::vector<Finding> check(const Library& library, const CheckInput& input);

}  // namespace retrovue::schedule
