#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "station/mirrors.h"
#include "station/program.h"

namespace retrovue::station {

CheckedChannel check_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel,
                          const base::Rate& rate, Millis from, Millis to) {
  CheckedChannel checked;
  checked.number = channel.number;
  const auto programming = rules_of(catalog, channel);
  const auto slots = catalog::slots(catalog, channel.id, from, to);
  const base::Zone zone{channel.zone};
  const auto gap = [&](Millis begin, Millis end) {
    checked.findings.push_back({"gap", begin,
                                fmt::format("nothing is planned from {} to {}; run 'retrovue schedule build {}'",
                                            base::local_text(begin, zone), base::local_text(end, zone), channel.number), true});
  };
  if (slots.empty()) {
    gap(from, to);
    return checked;
  }
  if (slots.front().start > from) gap(from, slots.front().start);
  const auto events = catalog::events(catalog, channel.id, model::frame_at(rate, slots.front().start),
                                 model::frame_at(rate, slots.back().end));
  auto found = schedule::check(library, {channel, rate, programming, slots, events});
  if (programming.mirror) std::erase_if(found, [](const auto& finding) { return finding.rule == "grid"; });  // the grid is its source's
  checked.findings.insert(checked.findings.end(), found.begin(), found.end());
  if (slots.back().end < to) gap(slots.back().end, to);
  checked.slots = slots.size();
  checked.events = events.size();
  return checked;
}

OnAir on_air(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis at) {
  OnAir now;
  for (auto& slot : catalog::slots(catalog, channel.id, at, at + 1)) now.slot = std::move(slot);
  const Millis after = now.slot ? now.slot->end : at;
  for (auto& slot : catalog::slots(catalog, channel.id, after, after + 7 * 86'400'000LL)) {
    if (slot.start < after) continue;
    now.next = std::move(slot);
    break;
  }
  const auto frame = model::frame_at(rate, at);
  for (auto& event : catalog::events(catalog, channel.id, frame, frame + 1)) now.event = std::move(event);
  if (now.event) now.position_ms = rate.first_ms(now.event->in_frame + frame - now.event->start_frame);
  if (now.slot) now.remaining_ms = now.slot->end - at;
  return now;
}

}  // namespace retrovue::station
