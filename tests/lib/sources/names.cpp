#include "sources/names.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "base/text.h"
#include "sources/name_folders.h"

using namespace retrovue;
using namespace retrovue::sources;
using model::ItemKind;

namespace {

// One line that says everything a name told: "Show (1978) s1e2-3 'Title' (1999) cd2".
std::string said(const ParsedName& name) {
  std::string text = std::string{model::to_text(name.kind)} + ": ";
  if (!name.show.empty()) text += name.show + (name.show_year ? fmt::format(" ({})", *name.show_year) : "") + " ";
  if (name.season) text += fmt::format("s{}", *name.season);
  if (name.episode) text += fmt::format("e{}", *name.episode);
  if (name.episode_end) text += fmt::format("-{}", *name.episode_end);
  if (name.season || name.episode) text += " ";
  text += "'" + name.title + "'";
  if (name.year) text += fmt::format(" ({})", *name.year);
  if (name.part) text += fmt::format(" part {}", name.part);
  if (!name.company.empty()) text += " by " + name.company;
  for (const auto& guid : name.guids) text += fmt::format(" {}:{}", guid.provider, guid.value);
  for (const auto& tag : name.tags) text += " #" + tag;
  return text;
}

std::string said(std::string_view path) { return said(parse_name(path, {"media", {}, {}, false})); }

}  // namespace

TEST_CASE("episodes") {
  struct {
    const char *path, *expected;
  } table[] = {
      {"Battlestar Galactica (2003)/Season 01/Battlestar Galactica - S01E02 - Water.mkv", "episode: Battlestar Galactica (2003) s1e2 'Water'"},
      {"Battlestar Galactica (1978)/Season 01/Battlestar Galactica (1978) - S01E02 - Lost.mkv", "episode: Battlestar Galactica (1978) s1e2 'Lost'"},
      {"Show/Season 1/Show - s1e2.mp4", "episode: Show s1e2 'Episode 2'"},
      {"Show/Season 1/Show s01.e02 Title.mp4", "episode: Show s1e2 'Title'"},
      {"Show/Season 1/Show - 1x02 - Title.avi", "episode: Show s1e2 'Title'"},
      {"Show/S01/Show.S01E02.The.Title.1080p.WEB-DL.x264-GRP.mkv", "episode: Show s1e2 'The Title'"},
      {"Show.Name.S02E10.720p.HDTV.x264.mkv", "episode: Show Name s2e10 'Episode 10'"},
      {"Show.Name.2005.S02E10.Rose.mkv", "episode: Show Name (2005) s2e10 'Rose'"},
      {"Show_Name_S02E10_The_Rose.mkv", "episode: Show Name s2e10 'The Rose'"},
      {"Show (1999) - S01E01-E02 - Pilot.mkv", "episode: Show (1999) s1e1-2 'Pilot'"},
      {"Show - S01E01E02.mkv", "episode: Show s1e1-2 'Episodes 1-2'"},
      {"Show - S01E01E02E03 - All.mkv", "episode: Show s1e1-3 'All'"},
      {"Show - S01E01-02 - Pilot.mkv", "episode: Show s1e1-2 'Pilot'"},
      {"Show - S01E01-S01E02 - Pilot.mkv", "episode: Show s1e1-2 'Pilot'"},
      {"Show - S01E01-720p.mkv", "episode: Show s1e1 'Episode 1'"},
      {"Show - 1x01-02 - Pilot.mkv", "episode: Show s1e1-2 'Pilot'"},
      {"Show - 1x01-1x02 - Pilot.mkv", "episode: Show s1e1-2 'Pilot'"},
      {"Show/Specials/Show - S00E03 - Christmas.mkv", "episode: Show s0e3 'Christmas'"},
      {"Show/Season 0/S00E03.mkv", "episode: Show s0e3 'Episode 3'"},
      {"Show/Specials/The Making Of.mkv", "episode: Show s0 'The Making Of'"},
      {"Show/Season 02/02 - The Title.mkv", "episode: Show s2e2 'The Title'"},
      {"Show/Season 2/2. The Title.mkv", "episode: Show s2e2 'The Title'"},
      {"Show/Season 2/E07 The Title.mkv", "episode: Show s2e7 'The Title'"},
      {"Show/Season 2/Episode 7.mkv", "episode: Show s2e7 'Episode 7'"},
      {"Show/Season 2/Show - 07 - The Title.mkv", "episode: Show s2e7 'The Title'"},
      {"Show/Season 1/Show - 102 - The Title.mkv", "episode: Show s1e2 'The Title'"},
      {"Show/Season 2/Show - 102.mkv", "episode: Show s2e102 'Episode 102'"},
      {"Show - Season 3/Show - S03E01.mkv", "episode: Show s3e1 'Episode 1'"},
      {"Show S03/01 Title.mkv", "episode: Show s3e1 'Title'"},
      {"TV Shows/Show (1980)/Season 1/x.s01e04.mkv", "episode: Show (1980) s1e4 'Episode 4'"},
      {"TV/Show A S01E04.mkv", "episode: Show A s1e4 'Episode 4'"},
      {"Show (1980)/Show S01E04.mkv", "episode: Show (1980) s1e4 'Episode 4'"},
      {"Show (1980)/S01E04 - Name.mkv", "episode: Show (1980) s1e4 'Name'"},
      {"Show (1980) {tvdb-77}/Season 1/S01E04 - Name [1080p] {tvdb-1234}.mkv", "episode: Show (1980) s1e4 'Name' tvdb:1234"},
      {"Mixed/Other Show - S01E04 - Name.mkv", "episode: Other Show s1e4 'Name'"},
      {"Late Show/2024/Late Show - 2024-01-31 - Guest.mkv", "episode: Late Show s2024e131 'Guest'"},
      {"Late Show/Late.Show.2024.01.31.mkv", "episode: Late Show s2024e131 '2024-01-31'"},
      {"[Group] Show - S01E05 [1080p][ABCD1234].mkv", "episode: Show s1e5 'Episode 5'"},
      {"Show [1x05] Title.mkv", "episode: Show s1e5 'Title'"},
      {"Show Season 1 Episode 5 - Title.mkv", "episode: Show s1e5 'Title'"},
      {"Show/Staffel 2/Show S02E01.mkv", "episode: Show s2e1 'Episode 1'"},
      {"Show/Season 1 (1978)/Show S01E01.mkv", "episode: Show s1e1 'Episode 1'"},
      {"Season 1/S01E01 - Name.mkv", "episode: media s1e1 'Name'"},
      {"Mr. Robot/Season 1/Mr. Robot - S01E01 - Hello... Friend.mkv", "episode: Mr. Robot s1e1 'Hello... Friend'"},
      {"Show - S01E02v2 - Title.mkv", "episode: Show s1e2 'Title'"},
      {"Show/Season 1/Show - S01E02 - Part 1.mkv", "episode: Show s1e2 'Episode 2' part 1"},
      {"24/Season 1/24 - S01E02.mkv", "episode: 24 s1e2 'Episode 2'"},
      {"Show - S2024E15 - Title.mkv", "episode: Show s2024e15 'Title'"},
  };
  for (const auto& row : table) {
    CAPTURE(row.path);
    CHECK(said(row.path) == row.expected);
  }
}

