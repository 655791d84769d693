#pragma once
#include <vector>

#include "schedule/plan.h"

namespace retrovue::schedule {

// How good the programmes of a plan stand; unfilled is left to its breaks.
Merit merit(const Library& library, const Input& input, const std::vector<DraftSlot>& drafts);

// Lets two programmes of a block that draws (shuffle, random, scored) change places wherever that makes the whole better, as
// often as input.optimize says for each slot; which pairs are tried depends on the seed. What is by hand, in a shared run, part
// of a story, or of a query that asks for the time stays. Hard rules, rest times and the rounds of a shuffle are kept, and
// slots stay as long as they are.
void improve(const Library& library, const Input& input, std::vector<DraftSlot>& drafts);

}  // namespace retrovue::schedule
