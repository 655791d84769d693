#pragma once
#include <optional>
#include <string>
#include <string_view>

// Season and episode numbers in names.
namespace retrovue::sources {

struct EpisodeMark {
  std::size_t begin = 0, end = 0;  // where it stands in the text
  std::optional<int> season;
  int episode = 0;
  std::optional<int> episode_end;
  std::string date;  // "2024-01-31" when the mark is a date: season = year, episode = month * 100 + day
};

// S01E02 and kin, 1x02, "Season 1 Episode 2", a date; in this order of trust.
std::optional<EpisodeMark> find_episode(std::string_view text);
// In a season's folder less is enough: "E02", "Episode 2", a leading "02", " - 02 - ", and 102 in season 1.
std::optional<EpisodeMark> find_episode_in_season(std::string_view text, int season);

// "Season 01", "S01", "Specials", "Show - Season 1": the season and what stands before it.
struct SeasonFolder {
  int season = 0;
  std::string_view before;
};
std::optional<SeasonFolder> season_folder(std::string_view name);

}  // namespace retrovue::sources
