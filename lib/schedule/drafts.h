#pragma once
#include "schedule/plan.h"

namespace retrovue::schedule {

// A slot of a block, the index of which is given: with a programme, or with nothing but filler.
DraftSlot programme_draft(const model::Item& item, const model::Block& block, int index, Millis start, Millis end);
DraftSlot filler_draft(const model::Block& block, int index, Millis start, Millis end);

// What a selector of a live input means; null: there is none of that id or title.
const model::Item* live_input(const Library& library, const model::Selector& wanted);

}  // namespace retrovue::schedule
