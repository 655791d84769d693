#include "playout/segment_book.h"

#include <algorithm>

namespace retrovue::playout {

namespace {
constexpr std::size_t kKept = 64;  // more than a start in the past or a playlist reaches back
}

void SegmentBook::enter(Rendition& one, std::uint64_t first_number) {
  on_air_.push_back(&one);
  if (on_air_.size() > 1) return;
  if (!begins_.empty()) ++discontinuity_;
  begins_.clear();
  recued_.reset();
  floor_.reset();
  next_ = std::max(next_, first_number);
}

void SegmentBook::leave(const Rendition& one) { std::erase(on_air_, &one); }

std::optional<std::uint64_t> SegmentBook::number_at(std::int64_t frame) const {
  const auto found = begins_.find(frame);
  return found == begins_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> SegmentBook::after(std::int64_t frame) const {
  const auto found = begins_.upper_bound(frame);
  return found == begins_.end() ? std::nullopt : std::optional(found->first);
}

std::uint64_t SegmentBook::add(std::int64_t frame) {
  begins_.emplace_hint(begins_.end(), frame, next_);
  if (begins_.size() > kKept) begins_.erase(begins_.begin());
  return next_++;
}

std::int64_t SegmentBook::start_from(std::int64_t frame) const {
  const auto found = begins_.lower_bound(floor_ ? std::max(frame, *floor_) : frame);
  if (found != begins_.end()) return found->first;
  if (floor_ && (begins_.empty() || *floor_ > begins_.rbegin()->first)) return *floor_;
  return begins_.empty() ? frame : begins_.rbegin()->first;
}

bool SegmentBook::ask() {
  const bool first = !asked_;
  asked_ = true;
  return first;
}

void SegmentBook::recue(std::int64_t wait) {
  asked_ = false;
  if (on_air_.empty()) return;
  // Behind what is written down, and never back: the one before may not be on air yet.
  std::int64_t at = begins_.empty() ? 0 : begins_.rbegin()->first + 1;
  if (recued_) at = std::max(at, *recued_ + 1);
  for (const auto* one : on_air_) at = std::max(at, one->soonest() + wait * static_cast<std::int64_t>(on_air_.size() - 1));
  recued_ = at;
  forget_before(at);
  for (auto* one : on_air_) one->recue_at(at);
}

}  // namespace retrovue::playout
