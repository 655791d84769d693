#include "playout/air_meter.h"

#include <algorithm>

namespace retrovue::playout {

void AirMeter::look(base::Millis now, const Sight& so_far) {
  if (!seen_.empty() && now - seen_.back().at < kEvery) return;
  seen_.push_back({now, so_far});
  while (seen_.size() > 2 && now - seen_[1].at >= kLately) seen_.pop_front();
}

double AirMeter::fps() const {
  if (seen_.empty()) return 0;
  const auto& last = seen_.back();
  const auto first = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& one) { return last.at - one.at <= kSpeed; });
  const auto passed = last.at - first->at;
  return passed < 1'000 ? 0 : static_cast<double>(last.what.frames - first->what.frames) * 1000 / static_cast<double>(passed);
}

}  // namespace retrovue::playout
