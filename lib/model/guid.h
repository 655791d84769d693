#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace retrovue::model {

// Reads an identifier as sources write it:
//   tvdb://123, tmdb://123, imdb://tt0133093, plex://episode/5d9c..., com.plexapp.agents.thetvdb://268592/1/1?lang=en,
//   com.plexapp.agents.themoviedb://603?lang=en, com.plexapp.agents.imdb://tt0133093?lang=en, tvdb:123
// The "tt" stays. Unknown forms become provider "raw" with the whole text. Empty for texts that identify nothing
// outside their server (local://, none://, empty).
std::optional<Guid> parse_guid(std::string_view text);

// 0 tvdb, 1 tmdb, 2 imdb, 3 plex, then the rest: the first of a list in this order is the primary one.
int guid_rank(const Guid& guid);
void sort_guids(std::vector<Guid>& guids);  // by rank, then value; without doubles
std::string to_text(const Guid& guid);      // tvdb:123

// Title (Year) [TVDB:.. TMDB:..]; parts that are not known are left out. raw and plex ids are not shown.
std::string display_name(std::string_view title, std::optional<int> year, const std::vector<Guid>& guids);

}  // namespace retrovue::model
