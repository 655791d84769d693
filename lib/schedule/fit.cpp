#include "schedule/fit.h"

#include <algorithm>

#include "schedule/fixed.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kDay = 86'400'000;
}

// How far a programme may run over into a span.
Millis Fit::allowance(const Span& span) const {
  if (Fixed::holds(span)) return 0;
  if (span.block < 0) return calendar_.grid();
  const auto& block = block_of(span);
  return block.start == model::Start::hard ? 0 : block.delay.value_or(calendar_.grid());
}

// A slot ends on the grid; where more than half a step would be left over, on the half step.
Millis Fit::rounded(Millis end) const {
  const Millis full = calendar_.line_from(end, calendar_.grid());
  if (full - end <= calendar_.grid() / 2) return full;
  return std::min(full, calendar_.line_from(end, calendar_.grid() / 2));
}

std::optional<Millis> Fit::slot_end(Millis at, Millis length, std::size_t span) const {
  const Millis end = at + length;
  if (end <= spans_[span].end) return std::min(rounded(end), spans_[span].end);
  if (span + 1 == spans_.size()) return std::nullopt;
  const auto& next = spans_[span + 1];
  const Millis at_once = (end + 999) / 1000 * 1000;
  const bool soft = next.block >= 0 && block_of(next).start == model::Start::soft && at_once < next.end;
  const Millis until = soft ? at_once : rounded(end);
  for (std::size_t i = span + 1; i < spans_.size() && spans_[i].start < until; ++i)
    if (until > spans_[i].start + allowance(spans_[i])) return std::nullopt;
  if (ends_exactly_ && until > to_) return std::nullopt;
  return until;
}

bool Fit::never(Millis length, std::size_t span) const {
  const auto& block = block_of(spans_[span]);
  const Millis window = block.to > block.from ? block.to - block.from : block.to - block.from + kDay;
  if (window == kDay) return false;
  const Millis over = span + 1 < spans_.size() ? allowance(spans_[span + 1]) : 0;
  return length > window + over;
}

Window Fit::window(Millis at, const model::Block& block) const {
  const auto date = calendar_.date_of(at);
  for (int day = 0; day >= -1; --day) {
    const auto window = calendar_.window(base::add_days(date, day), block.from, block.to);
    if (window.holds(at)) return window;
  }
  return {at, INT64_MAX};
}

}  // namespace retrovue::schedule
