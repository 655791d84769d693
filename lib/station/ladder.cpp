#include "station/ladder.h"

#include <algorithm>

#include "model/channel.h"

namespace retrovue::station {

namespace {
constexpr std::size_t kMostTold = 64;
}

Ladder::Member::Member(std::shared_ptr<Ladder> ladder) : ladder_(std::move(ladder)) { ladder_->members_.push_back(this); }

Ladder::Member::~Member() {
  on_air = nullptr;
  std::erase(ladder_->members_, this);
  for (auto& told : ladder_->told_)
    if (told.by == this) told.by = nullptr;
  ladder_->settle();
}

void Ladder::Member::aired(const model::AsRun& row) {
  if (row.actual_frames == 0) {  // an event that failed, told ahead of its time
    if (!ladder_->waits(this)) ladder_->log_.aired(row);
    return;
  }
  ladder_->told_.push_back({this, row});
  ladder_->settle();
}

bool Ladder::waits(const Member* one) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member* other) {
    return other != one && other->on_air && other->on_air() && (!one || other->ticket_ < one->ticket_);
  });
}

void Ladder::settle() {
  // The longest on air first: then of the others only what goes beyond it is left.
  std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) { return a.by && b.by && a.by->ticket_ < b.by->ticket_; });
  for (auto it = told_.begin(); it != told_.end();) {
    const auto end = model::frame_at(rate_, it->row.actual_start) + it->row.actual_frames;
    if (end > covered_ && waits(it->by) && told_.size() <= kMostTold) {
      ++it;
      continue;
    }
    write(it->row);
    it = told_.erase(it);
  }
}

bool Ladder::beyond(model::AsRun& row) const {
  const auto first = model::frame_at(rate_, row.actual_start), end = first + row.actual_frames;
  if (end <= covered_) return false;
  if (first >= covered_) return true;
  row.actual_start = model::frame_start(rate_, covered_);
  row.actual_frames = end - covered_;
  if (row.status == "aired") row.status = "joined";
  return true;
}

void Ladder::write(model::AsRun row) {
  if (!beyond(row)) return;
  covered_ = model::frame_at(rate_, row.actual_start) + row.actual_frames;
  log_.aired(row);
}

// One that goes off the air says nothing for the others; they tell again soon.
void Ladder::Member::airing(const model::AsRun& row) {
  auto told = row;
  if (row.actual_frames > 0 ? !ladder_->waits(this) && ladder_->beyond(told) : !ladder_->waits(nullptr)) ladder_->log_.airing(told);
}

}  // namespace retrovue::station
