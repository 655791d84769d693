#include "station/gap_score.h"

#include <algorithm>

namespace retrovue::station {

namespace {
constexpr std::size_t kMost = 500;
constexpr model::Millis kLong = 1000;

// Both lists are by start, and silences do not overlap: from walks on with the gaps.
model::Millis silent_part(const sources::Span& gap, const std::vector<sources::Span>& silent, std::size_t& from) {
  while (from < silent.size() && silent[from].end <= gap.start) ++from;
  model::Millis sum = 0;
  for (auto i = from; i < silent.size() && silent[i].start < gap.end; ++i)
    sum += std::max<model::Millis>(std::min(gap.end, silent[i].end) - std::max(gap.start, silent[i].start), 0);
  return std::min(sum, gap.end - gap.start);
}
}  // namespace

std::vector<model::Marker> found_breaks(const sources::Gaps& gaps, model::Millis offset) {
  std::vector<model::Marker> found;
  std::size_t from = 0;
  for (const auto& gap : gaps.black) {
    const auto length = gap.end - gap.start;
    if (length <= 0) continue;
    const auto silent = gaps.sound ? silent_part(gap, gaps.silent, from) : 0;
    model::Marker marker;
    marker.kind = model::MarkerKind::ad_break;
    marker.origin = model::MarkerOrigin::detected;
    marker.status = model::MarkerStatus::proposed;
    marker.start_ms = gap.start + offset;
    marker.end_ms = gap.end + offset;
    marker.confidence = static_cast<int>(400 + std::min(length, kLong) * 100 / kLong + silent * 500 / length);
    found.push_back(std::move(marker));
  }
  if (found.size() > kMost) {
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return *a.confidence > *b.confidence; });
    found.resize(kMost);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.start_ms < b.start_ms; });
  }
  return found;
}

}  // namespace retrovue::station
