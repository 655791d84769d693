#include <fmt/format.h>

#include <map>

#include "base/time_text.h"
#include "catalog/plan.h"
#include "guide/formats.h"
#include "station/guide.h"

namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000;

// Frame counts are told from the events themselves, so that the check needs no profile.
void check_slot(const model::Slot& slot, const std::vector<const model::Event*>& events, std::vector<std::string>& faults) {
  const auto at = base::rfc3339_utc(slot.start);
  if (events.empty()) {
    faults.push_back(fmt::format("the slot at {} has no events", at));
    return;
  }
  for (std::size_t i = 1; i < events.size(); ++i)
    if (events[i]->start_frame != events[i - 1]->start_frame + events[i - 1]->frames)
      faults.push_back(fmt::format("the events of the slot at {} do not meet at frame {}", at, events[i]->start_frame));
  if (slot.item_id == 0) return;
  bool aired = false;
  for (const auto* event : events) {
    if (event->kind != model::EventKind::program) continue;
    aired = true;
    if (event->item_id != slot.item_id)
      faults.push_back(fmt::format("the guide names '{}' at {}, but '{}' goes on air", slot.title, at, event->title));
  }
  const bool programme = slot.kind == model::ItemKind::movie || slot.kind == model::ItemKind::episode;
  if (programme && !aired) faults.push_back(fmt::format("'{}' at {} never goes on air", slot.title, at));
}
}  // namespace

std::vector<GuideFinding> check_guide(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, Millis from, Millis to) {
  std::vector<GuideFinding> findings;
  for (const auto& channel : channels) {
    GuideFinding f;
    f.channel = channel;
    const auto entries = guide_listings(catalog, channel, from, to);
    f.entries = entries.size();
    f.faults = guide::faults(entries);
    if (const auto range = catalog::planned_range(catalog, channel.id)) f.planned_until = range->second;
    if (f.planned_until <= from) f.warnings.push_back("nothing is planned from now on");
    else if (f.planned_until < from + kDay)
      f.warnings.push_back(fmt::format("planned for {} only; guide readers want a day or more", base::short_duration(f.planned_until - from)));

    const auto slots = catalog::slots(catalog, channel.id, from, to);
    f.slots = slots.size();
    std::map<model::Id, std::vector<const model::Event*>> by_slot;
    const auto events = catalog::events_of_slots(catalog, channel.id, from, to);
    f.events = events.size();
    for (const auto& event : events) by_slot[event.slot_id].push_back(&event);
    const model::Event* before = nullptr;
    for (const auto& slot : slots) {
      const auto& own = by_slot[slot.id];
      check_slot(slot, own, f.faults);
      if (own.empty()) continue;
      if (before && own.front()->start_frame != before->start_frame + before->frames)
        f.faults.push_back(fmt::format("the playlog has a gap or an overlap before the slot at {}", base::rfc3339_utc(slot.start)));
      before = own.back();
    }
    findings.push_back(std::move(f));
  }
  return findings;
}

}  // namespace retrovue::station
