#pragma once
#include "model/item.h"

namespace retrovue::model {

// Which state may follow which. Staying is not a transition. What is not on this machine cannot fail in processing,
// and a file that is gone must be seen again before anything else is said about it.
constexpr bool legal_transition(ItemState from, ItemState to) {
  using enum ItemState;
  if (from == to) return false;
  switch (from) {
    case normal:
    case scanning: return true;
    case remote_only: return to != error;
    case unavailable: return to != error;
    case file_not_found: return to == normal || to == remote_only || to == scanning;
    case error: return true;
  }
  return false;
}

// Only what is gone may be archived; it leaves the archive when it is seen again, or is taken out by hand as what it was.
constexpr bool may_be_archived(ItemState state) { return state == ItemState::file_not_found; }
inline constexpr std::string_view kArchived = "archived";  // in the log of states

}  // namespace retrovue::model
