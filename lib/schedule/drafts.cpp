#include "schedule/drafts.h"

#include <algorithm>

namespace retrovue::schedule {

DraftSlot programme_draft(const model::Item& item, const model::Block& block, int index, Millis start, Millis end) {
  DraftSlot draft;
  draft.item = &item;
  draft.block = index;
  auto& slot = draft.slot;
  slot.start = start;
  slot.end = end;
  slot.item_id = item.id;
  slot.title = item.title;
  slot.show = item.show;
  slot.year = item.kind == model::ItemKind::episode ? item.show_year : item.year;
  slot.season = item.season;
  slot.episode = item.episode;
  slot.summary = item.summary;
  slot.rating = item.rating;
  slot.block = block.name;
  slot.run = block.run;
  slot.kind = item.kind;
  return draft;
}

DraftSlot filler_draft(const model::Block& block, int index, Millis start, Millis end) {
  DraftSlot draft;
  draft.block = index;
  draft.slot.start = start;
  draft.slot.end = end;
  draft.slot.title = block.name;
  draft.slot.block = block.name;
  draft.slot.status = "filler";
  draft.slot.kind = model::ItemKind::filler;
  return draft;
}

const model::Item* live_input(const Library& library, const model::Selector& wanted) {
  const auto& all = library.live();
  const auto found = std::find_if(all.begin(), all.end(), [&](const model::Item& item) { return matches(wanted, item); });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace retrovue::schedule