TEST_CASE("movies") {
  struct {
    const char *path, *expected;
  } table[] = {
      {"Alien (1979).mkv", "movie: 'Alien' (1979)"},
      {"Alien (1979)/Alien (1979).mkv", "movie: 'Alien' (1979)"},
      {"Alien (1979)/movie.mkv", "movie: 'Alien' (1979)"},
      {"Alien (1979)/Alien (1979) - Director's Cut [2160p].mkv", "movie: 'Alien' (1979)"},
      {"Alien (1979) {tmdb-348}/Alien.mkv", "movie: 'Alien' (1979) tmdb:348"},
      {"Alien [1979] [tmdbid-348].mkv", "movie: 'Alien' (1979) tmdb:348"},
      {"Alien (1979) [imdbid=tt0078748].mkv", "movie: 'Alien' (1979) imdb:tt0078748"},
      {"Alien.1979.1080p.BluRay.x264-GRP.mkv", "movie: 'Alien' (1979)"},
      {"Alien.1979.mkv", "movie: 'Alien' (1979)"},
      {"Alien_1979.mkv", "movie: 'Alien' (1979)"},
      {"Movies/Alien.mkv", "movie: 'Alien'"},
      {"2001 A Space Odyssey (1968).mkv", "movie: '2001 A Space Odyssey' (1968)"},
      {"1917.2019.1080p.mkv", "movie: '1917' (2019)"},
      {"1917.mkv", "movie: '1917'"},
      {"Blade.Runner.2049.mkv", "movie: 'Blade Runner 2049'"},
      {"Blade Runner 2049 (2017).mkv", "movie: 'Blade Runner 2049' (2017)"},
      {"Wonder Woman 1984.mkv", "movie: 'Wonder Woman 1984'"},
      {"Wonder.Woman.1984.2020.1080p.WEB.mkv", "movie: 'Wonder Woman 1984' (2020)"},
      {"Charlotte's Web (1973).mkv", "movie: 'Charlotte's Web' (1973)"},
      {"Charlottes.Web.mkv", "movie: 'Charlottes Web'"},
      {"Dr. Strangelove (1964).mkv", "movie: 'Dr. Strangelove' (1964)"},
      {"Long Film (1999)/Long Film (1999) - cd1.avi", "movie: 'Long Film' (1999) part 1"},
      {"Long Film (1999)/Long Film (1999).CD2.avi", "movie: 'Long Film' (1999) part 2"},
      {"Long Film - disc2.avi", "movie: 'Long Film' part 2"},
      {"Trilogy (1985)/Other Film (1987).mkv", "movie: 'Other Film' (1987)"},
      {"Film (Part 1) (2010).mkv", "movie: 'Film (Part 1)' (2010)"},
      {"(1999) Film.mkv", "movie: 'Film' (1999)"},
      {"-dash.mkv", "movie: 'dash'"},
      {"a:b%d 'quoted' \"x\".mkv", "movie: 'a:b%d 'quoted' \"x\"'"},
      {"line\nbreak.mkv", "movie: 'line break'"},
      {"caf\xE9.mkv", "movie: 'caf\xEF\xBF\xBD'"},
      {"....mkv", "movie: '....mkv'"},
      {"[1080p].mkv", "movie: '[1080p]'"},
      {"16x9 Test.mkv", "movie: '16x9 Test'"},
      {"Clip 1920x1080.mkv", "movie: 'Clip 1920x1080'"},
  };
  for (const auto& row : table) {
    CAPTURE(row.path);
    CHECK(said(row.path) == row.expected);
  }
}

