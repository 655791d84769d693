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

Frames of_kind(const CutInput& in, model::MarkerKind kind) {
  Frames frames;
  for (const auto& marker : in.markers)
    if (marker.kind == kind) frames.push_back(in.rate.count_of_ms(marker.start_ms));
  return frames;
}
}  // namespace

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
    if (const auto marked = spaced(of_kind(in, model::MarkerKind::ad_break), first, last, between); !marked.empty())
      return thinned(marked, static_cast<std::size_t>(most), in.frames);
    if (const auto chapters = spaced(of_kind(in, model::MarkerKind::chapter), first, last, between); !chapters.empty())
      return thinned(chapters, static_cast<std::size_t>(std::min(most, needed)), in.frames);
  }
  for (std::int64_t n = std::min(most, needed); n > 0; --n) {
    Frames even;
    for (std::int64_t i = 1; i <= n; ++i) even.push_back(in.frames * i / (n + 1));
    if (spaced(even, first, last, between).size() == even.size()) return even;
  }
  return {};
}

}  // namespace retrovue::schedule
