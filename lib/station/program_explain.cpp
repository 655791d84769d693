#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "station/plan_lock.h"
#include "station/program.h"
#include "station/program_text.h"

namespace retrovue::station {

namespace {
// Before the draft the plan on air is the past, then the draft itself.
void remember_draft(schedule::Input& in, const model::Sheet& draft) {
  const auto begin = draft.slots.front().start;
  std::erase_if(in.past, [&](const auto& airing) { return airing.at >= begin; });
  std::erase_if(in.past_airings, [&](const auto& airing) { return airing.at >= begin; });
  if (in.from > begin) in.before.reset();
  for (const auto& slot : draft.slots) {
    if (slot.start >= in.from) break;
    in.before = slot;
    if (slot.status != "planned") continue;
    in.past.push_back(schedule::aired(slot));
    in.past.back().channel = in.channel.number;
  }
}
}  // namespace

Explained explain_slot(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis at, std::uint64_t seed,
                       const model::Sheet* draft) {
  Explained found;
  std::vector<model::Slot> stored;
  if (!draft) stored = catalog::slots(catalog, channel.id, at, at + 1);
  else
    for (const auto& slot : draft->slots)
      if (slot.start <= at && at < slot.end) stored.push_back(slot);
  if (stored.empty())
    throw base::Error(base::ErrorKind::not_found, fmt::format("nothing is planned on channel {} at {}", channel.number,
                                                              base::local_text(at, base::Zone{channel.zone})),
                      fmt::format("run 'retrovue schedule build {}'", channel.number));
  found.stored = stored.front();
  found.mirror = read_programming_json(catalog::programming_document(catalog, channel.id), channel).mirror;
  if (found.stored.fixed || found.mirror) {
    found.again = found.stored;
    return found;
  }
  schedule::Input input;
  input.channel = channel;
  input.rate = rate;
  input.seed = seed;
  input.from = found.stored.start;
  input.to = found.stored.end;
  read_past(catalog, input);
  if (draft) remember_draft(input, *draft);
  read_fixed(catalog, input);
  const auto library = read_library(catalog, Markers::without);
  const auto trace = schedule::explain(library, input);
  found.again = trace.slot;
  found.overruled = trace.overruled;
  if (!trace.block) return found;
  found.block = trace.block->name;
  found.order = trace.block->live ? "live" : model::to_text(trace.block->order);
  found.candidates = trace.candidates.size();
  for (const auto& candidate : trace.candidates) {
    if (candidate.why.empty()) {
      ++found.allowed;
      continue;
    }
    auto known = std::find_if(found.refused.begin(), found.refused.end(), [&](const auto& r) { return r.why == candidate.why; });
    if (known == found.refused.end()) known = found.refused.insert(found.refused.end(), {candidate.why, 0, {}});
    ++known->items;
    if (known->examples.size() < 3) known->examples.push_back(candidate.item->title);
  }
  return found;
}

}  // namespace retrovue::station
