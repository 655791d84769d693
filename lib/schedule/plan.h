#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/plan.h"
#include "schedule/calendar.h"
#include "schedule/library.h"
#include "schedule/merit.h"
#include "schedule/remarks.h"
#include "schedule/rotation.h"
#include "schedule/scoring.h"

namespace retrovue::schedule {

// An item that was planned to air before, as a programme or in a break.
struct Airing {
  model::Id item_id = 0;
  Millis at = 0;
};

// A campaign as the channel has it.
struct Booking {
  model::Campaign campaign;
  std::int64_t target = 0;                  // the channel's share of its plays; 0: none
  std::map<std::string, std::int64_t> owed; // plays that did not air and are not made good yet, by the daypart they were in
  std::int64_t made_good = 0;               // plays before the plan that did so for others
};

// Everything a plan depends on. The same values give the same plan, byte for byte.
struct Input {
  model::Channel channel;
  base::Rate rate;                  // of the channel's profile
  model::Programming programming;
  Millis from = 0, to = 0;          // the first slot starts at from
  bool ends_exactly = false;        // another plan begins at to: the last slot ends there; else it may run over
  std::optional<model::Slot> before; // the slot that ends at from
  std::vector<Aired> past;           // programmes planned before from, oldest first; the last time of each is enough
  std::vector<Aired> elsewhere;      // what other channels plan in runs that this one shares, also later; oldest first
  std::map<std::string, std::string> queries;  // saved ones, by name
  std::vector<model::Slot> fixed;    // placed by hand from `from` on, in order, apart; they stay as they are
  std::vector<Airing> by_hand;       // more items that automatic choice keeps away from, as from fixed ones
  std::vector<model::Id> barred;     // not to be chosen at all
  std::vector<Airing> past_airings;  // break material planned before from, oldest first; likewise
  std::vector<Booking> bookings;     // by priority, the highest first, then by name
  std::vector<Airing> past_spots;    // commercials planned before from, oldest first, as far back as flights and rules ask
  std::vector<Airing> later_spots;   // and those of the plan that begins at to, likewise
  std::uint64_t seed = 1;
  MakeScoring scoring = built_in_scoring;  // of blocks with order scored
  int optimize = 0;                  // exchanges to try for each slot after the plan is made; 0: none
};

struct Plan {
  std::vector<model::Slot> slots;    // contiguous from Input::from
  std::vector<model::Event> events;  // contiguous to the frame; slot_id is the index into slots
  std::vector<std::string> warnings; // name slot or block, rule and remedy
  std::vector<SoftViolation> soft;
  std::vector<Overlap> overlaps;
  Millis unfilled_ms = 0;            // slate inside programme slots
  std::size_t breaks = 0;            // stretches between programmes and their acts
  Millis longest_unfilled_ms = 0;    // slate in one of them, at most
  Merit made, improved;              // with Input::optimize: as it was made, and as it is
};

// A planned slot with what its expansion needs to know.
struct DraftSlot {
  model::Slot slot;
  const model::Item* item = nullptr;  // empty: filler or off air
  int block = -1;                     // index, -1 = off air
  bool first = false, last = false;   // of a run of the block
};

// Coarse level: who airs when, on channels that share runs. One remarks and one list of overlaps for each input.
std::vector<std::vector<DraftSlot>> plan_slots(const Library& library, const std::vector<Input>& inputs, std::vector<Remarks>& remarks,
                                               std::vector<std::vector<Overlap>>& overlaps);

// Why the first slot of a plan is what it is.
struct Trace {
  const model::Block* block = nullptr;  // of the input; empty when none has the say
  std::vector<std::string> overruled;   // blocks that wanted the time too
  struct Candidate {
    const model::Item* item = nullptr;
    std::string why;                    // it may not air; empty when it may
  };
  std::vector<Candidate> candidates;    // in the order of the block's rule
  model::Slot slot;
};
Trace explain(const Library& library, const Input& input);

// Both levels. Channels that share runs are built together, moment by moment; then their inputs end at one instant. growing:
// told now and then while the breaks of a single plan are filled, of all slots and the events of the first of them.
using Growing = std::function<void(const Plan& plan)>;
std::vector<Plan> build(const Library& library, const std::vector<Input>& inputs, const Growing& growing = {});
Plan build(const Library& library, const Input& input);

// A planned slot as the memory of its run keeps it.
Aired aired(const model::Slot& slot);

}  // namespace retrovue::schedule
