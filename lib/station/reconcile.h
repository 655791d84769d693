#pragma once
#include <string>
#include <vector>

#include "base/rational.h"
#include "model/plan.h"

namespace retrovue::station {

// What became of a planned stretch.
enum class Outcome {
  aired,     // every frame
  joined,    // the channel came on in the middle
  cut,       // the channel went off in the middle
  off_air,   // the channel was not on: nobody watched
  changed,   // something else aired, as planned then: the plan is newer than the airing
  replaced,  // something stood in for it, or for a part
  brief,     // it ended before its time and nothing is known to have stood in; "short" to people
  failed,    // not a single frame, and nothing stood in
};
std::string_view to_text(Outcome outcome);
bool is_fault(Outcome outcome);  // something went wrong on air

struct Finding {
  model::Event event;           // off_air: the first of `events`, with their frames
  Outcome outcome = Outcome::aired;
  std::int64_t events = 1;      // off_air: how many one after another
  std::int64_t aired = 0;       // frames of the event itself
  std::int64_t replaced = 0;    // frames of what stood in
  std::string error;
};
struct Reconciled {
  std::int64_t events = 0, whole = 0;
  std::int64_t planned_frames = 0, aired_frames = 0, replaced_frames = 0, off_air_frames = 0;
  std::int64_t faults = 0;
  std::vector<Finding> findings;  // all that did not air whole, in order
};

// Holds as-run rows against planned events. Both in order of time and of one channel, whose rate it is. Pure.
Reconciled reconcile(const std::vector<model::Event>& events, const std::vector<model::AsRun>& rows, const base::Rate& rate);

}  // namespace retrovue::station
