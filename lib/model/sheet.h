#pragma once
#include <vector>

#include "model/plan.h"

namespace retrovue::model {

// A stretch of a plan on its own: slots in order, and their events with slot_id as the index into slots.
struct Sheet {
  std::vector<Slot> slots;
  std::vector<Event> events;
};

}  // namespace retrovue::model
