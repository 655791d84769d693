#include <fmt/format.h>

#include "schedule/breaks/expand.h"
#include "schedule/improve.h"
#include "schedule/plan.h"

namespace retrovue::schedule {
namespace {
constexpr std::size_t kTold = 64;  // slots

Plan expanded(const Library& library, const Input& input, const std::vector<DraftSlot>& drafts, Remarks remarks,
              std::vector<Overlap> overlaps, const Growing& growing = {}) {
  Plan plan;
  plan.overlaps = std::move(overlaps);
  if (drafts.empty()) return plan;
  const Calendar calendar{input.channel};
  const Rules rules(library, calendar, input.channel, input.programming.dayparts, input.from, drafts.back().slot.end);
  Expander expander(library, input, rules, remarks, drafts.back().slot.end);
  if (input.programming.blocks.empty())
    remarks.warn("blocks", input.from, "the channel has no blocks and stays off air; describe them in a station file and run "
                                       "'retrovue schedule apply'");
  plan.slots.reserve(drafts.size());
  for (const auto& draft : drafts) plan.slots.push_back(draft.slot);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    expander.expand(drafts[i], i, plan.events);
    if (growing && (i % kTold == kTold - 1 || i + 1 == drafts.size())) growing(plan);
  }
  expander.close(plan.slots.back().end);
  plan.unfilled_ms = input.rate.first_ms(expander.slate_frames());
  plan.longest_unfilled_ms = input.rate.first_ms(expander.longest_slate());
  plan.breaks = expander.breaks();
  for (const auto& overlap : plan.overlaps)
    if (overlap.tie)
      remarks.warn("tie:" + overlap.winner + overlap.loser, input.from,
                   fmt::format("blocks '{}' and '{}' want the same time with equal priority; the first one won; give one a "
                               "higher priority", overlap.winner, overlap.loser));
  plan.warnings = remarks.warnings(calendar.zone());
  plan.soft = remarks.soft();
  return plan;
}

// The plan as it was made, or with its programmes exchanged when that is better as a whole.
Plan best(const Library& library, const Input& input, std::vector<DraftSlot>& drafts, const Remarks& remarks, const std::vector<Overlap>& overlaps,
          const Growing& growing) {
  if (input.optimize <= 0) return expanded(library, input, drafts, remarks, overlaps, growing);
  auto plan = expanded(library, input, drafts, remarks, overlaps);
  const auto judged = [&](Plan& one) {
    auto sum = merit(library, input, drafts);
    sum.unfilled = one.unfilled_ms;
    return sum;
  };
  plan.made = plan.improved = judged(plan);
  improve(library, input, drafts);
  auto other = expanded(library, input, drafts, remarks, overlaps);
  other.made = plan.made;
  other.improved = judged(other);
  const auto broken = [](const Plan& one) {
    int times = 0;
    for (const auto& soft : one.soft) times += soft.times;
    return times;
  };
  return other.improved.total() < plan.made.total() && broken(other) <= broken(plan) ? other : plan;
}
}  // namespace

std::vector<Plan> build(const Library& library, const std::vector<Input>& inputs, const Growing& growing) {
  std::vector<Remarks> remarks(inputs.size());
  std::vector<std::vector<Overlap>> overlaps(inputs.size());
  auto drafts = plan_slots(library, inputs, remarks, overlaps);
  std::vector<Plan> plans;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    plans.push_back(best(library, inputs[i], drafts[i], remarks[i], overlaps[i], inputs.size() == 1 ? growing : Growing{}));
  return plans;
}

Plan build(const Library& library, const Input& input) { return std::move(build(library, std::vector{input}).front()); }

Aired aired(const model::Slot& slot) {
  return {slot.block, slot.run, slot.item_id, slot.start, slot.round, slot.show, slot.title, slot.year, slot.season, slot.episode, 0, slot.fixed};
}

}  // namespace retrovue::schedule
