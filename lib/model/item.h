#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/words.h"

namespace retrovue::model {

using Id = std::int64_t;  // row id in the catalog; 0 = not stored yet
using base::Millis;

enum class ItemKind { movie, episode, commercial, bumper, promo, ident, intro, outro, interstitial, filler, music, live };
enum class ItemState { normal, remote_only, unavailable, file_not_found, scanning, error };

template <>
struct Words<ItemKind> {
  static constexpr std::string_view name = "item type";
  static constexpr Word<ItemKind> all[] = {
      {ItemKind::movie, "movie"},   {ItemKind::episode, "episode"}, {ItemKind::commercial, "commercial"},
      {ItemKind::bumper, "bumper"}, {ItemKind::promo, "promo"},     {ItemKind::ident, "ident"},
      {ItemKind::intro, "intro"},   {ItemKind::outro, "outro"},     {ItemKind::interstitial, "interstitial"},
      {ItemKind::filler, "filler"}, {ItemKind::music, "music"},     {ItemKind::live, "live"}};
};
template <>
struct Words<ItemState> {
  static constexpr std::string_view name = "item state";
  static constexpr Word<ItemState> all[] = {
      {ItemState::normal, "normal"},           {ItemState::remote_only, "remote_only"},
      {ItemState::unavailable, "unavailable"}, {ItemState::file_not_found, "file_not_found"},
      {ItemState::scanning, "scanning"},       {ItemState::error, "error"}};
};

// Two shows with one title and different years are two shows; a missing year is a value of its own.
struct Show {
  Id id = 0;
  std::string title;
  std::optional<int> year;
  friend bool operator==(const Show&, const Show&) = default;
};

struct Guid {
  std::string provider;  // "tvdb", "tmdb", "imdb", "plex", or "raw"
  std::string value;
  friend bool operator==(const Guid&, const Guid&) = default;
};

struct Rating {
  std::string system;  // "mpaa", "us-tv", "gb" ...; empty = unrated
  std::string code;    // as given: "TV-PG"
  friend bool operator==(const Rating&, const Rating&) = default;
};

// One logical thing that can air. Fields hold the effective values: editorial override, else source.
struct Item {
  Id id = 0;
  ItemKind kind = ItemKind::movie;
  std::string title;
  std::optional<int> year;
  Id show_id = 0;  // episodes only
  std::string show;
  std::optional<int> show_year;
  std::optional<int> season, episode, episode_end;  // season 0 = specials; episode_end for double episodes
  Rating rating;
  std::string summary;
  Millis duration_ms = 0;  // probed length once validated, else the source's; 0 = unknown
  ItemState state = ItemState::normal;
  std::string source;       // name of the server or folder
  std::string source_kind;  // folder, nfo, plex, jellyfin, emby, manual
  std::string library;
  std::string source_path;  // as the source gives it; bytes
  std::string path;         // on this machine; bytes
  std::string company, category;          // commercials
  std::string daypart, season_window, demographic, warnings, notes;
  bool daypart_defaulted = false;         // nobody said the daypart: it is the default of the type
  std::optional<Millis> flight_start, flight_end, expires;  // commercials
  Millis added_ms = 0;
  bool validated = false;  // its file was probed and can be played
  std::vector<std::string> tags;  // "namespace:key", sorted
  std::vector<Guid> guids;
  std::vector<std::string> collections;  // titles of those of its server; read for queries only
};

}  // namespace retrovue::model
