#include "schedule/breaks/cuts.h"

#include <algorithm>
#include <cstdlib>

namespace retrovue::schedule {
namespace {
using Frames = std::vector<std::int64_t>;

// Positions that keep their distances, from the left.
Frames spaced(const Frames& wanted, std::int64_t first, std::int64_t last, std::int64_t between) {
  Frames kept;
  for (const auto at : wanted)
    if (at >= first && at <= last && (kept.empty() || at - kept.back() >= between)) kept.push_back(at);
  return kept;
}

// n of them, as evenly spread over the programme as they allow.
Frames thinned(const Frames& all, std::size_t n, std::int64_t length) {
  if (all.size() <= n) return all;
  Frames kept;
  std::size_t from = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t ideal = length * static_cast<std::int64_t>(i + 1) / static_cast<std::int64_t>(n + 1);
    const std::size_t until = all.size() - (n - i - 1);  // leave enough for the rest
    std::size_t best = from;
    for (std::size_t k = from; k < until; ++k)
      if (std::abs(all[k] - ideal) < std::abs(all[best] - ideal)) best = k;
    kept.push_back(all[best]);
    from = best + 1;
  }
  return kept;
}

// A black that was found is as good as a chapter until somebody approves it.
bool found(const model::Marker& marker) { return marker.kind == model::MarkerKind::ad_break && marker.status == model::MarkerStatus::proposed; }

template <typename Wanted>
Frames marked(const CutInput& in, const Wanted& wanted) {
  Frames frames;
  for (const auto& marker : in.markers)
    if (wanted(marker)) frames.push_back(cut_frame(marker, in.rate));
  std::sort(frames.begin(), frames.end());
  return frames;
}
}  // namespace

std::int64_t cut_frame(const model::Marker& marker, const base::Rate& rate) {
  const bool gap = marker.origin == model::MarkerOrigin::detected && marker.end_ms;
  return rate.count_of_ms(gap ? marker.start_ms + (*marker.end_ms - marker.start_ms) / 2 : marker.start_ms);
}

Frames cut_frames(const CutInput& in, const model::BreakRule& rule) {
  if (rule.at == model::BreakAt::none || in.avail <= 0) return {};
  const auto frames = [&](model::Millis ms) { return in.rate.count_of_ms(ms); };
  const std::int64_t shortest = std::max<std::int64_t>(frames(rule.shortest), 1), longest = std::max(frames(rule.longest), shortest);
  const std::int64_t after = rule.after ? 1 : 0;
  const std::int64_t hours_cap = std::max<std::int64_t>(base::mul_div_round(rule.per_hour, in.slot_ms, 3'600'000), rule.per_hour > 0);
  const std::int64_t most = std::min(in.avail / shortest - after, hours_cap);
  if (most <= 0) return {};
  const std::int64_t needed = std::max<std::int64_t>((in.avail + longest - 1) / longest - after, 2);
  const std::int64_t first = std::max<std::int64_t>(frames(rule.from_start), 1);
  const std::int64_t last = in.frames - std::max<std::int64_t>(frames(rule.from_end), 1);
  const std::int64_t between = std::max<std::int64_t>(frames(rule.between), 1);

  if (rule.at == model::BreakAt::markers) {
    const auto places = [&](const auto& wanted) { return spaced(marked(in, wanted), first, last, between); };
    if (const auto all = places([](const auto& one) { return one.kind == model::MarkerKind::ad_break && !found(one); }); !all.empty())
      return thinned(all, static_cast<std::size_t>(most), in.frames);
    const auto enough = static_cast<std::size_t>(std::min(most, needed));
    if (const auto all = places([](const auto& one) { return one.kind == model::MarkerKind::chapter; }); !all.empty()) return thinned(all, enough, in.frames);
    if (const auto all = places(found); !all.empty()) return thinned(all, enough, in.frames);
  }
  for (std::int64_t n = std::min(most, needed); n > 0; --n) {
    Frames even;
    for (std::int64_t i = 1; i <= n; ++i) even.push_back(in.frames * i / (n + 1));
    if (spaced(even, first, last, between).size() == even.size()) return even;
  }
  return {};
}

}  // namespace retrovue::schedule
