#include "sources/name_episode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sources/name_text.h"

namespace retrovue::sources {

namespace {

constexpr std::string_view kSeparators = " ._-";
constexpr int kMostInOneFile = 20;

bool letter(std::string_view text, std::size_t at, char lower) { return at < text.size() && (text[at] | 0x20) == lower; }
bool ends_word(std::string_view text, std::size_t at) { return at >= text.size() || !is_word(text[at]); }
bool starts_word(std::string_view text, std::size_t at) { return at == 0 || !is_word(text[at - 1]); }

std::size_t skip(std::string_view text, std::size_t at, std::string_view set) {
  while (at < text.size() && set.find(text[at]) != std::string_view::npos) ++at;
  return at;
}

std::size_t skip_word(std::string_view text, std::size_t at, std::string_view lower) {
  for (std::size_t i = 0; i < lower.size(); ++i)
    if (!letter(text, at + i, lower[i])) return std::string_view::npos;
  return at + lower.size();
}

// The further numbers of a file with several episodes: E02, -E02, -02, -S01E02, & E02.
void extend(std::string_view text, EpisodeMark& mark) {
  for (;;) {
    std::size_t at = skip(text, mark.end, " ._-&+");
    const bool dash = text.substr(mark.end, at - mark.end) == "-";
    if (letter(text, at, 's'))
      if (const auto season = digits_at(text, at + 1); season.length > 0 && mark.season && season.value == *mark.season) at += 1 + season.length;
    bool marked = letter(text, at, 'e');
    if (marked) at += letter(text, at + 1, 'p') ? 2 : 1;
    if (!marked && !dash) return;
    const auto number = digits_at(text, at);
    if (number.length == 0 || !ends_word(text, at + number.length)) {
      if (!(marked && number.length > 0 && letter(text, at + number.length, 'e'))) return;  // E01E02E03
    }
    if (number.value <= mark.episode_end.value_or(mark.episode) || number.value > mark.episode + kMostInOneFile) return;
    if (!marked && number.length < 2) return;
    mark.episode_end = number.value;
    mark.end = at + number.length;
  }
}

std::optional<EpisodeMark> season_and_e(std::string_view text, std::size_t at) {
  if (!letter(text, at, 's')) return std::nullopt;
  const auto season = digits_at(text, at + 1);
  if (season.length == 0) return std::nullopt;
  std::size_t e = skip(text, at + 1 + season.length, kSeparators);
  if (!letter(text, e, 'e')) return std::nullopt;
  e += letter(text, e + 1, 'p') ? 2 : 1;
  const auto episode = digits_at(text, e);
  if (episode.length == 0) return std::nullopt;
  EpisodeMark mark{at, e + episode.length, season.value, episode.value, {}, {}};
  if (letter(text, mark.end, 'v') && digits_at(text, mark.end + 1).length > 0) mark.end += 1 + digits_at(text, mark.end + 1).length;  // E02v2
  if (!ends_word(text, mark.end) && !letter(text, mark.end, 'e')) return std::nullopt;
  extend(text, mark);
  return mark;
}

std::optional<EpisodeMark> season_x_episode(std::string_view text, std::size_t at) {
  const auto season = digits_at(text, at, 2);
  if (season.length == 0 || !letter(text, at + season.length, 'x')) return std::nullopt;
  const auto start = at + season.length + 1;
  const auto episode = digits_at(text, start, 3);
  if (episode.length < 2) return std::nullopt;
  EpisodeMark mark{at, start + episode.length, season.value, episode.value, {}, {}};
  // 1x01-02, 1x01-1x02, 1x01x02
  for (;;) {
    std::size_t next = mark.end;
    if (next >= text.size() || (text[next] != '-' && !letter(text, next, 'x'))) break;
    ++next;
    if (const auto again = digits_at(text, next, 2); again.length > 0 && again.value == season.value && letter(text, next + again.length, 'x'))
      next += again.length + 1;
    const auto number = digits_at(text, next, 3);
    if (number.length < 2 || number.value <= mark.episode_end.value_or(mark.episode) || number.value > mark.episode + kMostInOneFile) break;
    if (!ends_word(text, next + number.length) && !letter(text, next + number.length, 'x')) break;
    mark.episode_end = number.value;
    mark.end = next + number.length;
  }
  if (!ends_word(text, mark.end)) return std::nullopt;
  return mark;
}

std::optional<EpisodeMark> spelled_out(std::string_view text, std::size_t at) {
  auto next = skip_word(text, at, "season");
  if (next == std::string_view::npos) return std::nullopt;
  next = skip(text, next, kSeparators);
  const auto season = digits_at(text, next);
  if (season.length == 0) return std::nullopt;
  next = skip(text, next + season.length, " ._-,");
  const auto word = skip_word(text, next, "episode");
  next = word != std::string_view::npos ? word : skip_word(text, next, "ep");
  if (next == std::string_view::npos) return std::nullopt;
  next = skip(text, next, kSeparators);
  const auto episode = digits_at(text, next);
  if (episode.length == 0) return std::nullopt;
  return EpisodeMark{at, next + episode.length, season.value, episode.value, {}, {}};
}

std::optional<EpisodeMark> dated(std::string_view text, std::size_t at) {
  constexpr std::array<int, 13> kDays{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto year = digits_at(text, at);
  if (year.length != 4 || year.value < 1920 || year.value > 2099 || at + 10 > text.size()) return std::nullopt;
  const char between = text[at + 4];
  const auto month = digits_at(text, at + 5, 2), day = digits_at(text, at + 8, 2);
  if (kSeparators.find(between) == std::string_view::npos || text[at + 7] != between || month.length != 2 || day.length != 2) return std::nullopt;
  if (month.value < 1 || month.value > 12 || day.value < 1 || day.value > kDays[static_cast<std::size_t>(month.value)]) return std::nullopt;
  if (!ends_word(text, at + 10)) return std::nullopt;
  return EpisodeMark{at,  at + 10, year.value, month.value * 100 + day.value,
                     {}, fmt::format("{:04}-{:02}-{:02}", year.value, month.value, day.value)};
}

}  // namespace

std::optional<EpisodeMark> find_episode(std::string_view text) {
  for (const auto form : {season_and_e, season_x_episode, spelled_out, dated})
    for (std::size_t at = 0; at < text.size(); ++at)
      if (starts_word(text, at))
        if (auto mark = form(text, at)) return mark;
  return std::nullopt;
}

std::optional<EpisodeMark> find_episode_in_season(std::string_view text, int season) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!starts_word(text, at) || !letter(text, at, 'e')) continue;
    auto next = skip_word(text, at, "episode");
    if (next == std::string_view::npos) next = skip_word(text, at, "ep");
    if (next == std::string_view::npos) next = at + 1;
    if (next > at + 1) next = skip(text, next, kSeparators);
    const auto episode = digits_at(text, next);
    if (episode.length == 0 || !(ends_word(text, next + episode.length) || letter(text, next + episode.length, 'e'))) continue;
    EpisodeMark mark{at, next + episode.length, season, episode.value, {}, {}};
    extend(text, mark);
    return mark;
  }
  // A number that stands alone: at the start, or between dashes.
  const auto alone = [&](std::size_t at, bool leading) -> std::optional<EpisodeMark> {
    const auto number = digits_at(text, at, 3);
    if (number.length == 0 || !ends_word(text, at + number.length)) return std::nullopt;
    if (number.length == 1 && !leading) return std::nullopt;
    if (number.length == 3 && number.value / 100 == season) return EpisodeMark{at, at + 3, season, number.value % 100, {}, {}};
    if (number.length == 3 && season != 0 && number.value > 366) return std::nullopt;
    EpisodeMark mark{at, at + number.length, season, number.value, {}, {}};
    extend(text, mark);
    return mark;
  };
  if (auto mark = alone(skip(text, 0, " [("), true)) return mark;
  for (auto at = text.find(" - "); at != std::string_view::npos; at = text.find(" - ", at + 1))
    if (auto mark = alone(at + 3, false)) return mark;
  return std::nullopt;
}

std::optional<SeasonFolder> season_folder(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kWords{"season",  "series",    "staffel", "saison",
                                                          "temporada", "stagione", "seizoen", "säsong"};
  const auto folded = base::lower_ascii(base::trim(name));
  if (folded == "specials" || folded == "special") return SeasonFolder{0, {}};
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!starts_word(name, at)) continue;
    for (const auto word : kWords) {
      const auto next = skip_word(name, at, word);
      if (next == std::string_view::npos) continue;
      const auto number = digits_at(name, skip(name, next, kSeparators));
      const auto end = skip(name, next, kSeparators) + number.length;
      // "Show - Season 1" ends there; "Season 1 - The Beginning" starts there.
      if (number.length > 0 && ends_word(name, end) && (at == 0 || skip(name, end, " ]})") == name.size() || name[skip(name, end, " ")] == '('))
        return SeasonFolder{number.value, name.substr(0, at)};
    }
    if (letter(name, at, 's')) {
      const auto number = digits_at(name, at + 1, 2);
      if (number.length > 0 && at + 1 + number.length == name.size()) return SeasonFolder{number.value, name.substr(0, at)};
    }
  }
  return std::nullopt;
}

}  // namespace retrovue::sources
