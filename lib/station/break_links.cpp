#include "station/break_links.h"

#include <algorithm>
#include <map>

#include "catalog/items.h"
#include "schedule/breaks/cuts.h"

namespace retrovue::station {

namespace {

bool is_act(const model::Event& event) { return event.kind == model::EventKind::program || event.kind == model::EventKind::live; }

// Ad breaks before chapters, what is used before what is not any more: the order in which they are chosen.
int rank(const model::Marker& marker) {
  const int kind = marker.kind == model::MarkerKind::ad_break ? 0 : marker.kind == model::MarkerKind::chapter ? 1 : 2;
  return kind + (marker.status == model::MarkerStatus::rejected ? 3 : 0);
}

class Places {
 public:
  Places(catalog::Catalog& catalog, const base::Rate& rate) : catalog_(catalog), rate_(rate) {}

  model::Id at(model::Id item, std::int64_t frame) {
    const auto [known, fresh] = items_.try_emplace(item);
    if (fresh)
      for (const auto& marker : catalog::markers(catalog_, item, true))
        if (rank(marker) % 3 < 2) known->second.emplace(schedule::cut_frame(marker, rate_), marker);
    const model::Marker* best = nullptr;
    const auto [from, to] = known->second.equal_range(frame);
    for (auto i = from; i != to; ++i)
      if (!best || rank(i->second) < rank(*best)) best = &i->second;
    return best ? best->id : 0;
  }

 private:
  catalog::Catalog& catalog_;
  base::Rate rate_;
  std::map<model::Id, std::multimap<std::int64_t, model::Marker>> items_;
};

}  // namespace

std::vector<BreakLink> break_links(catalog::Catalog& catalog, const base::Rate& rate, const std::vector<model::Event>& events) {
  std::vector<BreakLink> links(events.size());
  Places places(catalog, rate);
  for (std::size_t i = 0; i < events.size();) {
    const auto slot = events[i].slot_id;
    const model::Event* act = nullptr;
    std::size_t open = i;  // first piece since the last act
    for (; i < events.size() && events[i].slot_id == slot; ++i) {
      if (!is_act(events[i])) {
        if (act) links[i].programme_id = act->item_id;
        continue;
      }
      const bool goes_on = act && act->item_id == events[i].item_id && events[i].in_frame > 0;
      const auto marker = goes_on ? places.at(act->item_id, events[i].in_frame) : 0;
      for (; open < i; ++open)
        if (goes_on) links[open].marker_id = marker;
      act = &events[i];
      open = i + 1;
    }
  }
  return links;
}

}  // namespace retrovue::station
