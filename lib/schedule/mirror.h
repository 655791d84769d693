#pragma once
#include <vector>

#include "schedule/plan.h"
#include "schedule/sheet.h"

// The plan of a channel that airs what another one airs, later.
namespace retrovue::schedule {

// A slot and its events, later by the shift. The frames of a slot are those between its two instants, as everywhere, so at
// rates such as 30000/1001 a slot may gain or lose one frame on its way: black gains it, black loses it, and where a slot has
// no black, the last piece of break material does. Programmes stay whole. Both channels have the rate. shift >= 0.
Piece later(Piece piece, Millis shift, const base::Rate& rate);

struct MirrorInput {
  const model::Channel& channel;                // the one that mirrors
  const std::vector<model::Daypart>& dayparts;  // its own
  base::Rate rate;                              // of both
  Millis shift = 0;
  Millis from = 0, to = 0;                      // of its plan
};
// What the mirror airs in [from, to) of what the source plans, in order: whole slots, contiguous from `from`. Time that no
// whole slot of the source covers is slate, and so is what the mirror's own rating limit, dayparts and the like forbid; both
// are told. Ends with the source when that is before `to`, unless nothing of it is there at all.
Pieces mirrored(const Library& library, const MirrorInput& input, Pieces source, Remarks& remarks);

}  // namespace retrovue::schedule
