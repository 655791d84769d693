#pragma once
#include <vector>

#include "base/rational.h"
#include "catalog/catalog.h"
#include "model/plan.h"

namespace retrovue::station {

// What a piece of a break belongs to; 0 for acts of programmes, and where there is none.
struct BreakLink {
  model::Id programme_id = 0;  // the item that pauses, or has ended, for it
  model::Id marker_id = 0;     // where it pauses; 0 after it, at an even part, or when the marker is no more
};

// One for each event of whole slots, in order. The marker is told from the frame at which the programme goes on.
std::vector<BreakLink> break_links(catalog::Catalog& catalog, const base::Rate& rate, const std::vector<model::Event>& events);

}  // namespace retrovue::station
