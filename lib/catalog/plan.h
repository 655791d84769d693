#pragma once
#include <optional>
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"

namespace retrovue::catalog {

// The stored plan: what the guide shows and what goes on air both read it.
// Slots that overlap [from, to), in order.
std::vector<model::Slot> slots(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);
std::optional<model::Slot> slot_by_id(Catalog& catalog, model::Id slot);

// Events that overlap the frames [from, to), in order; path is filled from the item's file as it is now.
std::vector<model::Event> events(Catalog& catalog, model::Id channel, std::int64_t from_frame, std::int64_t to_frame);

// Events of the slots that overlap [from, to), whole, in order; path is left empty.
std::vector<model::Event> events_of_slots(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

// Replaces every slot that starts in [from, to) by these; their events are added by and by, those of a slot at once. Ids are
// ignored, slot_id of an event is the index into slots. Inside the caller's transaction. Keeps a reference to slots.
class PlanWriter {
 public:
  PlanWriter(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to, const std::vector<model::Slot>& slots);
  void add(const std::vector<model::Event>& events);

 private:
  Catalog& catalog_;
  model::Id channel_;
  const std::vector<model::Slot>& slots_;
  std::vector<model::Id> ids_;
};
// All of it at once.
void replace_plan(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to,
                  const std::vector<model::Slot>& slots, const std::vector<model::Event>& events);
// [start of the first slot, end of the last); empty when nothing is planned.
std::optional<std::pair<model::Millis, model::Millis>> planned_range(Catalog& catalog, model::Id channel);

struct Airing {
  model::Id item_id = 0;
  model::Millis at = 0;
};
// When each item last aired in a break by plan, in [since, before); oldest first.
std::vector<Airing> break_airings(Catalog& catalog, model::Id channel, model::Millis since, model::Millis before);

// A programme in a run: the members of slot that say when, in which run and what it was are set.
struct RunAiring {
  model::Slot slot;
  int channel = 0;  // number
};
// The last planned airing of each programme in each run of a channel before an instant, oldest first.
std::vector<RunAiring> channel_runs(Catalog& catalog, model::Id channel, model::Millis before);
// Every planned airing in a shared run on other channels, whenever, oldest first.
std::vector<RunAiring> shared_run(Catalog& catalog, std::string_view run, model::Id not_channel);

// When each item last aired as a programme before an instant, by plan or by as-run, whichever is later.
std::vector<Airing> last_airings(Catalog& catalog, model::Id channel, model::Millis before);

// As-run: append only.
void append_as_run(Catalog& catalog, const std::vector<model::AsRun>& rows);
std::vector<model::AsRun> as_run(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

}  // namespace retrovue::catalog
