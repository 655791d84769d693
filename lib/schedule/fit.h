#pragma once
#include <optional>
#include <vector>

#include "schedule/calendar.h"

namespace retrovue::schedule {

// Where programmes may end: on the grid, in their block, or as far into the next one as that allows.
class Fit {
 public:
  // spans: who has the say when, contiguous. ends_exactly: nothing ends after to. All must outlive this.
  Fit(const Calendar& calendar, const std::vector<model::Block>& blocks, const std::vector<Span>& spans, Millis to, bool ends_exactly)
      : calendar_(calendar), blocks_(blocks), spans_(spans), to_(to), ends_exactly_(ends_exactly) {}

  // The end of the slot of a programme that starts at this time in that span; empty when it does not fit there.
  std::optional<Millis> slot_end(Millis at, Millis length, std::size_t span) const;
  // No occurrence of the span's block is long enough.
  bool never(Millis length, std::size_t span) const;
  // The present occurrence of a block; when it began.
  Window window(Millis at, const model::Block& block) const;
  Millis opened(Millis at, const model::Block& block) const { return window(at, block).start; }

 private:
  const model::Block& block_of(const Span& span) const { return blocks_[static_cast<std::size_t>(span.block)]; }
  Millis allowance(const Span& span) const;
  Millis rounded(Millis end) const;

  const Calendar& calendar_;
  const std::vector<model::Block>& blocks_;
  const std::vector<Span>& spans_;
  Millis to_;
  bool ends_exactly_;
};

}  // namespace retrovue::schedule
