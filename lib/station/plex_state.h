#pragma once
#include <optional>
#include <string>

#include "model/origin.h"

// What a Plex sync knows of libraries, shows and seasons while it runs.
namespace retrovue::station {

struct LibraryState {
  bool read = false, complete = false, skipped = false, refreshing = false;
  std::string content_stamp;
};

struct ShowState {
  std::size_t library = 0;
  std::string title, stamp;
  std::optional<int> year;
  model::Id id = 0;
  std::size_t number = 0, episodes = 0, done = 0;
};

struct SeasonState {
  std::size_t library = 0;
  model::SeasonOrigin season;
  std::string stamp;
};

}  // namespace retrovue::station
