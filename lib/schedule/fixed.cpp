#include "schedule/fixed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kWeek = 7 * 86'400'000LL;
}

Fixed::Fixed(const Library& library, const Input& input, const Rules& rules, Remarks& remarks) : library_(library), in_(input) {
  for (const auto& airing : input.past)
    if (airing.fixed && airing.item_id) airings_[airing.item_id].push_back(airing.at);
  for (const auto& airing : input.by_hand) airings_[airing.item_id].push_back(airing.at);
  barred_.insert(input.barred.begin(), input.barred.end());
  for (const auto& slot : input.fixed) {
    std::string_view why;
    if (slot.status == "planned") {
      const auto* item = library.find(slot.item_id);
      const auto block = std::find_if(input.programming.blocks.begin(), input.programming.blocks.end(),
                                      [&](const auto& one) { return one.name == slot.block; });
      if (!item) why = "without a playable file";
      else why = rules.refusal(*item, slot.start, slot.start + item->duration_ms, block == input.programming.blocks.end() ? "" : block->rating);
    }
    if (why.empty()) {
      slots_.push_back(&slot);
      if (slot.item_id) airings_[slot.item_id].push_back(slot.start);
    } else {
      remarks.warn("fixed:" + std::to_string(slot.start), slot.start,
                   fmt::format("'{}', placed by hand, is {}; its time is planned anew; run 'retrovue validate {}' or place another item",
                               base::printable(slot.title), why, slot.item_id));
    }
  }
}

void Fixed::overlay(std::vector<Span>& spans) const {
  if (slots_.empty()) return;
  std::vector<Span> cut;
  std::size_t next = 0;
  Millis at = spans.front().start;
  for (const auto& span : spans) {
    Millis begin = std::max(span.start, at);
    for (; next < slots_.size() && slots_[next]->start < span.end; ++next) {
      const auto& slot = *slots_[next];
      if (begin < slot.start) cut.push_back({begin, slot.start, span.block});
      cut.push_back({slot.start, slot.end, -2 - static_cast<int>(next)});
      begin = at = slot.end;
    }
    if (begin < span.end) cut.push_back({begin, span.end, span.block});
  }
  spans = std::move(cut);
}

DraftSlot Fixed::draft(const Span& span) const {
  DraftSlot draft;
  draft.slot = *slots_[static_cast<std::size_t>(-2 - span.block)];
  draft.item = draft.slot.status == "planned" ? library_.find(draft.slot.item_id) : nullptr;
  const auto& blocks = in_.programming.blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i].name == draft.slot.block) draft.block = static_cast<int>(i);
  return draft;
}

bool Fixed::near(const model::Item& item, Millis at, Millis rest) const {
  if (airings_.empty()) return false;
  const auto found = airings_.find(item.id);
  if (found == airings_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](Millis aired) { return std::abs(aired - at) < std::max(rest, kWeek); });
}

}  // namespace retrovue::schedule
