#include "schedule/calendar.h"

#include <algorithm>
#include <map>

namespace retrovue::schedule {
namespace {
constexpr Millis kDay = 86'400'000;

struct Instance {
  Window window;
  int block = 0;
};

// The stronger claim comes first.
bool stronger(const std::vector<model::Block>& blocks, const Instance& a, const Instance& b) {
  const auto& x = blocks[static_cast<std::size_t>(a.block)];
  const auto& y = blocks[static_cast<std::size_t>(b.block)];
  if (x.priority != y.priority) return x.priority > y.priority;
  const Millis long_a = a.window.end - a.window.start, long_b = b.window.end - b.window.start;
  if (long_a != long_b) return long_a < long_b;
  if (a.block != b.block) return a.block < b.block;
  return a.window.start < b.window.start;
}

std::vector<Instance> instances(const Calendar& calendar, const std::vector<model::Block>& blocks, Millis from, Millis to) {
  std::vector<Instance> all;
  const auto last = base::add_days(calendar.date_of(to), 1);
  for (auto date = base::add_days(calendar.date_of(from), -2); date <= last; date = base::add_days(date, 1)) {
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (!model::runs_on(blocks[b], date)) continue;
      const auto window = calendar.window(date, blocks[b].from, blocks[b].to);
      if (window.start < window.end && window.meets(from, to)) all.push_back({window, static_cast<int>(b)});
    }
  }
  return all;
}
}  // namespace

base::Date Calendar::date_of(Millis at) const {
  const auto local = zone_.local(at);
  auto date = local.ms_of_day >= day_start_ ? local.date : base::add_days(local.date, -1);
  while (day_begin(date) > at) date = base::add_days(date, -1);
  while (day_begin(base::add_days(date, 1)) <= at) date = base::add_days(date, 1);
  return date;
}

Window Calendar::window(const base::Date& date, Millis from, Millis to) const {
  const Millis start = from < day_start_ ? from + kDay : from;
  const Millis length = to > from ? to - from : to - from + kDay;
  return {zone_.utc(date, start), zone_.utc(date, start + length)};
}

Millis Calendar::past_line(Millis at, Millis step) const {
  return (zone_.local(at).ms_of_day - day_start_ + kDay) % step;
}

bool Calendar::on_line(Millis at, Millis step) const { return past_line(at, step) == 0; }

Millis Calendar::line_from(Millis at, Millis step) const {
  for (Millis past = past_line(at, step); past != 0; past = past_line(at, step)) at += step - past;
  return at;
}

Millis Calendar::line_before(Millis at, Millis step) const {
  for (Millis past = past_line(at, step); past != 0; past = past_line(at, step)) at -= past;
  return at;
}

std::vector<Span> spans(const Calendar& calendar, const std::vector<model::Block>& blocks, Millis from, Millis to,
                        std::vector<Overlap>& overlaps) {
  auto claims = instances(calendar, blocks, from, to);
  std::vector<Millis> cuts{from, to};
  for (const auto& claim : claims) {
    cuts.push_back(std::clamp(claim.window.start, from, to));
    cuts.push_back(std::clamp(claim.window.end, from, to));
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::stable_sort(claims.begin(), claims.end(),
                   [](const Instance& a, const Instance& b) { return a.window.start < b.window.start; });

  std::vector<Span> all;
  std::vector<Instance> active;
  std::map<std::pair<int, int>, std::vector<std::pair<Millis, Millis>>> clashes;  // by instance starts, to count each once
  std::size_t next = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    std::erase_if(active, [&](const Instance& a) { return a.window.end <= cuts[i]; });
    for (; next < claims.size() && claims[next].window.start <= cuts[i]; ++next)
      if (claims[next].window.end > cuts[i]) active.push_back(claims[next]);
    int block = -1;
    if (!active.empty()) {
      const auto best = std::min_element(active.begin(), active.end(),
                                         [&](const auto& a, const auto& b) { return stronger(blocks, a, b); });
      block = best->block;
      for (const auto& other : active) {
        if (other.block == block) continue;
        auto& seen = clashes[{block, other.block}];
        const std::pair key{best->window.start, other.window.start};
        if (seen.empty() || seen.back() != key) seen.push_back(key);
      }
    }
    if (!all.empty() && all.back().block == block) all.back().end = cuts[i + 1];
    else all.push_back({cuts[i], cuts[i + 1], block});
  }
  for (const auto& [pair, times] : clashes) {
    const auto& winner = blocks[static_cast<std::size_t>(pair.first)];
    const auto& loser = blocks[static_cast<std::size_t>(pair.second)];
    overlaps.push_back({winner.name, loser.name, winner.priority == loser.priority, static_cast<int>(times.size())});
  }
  return all;
}

}  // namespace retrovue::schedule
