#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/origin.h"
#include "station/server_door.h"

namespace retrovue::station {

struct DiscoverWish {
  std::string server;  // empty: every enabled one
  std::optional<std::string> title, guid;  // one of them
  std::optional<int> year;
};
struct Discovered {
  std::string server, library, title, kind, rating_key;
  std::optional<int> year;
  std::vector<model::Guid> guids;
  model::Id known_id = 0;  // of the show or the movie's item here; 0 = not synced
};
struct DiscoverReport {
  std::vector<Discovered> found;
  std::vector<std::string> unreachable;  // why, one per server that could not be asked
  bool unauthorised = false, any_reached = false;
};
// Asks the servers for shows and movies by title (exact, case-folded) or by an identifier. Writes nothing.
DiscoverReport discover(catalog::Catalog& catalog, ServerDoor& door, const DiscoverWish& wish);
void write_json(base::JsonWriter& json, const Discovered& one);

}  // namespace retrovue::station
