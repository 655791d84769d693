#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/plan.h"
#include "station/plan_lock.h"
#include "station/program.h"
#include "station/program_text.h"

namespace retrovue::station {

Explained explain_slot(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis at, std::uint64_t seed) {
  Explained found;
  const auto stored = catalog::slots(catalog, channel.id, at, at + 1);
  if (stored.empty())
    throw base::Error(base::ErrorKind::not_found, fmt::format("nothing is planned on channel {} at {}", channel.number,
                                                              base::local_text(at, base::Zone{channel.zone})),
                      fmt::format("run 'retrovue schedule build {}'", channel.number));
  found.stored = stored.front();
  schedule::Input input;
  input.channel = channel;
  input.rate = rate;
  input.seed = seed;
  input.from = found.stored.start;
  input.to = found.stored.end;
  read_past(catalog, input);
  read_fixed(catalog, input);
  const auto library = read_library(catalog, Markers::without);
  const auto trace = schedule::explain(library, input);
  found.again = trace.slot;
  found.overruled = trace.overruled;
  if (!trace.block) return found;
  found.block = trace.block->name;
  found.order = model::to_text(trace.block->order);
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
