#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/plan.h"
#include "schedule/plan.h"

namespace retrovue::station {

// What is about to air on a channel and is not changed any more: the slot on air and those that start within the window;
// with no window, a slot that starts this very moment may still change.
struct Locked {
  std::vector<model::Slot> slots;  // contiguous
  std::optional<model::Millis> other_rate;  // start of a slot that was made for another frame rate and cannot stay
  model::Millis edge(model::Millis otherwise) const { return slots.empty() ? otherwise : slots.back().end; }
};
Locked locked_slots(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, model::Millis now, model::Millis window);

// Locked slots that cannot air as planned: the item was removed, or has no playable file any more. With the remedy.
std::vector<std::string> locked_faults(const Locked& locked, const schedule::Library& library, const model::Channel& channel);

// What people placed by hand in [in.from, in.to), and what automatic choice keeps away from in the week after it.
void read_fixed(catalog::Catalog& catalog, schedule::Input& in);

}  // namespace retrovue::station
