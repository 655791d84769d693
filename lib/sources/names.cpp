#include "sources/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sources/name_episode.h"
#include "sources/name_folders.h"
#include "sources/name_text.h"

namespace retrovue::sources {

namespace {

using model::ItemKind;

struct TitleYear {
  std::string title;
  std::optional<int> year;
  std::vector<model::Guid> guids;
};

// "Title (1999) {tmdb-1}", "The.Title.1999.1080p"
TitleYear title_year(std::string_view name) {
  const auto bare = take_brackets(name);
  if (bare.year) {
    // "(1999) Title" has the title behind the year.
    auto title = tidy(plain_title(std::string_view{bare.text}.substr(0, bare.year_at), true).text);
    if (title.empty()) title = tidy(plain_title(std::string_view{bare.text}.substr(bare.year_at), true).text);
    return {title, bare.year, bare.guids};
  }
  const auto plain = plain_title(bare.text);
  return {tidy(plain.text), plain.year, bare.guids};
}

std::string_view stem_of(std::string_view file) {
  const auto dot = file.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

bool is_programme(ItemKind kind) { return kind == ItemKind::movie || kind == ItemKind::episode; }

// " - cd1", ".disc2", "-pt1", " part 2" at the end of a stem; what is left of the stem.
int take_part(std::string_view& stem, bool keep_parts) {
  auto at = stem.size();
  while (at > 0 && is_digit(stem[at - 1])) --at;
  const auto number = digits_at(stem, at, 2);
  if (number.length == 0 || number.value == 0) return 0;
  auto end = at;
  while (end > 0 && std::string_view{" ._-"}.find(stem[end - 1]) != std::string_view::npos) --end;
  for (const std::string_view word : {"cd", "disc", "disk", "part", "pt"}) {
    if (end < word.size() || base::lower_ascii(stem.substr(end - word.size(), word.size())) != word) continue;
    const bool sure = word != "part" && word != "pt";
    const auto begin = end - word.size();
    if ((begin > 0 && is_word(stem[begin - 1])) || (keep_parts && !sure)) continue;
    stem = stem.substr(0, begin);
    return number.value;
  }
  return 0;
}

struct Place {
  std::vector<std::string> folders;
  std::string file;
};

Place place_of(std::string_view relative) {
  Place place;
  for (auto& part : base::split(relative, '/'))
    if (!part.empty()) place.folders.push_back(std::move(part));
  if (place.folders.empty()) return place;
  place.file = std::move(place.folders.back());
  place.folders.pop_back();
  return place;
}

void add_guids(ParsedName& parsed, const std::vector<model::Guid>& guids) {
  for (const auto& guid : guids)
    if (std::find(parsed.guids.begin(), parsed.guids.end(), guid) == parsed.guids.end()) parsed.guids.push_back(guid);
}

// Spots, bumpers and the like: the file is the title, the folders say company and habits.
void parse_spot(const Place& place, std::string_view stem, const NameRules& rules, ParsedName& parsed) {
  const auto own = title_year(stem);
  parsed.title = own.title;
  parsed.year = own.year;
  std::string company;
  for (const auto& folder : place.folders) {
    if (auto tag = habit_tag(folder)) parsed.tags.push_back(std::move(*tag));
    else if (kind_folder(folder)) company.clear();
    else if (company.empty()) company = tidy(folder);
  }
  if (parsed.kind == ItemKind::commercial) parsed.company = rules.company.empty() ? company : rules.company;
  std::sort(parsed.tags.begin(), parsed.tags.end());
  parsed.tags.erase(std::unique(parsed.tags.begin(), parsed.tags.end()), parsed.tags.end());
}

struct SeasonPlace {
  std::optional<int> season;
  std::string show_folder;  // empty: none
  bool below_season = false;
};

SeasonPlace season_place(const Place& place, const NameRules& rules) {
  SeasonPlace found;
  for (std::size_t i = place.folders.size(); i-- > 0;) {
    const auto season = season_folder(place.folders[i]);
    if (!season) continue;
    found.season = season->season;
    found.below_season = true;
    if (!tidy(season->before).empty()) found.show_folder = season->before;
    if (i > 0 && !shows_folder(place.folders[i - 1]) && !kind_folder(place.folders[i - 1])) found.show_folder = place.folders[i - 1];
    if (i == 0 && found.show_folder.empty() && !shows_folder(rules.root)) found.show_folder = rules.root;
    return found;
  }
  if (!place.folders.empty() && !shows_folder(place.folders.back()) && !kind_folder(place.folders.back())) found.show_folder = place.folders.back();
  return found;
}

void name_show(const TitleYear& before, const SeasonPlace& where, const NameRules& rules, ParsedName& parsed) {
  const auto folder = title_year(where.show_folder);
  const bool same = fold(folder.title) == fold(before.title);
  const bool folder_wins = !folder.title.empty() && (same || before.title.empty() || where.below_season);
  const auto& lead = folder_wins ? folder : before;
  parsed.show = lead.title;
  parsed.show_year = lead.year;
  if (folder_wins && same && !parsed.show_year) parsed.show_year = before.year;
  if (parsed.show.empty()) parsed.show = tidy(rules.root);
  if (parsed.show.empty()) parsed.show = "Unknown show";
}

bool parse_episode(const Place& place, std::string_view stem, const NameRules& rules, ParsedName& parsed) {
  const auto where = season_place(place, rules);
  auto mark = find_episode(stem);
  const bool found = mark.has_value();
  if (!mark && where.season) mark = find_episode_in_season(take_brackets(stem).text, *where.season);
  if (!mark && !where.season && rules.kind != ItemKind::episode) return false;
  parsed.kind = ItemKind::episode;
  const std::string text = found || !mark ? std::string{stem} : take_brackets(stem).text;
  if (!mark) {
    const auto own = title_year(stem);
    parsed.title = own.title;
    parsed.season = where.season;
    name_show({}, where, rules, parsed);
    return true;
  }
  parsed.season = mark->season;
  parsed.episode = mark->episode;
  parsed.episode_end = mark->episode_end;
  auto before_text = std::string_view{text}.substr(0, mark->begin), after_text = std::string_view{text}.substr(mark->end);
  while (!before_text.empty() && (before_text.back() == '[' || before_text.back() == '(')) before_text.remove_suffix(1);
  while (!after_text.empty() && (after_text.front() == ']' || after_text.front() == ')')) after_text.remove_prefix(1);
  name_show(title_year(before_text), where, rules, parsed);
  const auto after = take_brackets(after_text);
  add_guids(parsed, after.guids);
  parsed.title = tidy(plain_title(after.text, true).text);
  if (parsed.title.empty()) {
    parsed.title = !mark->date.empty() ? mark->date : fmt::format("Episode {}", mark->episode);
    if (mark->episode_end) parsed.title = fmt::format("Episodes {}-{}", mark->episode, *mark->episode_end);
  }
  return true;
}

void parse_movie(const Place& place, std::string_view stem, ParsedName& parsed) {
  parsed.kind = ItemKind::movie;
  const auto own = title_year(stem);
  parsed.title = own.title;
  parsed.year = own.year;
  add_guids(parsed, own.guids);
  if (place.folders.empty()) return;
  const auto folder = title_year(place.folders.back());
  if (folder.title.empty() || !take_brackets(place.folders.back()).year) return;
  // "Trilogy (1985)/Other Film (1987)" is another film than its folder says.
  if (own.year && (own.year != folder.year || fold(own.title) != fold(folder.title))) return;
  parsed.title = folder.title;
  parsed.year = folder.year;
  parsed.titled_folder = true;
  add_guids(parsed, folder.guids);
}

// "Title-trailer", "Title-behindthescenes": the suffixes media servers know.
std::optional<ItemKind> extra_suffix(std::string_view stem) {
  const auto dash = stem.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const auto word = base::lower_ascii(stem.substr(dash + 1));
  if (word == "trailer") return ItemKind::promo;
  for (const std::string_view extra : {"behindthescenes", "deleted", "featurette", "interview", "scene", "short", "other"})
    if (word == extra) return ItemKind::interstitial;
  return std::nullopt;
}

}  // namespace

ParsedName parse_name(std::string_view relative, const NameRules& rules) {
  const auto place = place_of(relative);
  std::string_view stem = stem_of(place.file);
  ParsedName parsed;
  std::optional<ItemKind> kind = rules.kind;
  if (!kind) kind = extra_suffix(stem);
  for (std::size_t i = place.folders.size(); !kind && i-- > 0;) kind = kind_folder(place.folders[i]);
  if (!kind) kind = kind_folder(rules.root);
  if (kind && !is_programme(*kind)) {
    parsed.kind = *kind;
    parse_spot(place, stem, rules, parsed);
  } else {
    parsed.part = take_part(stem, rules.keep_parts);
    const bool movie = rules.kind == ItemKind::movie || (kind == ItemKind::movie && !find_episode(stem));
    if (movie || !parse_episode(place, stem, rules, parsed)) parse_movie(place, stem, parsed);
  }
  if (parsed.title.empty()) parsed.title = tidy(stem_of(place.file));
  if (parsed.title.empty()) parsed.title = base::printable(place.file);
  if (parsed.title.empty()) parsed.title = "untitled";
  return parsed;
}

}  // namespace retrovue::sources
