#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "model/channel.h"
#include "model/plan.h"
#include "station/break_links.h"

// A stored plan in the shapes people and programs read.
namespace retrovue::station {

// The arrays of `schedule show --json`; item_id is null for slate and filler slots, rating as its code.
void slots_json(base::JsonWriter& json, const model::Channel& channel, const std::vector<model::Slot>& slots);
void slot_json(base::JsonWriter& json, const model::Channel& channel, const model::Slot& slot);  // one of them
// links: one for each event, or none.
void events_json(base::JsonWriter& json, const model::Channel& channel, const base::Rate& rate, const std::vector<model::Event>& events,
                 const std::vector<BreakLink>& links);

// Cells of a table, local times of the channel.
std::vector<std::vector<std::string>> slot_rows(const model::Channel& channel, const std::vector<model::Slot>& slots);
std::vector<std::vector<std::string>> event_rows(const model::Channel& channel, const base::Rate& rate, const std::vector<model::Event>& events);

struct GridLine {
  std::string text;
  bool heading = false;
};
// A day under each heading, a line for each slot, its events (when given) below it.
std::vector<GridLine> day_grid(const model::Channel& channel, const base::Rate& rate, const std::vector<model::Slot>& slots,
                               const std::vector<model::Event>& events);

// "Cheers S02E05 The Boys" or the title alone; printable.
std::string slot_name(const model::Slot& slot);

}  // namespace retrovue::station
