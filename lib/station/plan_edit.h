#pragma once
#include <string>
#include <vector>

#include "station/plan_book.h"

// Changes of the plan by hand.
namespace retrovue::station {

enum class Edit { insert, move, swap, remove };

// insert: item at `at`. move: what is on at `from` to `at`. swap: what is on at both. remove: what is on at `from`.
struct EditWish {
  Edit what = Edit::insert;
  Millis from = 0, at = 0;
  model::Id item = 0;
  bool force = false;  // soft rules (grid, rest, by hand) may be broken; they become warnings
};
struct Edited {
  OnAirChange change;
  std::vector<std::string> warnings;
};
// What is placed stays through later builds, until it is taken out; the time around it is filled anew to the frame. Taking
// out what a build chose bars it from that time and fixes what came instead; taking out what was placed by hand gives the
// time back. One transaction. Errors: usage (a rule, by its name; a locked slot), not_found (nothing is planned then).
Edited edit_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                 const EditWish& wish, const Author& author, bool dry_run);

}  // namespace retrovue::station
