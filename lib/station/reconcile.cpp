#include "station/reconcile.h"

#include <algorithm>

#include "model/channel.h"

namespace retrovue::station {
namespace {

struct Span {
  std::int64_t first = 0, end = 0;  // channel frames
  const model::AsRun* row = nullptr;
};

bool is_of(const model::AsRun& row, const model::Event& event) {
  return row.item_id == event.item_id && row.kind == event.kind;
}

// What the rows that touch an event make of it.
Finding judge(const model::Event& event, const std::vector<Span>& touching) {
  Finding found;
  found.event = event;
  const auto end = event.start_frame + event.frames;
  std::int64_t other = 0, covered = event.start_frame, last_end = event.start_frame;
  bool failed = false, late = true;
  for (const auto& span : touching) {
    const auto& row = *span.row;
    if (row.status == "failed") failed = failed || row.planned_frames > 0;
    // Two airings of one channel at once (a recording beside the server) count once.
    const auto from = std::max(span.first, covered), to = std::min(span.end, end);
    if (!row.error.empty() && found.error.empty()) found.error = row.error;
    if (to <= from) continue;
    covered = to;
    if (row.status == "replaced") {
      found.replaced += to - from;
    } else if (is_of(row, event)) {
      if (from == event.start_frame) late = false;
      found.aired += to - from;
      last_end = to;
    } else {
      other += to - from;
    }
  }
  if (found.aired == event.frames) found.outcome = Outcome::aired;
  else if (found.replaced > 0) found.outcome = Outcome::replaced;
  else if (failed) found.outcome = Outcome::failed;
  else if (other > 0) found.outcome = Outcome::changed;
  else if (found.aired == 0) found.outcome = Outcome::off_air;
  else if (std::any_of(touching.begin(), touching.end(), [](const Span& span) { return span.row->status == "short"; })) found.outcome = Outcome::brief;
  else found.outcome = late && last_end == end ? Outcome::joined : Outcome::cut;
  return found;
}

void add(Reconciled& all, Finding found) {
  ++all.events;
  all.planned_frames += found.event.frames;
  all.aired_frames += found.aired;
  all.replaced_frames += found.replaced;
  if (is_fault(found.outcome)) ++all.faults;
  if (found.outcome == Outcome::aired) {
    ++all.whole;
    return;
  }
  if (found.outcome == Outcome::off_air) {
    all.off_air_frames += found.event.frames;
    if (!all.findings.empty() && all.findings.back().outcome == Outcome::off_air &&
        all.findings.back().event.start_frame + all.findings.back().event.frames == found.event.start_frame) {
      ++all.findings.back().events;
      all.findings.back().event.frames += found.event.frames;
      return;
    }
  }
  all.findings.push_back(std::move(found));
}

}  // namespace

std::string_view to_text(Outcome outcome) {
  static constexpr std::string_view words[] = {"aired", "joined", "cut", "off_air", "changed", "replaced", "short", "failed"};
  return words[static_cast<std::size_t>(outcome)];
}

bool is_fault(Outcome outcome) { return outcome >= Outcome::replaced; }

Reconciled reconcile(const std::vector<model::Event>& events, const std::vector<model::AsRun>& rows, const base::Rate& rate) {
  std::vector<Span> spans;
  spans.reserve(rows.size());
  for (const auto& row : rows) {
    // What failed has no frames: it stands where it was planned.
    const auto first = model::frame_at(rate, row.status == "failed" ? row.planned_start : row.actual_start);
    spans.push_back({first, first + row.actual_frames, &row});
  }
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.first < b.first; });
  Reconciled all;
  std::vector<Span> open;  // not over before the event at hand
  auto next = spans.begin();
  for (const auto& event : events) {
    const auto end = event.start_frame + event.frames;
    for (; next != spans.end() && next->first < end; ++next) open.push_back(*next);
    std::erase_if(open, [&](const Span& span) { return span.end <= event.start_frame && span.first < event.start_frame; });
    add(all, judge(event, open));
  }
  return all;
}

}  // namespace retrovue::station
