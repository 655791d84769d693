#include "station/plan_lock.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "catalog/plan.h"
#include "station/program_text.h"

namespace retrovue::station {

using model::Millis;

namespace {
constexpr Millis kWeek = 7 * 86'400'000LL;

// Its events fill it at the channel's present rate.
bool whole(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, const model::Slot& slot) {
  const auto first = model::frame_at(rate, slot.start), last = model::frame_at(rate, slot.end);
  const auto events = catalog::events(catalog, channel.id, first, last);
  return !events.empty() && events.front().slot_id == slot.id && events.front().start_frame == first && events.back().slot_id == slot.id &&
         events.back().start_frame + events.back().frames == last;
}
}  // namespace

Locked locked_slots(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis now, Millis window) {
  Locked locked;
  for (auto& slot : catalog::slots(catalog, channel.id, now, now + window)) {
    if (slot.start >= now + window) break;
    if (!whole(catalog, channel, rate, slot)) {
      locked.other_rate = slot.start;
      break;
    }
    locked.slots.push_back(std::move(slot));
  }
  return locked;
}

std::vector<std::string> locked_faults(const Locked& locked, const schedule::Library& library, const model::Channel& channel) {
  std::vector<std::string> found;
  for (const auto& slot : locked.slots) {
    if (slot.status != "planned" || (slot.item_id != 0 && library.find(slot.item_id))) continue;
    const auto what = slot.item_id == 0 ? std::string{"its item was removed"} : fmt::format("item {} has no playable file", slot.item_id);
    const auto remedy = slot.item_id == 0 ? fmt::format("run 'retrovue channel set {} --lock 0s' and build again", channel.number)
                                          : fmt::format("run 'retrovue validate {}', or shorten the lock window and build again", slot.item_id);
    found.push_back(fmt::format("slot '{}' at {} is locked and stays, but {}: filler airs in its place; {}", slot_name(slot),
                                base::local_text(slot.start, base::Zone{channel.zone}), what, remedy));
  }
  return found;
}

void read_fixed(catalog::Catalog& catalog, schedule::Input& in) {
  for (auto& slot : catalog::slots(catalog, in.channel.id, in.from, in.to + kWeek)) {
    if (!slot.fixed || slot.start < in.from) continue;
    if (slot.start < in.to) in.fixed.push_back(std::move(slot));
    else if (slot.item_id) in.by_hand.push_back({slot.item_id, slot.start});
  }
}

}  // namespace retrovue::station
