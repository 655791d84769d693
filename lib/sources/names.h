#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace retrovue::sources {

// What a path below a folder's root tells about the thing in it.
struct ParsedName {
  model::ItemKind kind = model::ItemKind::movie;
  std::string title;  // printable UTF-8, never empty
  std::optional<int> year;
  std::string show;
  std::optional<int> show_year;
  std::optional<int> season, episode, episode_end;
  int part = 0;             // cd1, cd2 ... = 1, 2 ...
  bool titled_folder = false;  // stands in a folder of its own, "Title (Year)": its neighbours are versions of it
  std::string company;
  std::vector<std::string> tags;  // namespace:key, sorted
  std::vector<model::Guid> guids;
};

struct NameRules {
  std::string root;                      // name of the root folder
  std::optional<model::ItemKind> kind;   // of everything below it
  std::string company;                   // of every commercial below it
  bool keep_parts = false;               // "Part 1" belongs to the title: there is no second part
};

// relative: path below the root, parts separated by '/', any bytes.
// Episodes: S01E02, S01E01-E02, 1x02, "Season 1/02 - Title", 2024-01-31; anything else is a movie, "Title (Year)".
// A folder named Commercials, Bumpers, Promos ... decides the kind of what is in it.
ParsedName parse_name(std::string_view relative, const NameRules& rules);

}  // namespace retrovue::sources
