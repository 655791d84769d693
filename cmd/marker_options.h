#pragma once
#include <optional>
#include <string>

#include "cli/declaration.h"
#include "station/markers.h"

// What `marker add` and `marker set` say about a marker.
namespace retrovue::cmd {

inline void declare_marker(cli::Declaration& d, station::MarkerWish& wish, bool at_needed) {
  auto& at = d.duration("--at", wish.at, "where it is, from the start of the item");
  if (at_needed) at.must();
  d.duration("--until", wish.until, "where it ends, when it is a range");
  d.option("--type", "TYPE", wish.kind, "what it marks").one_of({"chapter", "ad_break", "ad-break", "cue", "intro", "credits"});
  d.option("--title", "TITLE", wish.title, "its title");
}

}  // namespace retrovue::cmd
