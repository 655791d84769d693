#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/origin.h"
#include "model/server.h"
#include "sources/element.h"

// Plex elements -> model values. Pure functions; they take what real servers send, also what is odd or missing.
namespace retrovue::sources {

enum class PlexKind { movie, show, season, episode, collection, other };

// What a listing tells of an item: enough to know whether its details must be read again.
struct PlexListed {
  std::string key;  // rating key
  PlexKind kind = PlexKind::other;
  std::uint64_t stamp = 0;  // over everything in the listing that is not volatile (views, ratings by the user ...)
  bool dated = false;       // updatedAt is there and is a number; without it the stamp proves nothing
  std::string guid;         // raw
  std::string file;         // that airs first; empty when there is none
  std::string title;
  std::optional<int> year;
  std::optional<base::Millis> added;
  std::string show_key;               // of an episode
  std::optional<int> season, episode;
};

// Empty when the element is no item (the pseudo "All episodes", an element without rating key).
std::optional<PlexListed> plex_listed(const Element& element);

// A field that was there but could not be read; the value is left empty.
struct PlexProblem {
  std::string field, value;
};

template <typename T>
struct PlexRead {
  T value;
  std::vector<PlexProblem> problems;
};

PlexRead<model::Origin> plex_item(const Element& element, std::string_view raw);  // movie, episode, clip
PlexRead<model::ShowOrigin> plex_show(const Element& element, std::string_view raw);
model::SeasonOrigin plex_season(const Element& element);
model::CollectionOrigin plex_collection(const Element& element);  // without members
model::Library plex_section(const Element& element, std::vector<std::string>* locations = nullptr);

PlexKind plex_kind(std::string_view type);
// "PG-13" -> mpaa, "TV-14" -> us-tv, "gb/15" -> gb 15; "Not Rated", "Unrated", "NR" and empty -> unrated.
model::Rating plex_rating(std::string_view content_rating);
// Valid UTF-8, no control characters but line feed and tab, no blanks at the ends.
std::string clean_text(std::string_view text);

}  // namespace retrovue::sources