TEST_CASE("spots, bumpers and what else stands in folders of its own") {
  struct {
    const char *path, *expected;
  } table[] = {
      {"Commercials/Cola Co/Summer 30s.mp4", "commercial: 'Summer 30s' by Cola Co"},
      {"Commercials/Cola.mp4", "commercial: 'Cola'"},
      {"ads/Christmas/Cola Co/Snow (1985).mp4", "commercial: 'Snow' (1985) by Cola Co #holiday:christmas"},
      {"Commercials/Cola Co/december/morning/Snow.mp4", "commercial: 'Snow' by Cola Co #daypart:morning #month:december"},
      {"Bumpers/pre/Back soon.mp4", "bumper: 'Back soon' #position:pre"},
      {"bumpers/--Show B/next.mp4", "bumper: 'next' #next:show b"},
      {"Station IDs/logo.mp4", "ident: 'logo'"},
      {"promos/Tonight.mp4", "promo: 'Tonight'"},
      {"Alien (1979)/Trailers/Teaser.mkv", "promo: 'Teaser'"},
      {"Alien (1979)/Alien-trailer.mkv", "promo: 'Alien-trailer'"},
      {"Show/Extras/Bloopers S01E01.mkv", "interstitial: 'Bloopers S01E01'"},
      {"Show/Season 1/March - S01E01.mkv", "episode: Show s1e1 'Episode 1'"},
  };
  for (const auto& row : table) {
    CAPTURE(row.path);
    CHECK(said(row.path) == row.expected);
  }
}

TEST_CASE("rules of the folder win over names") {
  const auto with = [](const char* path, NameRules rules) { return said(parse_name(path, rules)); };
  CHECK(with("Cola Co/Snow - S01E01.mp4", {"x", ItemKind::commercial, "", false}) == "commercial: 'Snow - S01E01' by Cola Co");
  CHECK(with("Cola Co/Snow.mp4", {"x", ItemKind::commercial, "Soap Ltd", false}) == "commercial: 'Snow' by Soap Ltd");
  CHECK(with("S01E01.mp4", {"x", ItemKind::movie, "", false}) == "movie: 'S01E01'");
  CHECK(with("Show/Some Talk.mp4", {"x", ItemKind::episode, "", false}) == "episode: Show 'Some Talk'");
  CHECK(with("Movies/clip.mp4", {"x", ItemKind::bumper, "", false}) == "bumper: 'clip'");
  CHECK(with("Logo.mp4", {"Idents", {}, "", false}) == "ident: 'Logo'");
  CHECK(with("Film Part 2.mkv", {"x", {}, "", false}) == "movie: 'Film' part 2");
  CHECK(with("Film Part 2.mkv", {"x", {}, "", true}) == "movie: 'Film Part 2'");
}

TEST_CASE("any bytes give a printable title and sane numbers") {
  std::mt19937 random(7);
  const std::string alphabet = "sSeExX0123456789 -._()[]{}/aZ\xC3\xA9\xFF\n%'\"dDcCpP";
  for (int round = 0; round < 50'000; ++round) {
    std::string path;
    for (auto length = random() % 40; length > 0; --length) path += alphabet[random() % alphabet.size()];
    CAPTURE(path);
    const auto name = parse_name(path, {"root", {}, {}, (round & 1) != 0});
    REQUIRE_FALSE(name.title.empty());
    REQUIRE(base::is_utf8(name.title));
    REQUIRE(base::printable(name.title) == name.title);
    REQUIRE((name.kind != ItemKind::episode || !name.show.empty()));
    REQUIRE(name.season.value_or(0) >= 0);
    REQUIRE(name.episode_end.value_or(100'000) > name.episode.value_or(0));
  }
}
