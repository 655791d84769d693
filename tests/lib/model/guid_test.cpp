#include "model/guid.h"

#include <doctest/doctest.h>

using namespace retrovue::model;

TEST_CASE("identifiers in every documented form") {
  const std::pair<const char*, Guid> cases[] = {
      {"tvdb://123", {"tvdb", "123"}},
      {"tmdb://603", {"tmdb", "603"}},
      {"imdb://tt0133093", {"imdb", "tt0133093"}},
      {"plex://episode/5d9c08254eefaa001f5d6dcb", {"plex", "episode/5d9c08254eefaa001f5d6dcb"}},
      {"com.plexapp.agents.thetvdb://268592?lang=en", {"tvdb", "268592"}},
      {"com.plexapp.agents.thetvdb://268592/1/1?lang=en", {"tvdb", "268592/1/1"}},
      {"com.plexapp.agents.themoviedb://603?lang=en", {"tmdb", "603"}},
      {"com.plexapp.agents.imdb://tt0133093?lang=en", {"imdb", "tt0133093"}},
      {"tvdb:123", {"tvdb", "123"}},
      {"tvdb:////123", {"tvdb", "123"}},
      {"com.plexapp.agents.hama://anidb-1?lang=en", {"raw", "com.plexapp.agents.hama://anidb-1?lang=en"}},
      {"what is this", {"raw", "what is this"}},
  };
  for (const auto& [text, guid] : cases) {
    CAPTURE(text);
    REQUIRE(parse_guid(text));
    CHECK(*parse_guid(text) == guid);
  }
  for (const char* none : {"", "local://4711", "com.plexapp.agents.none://abc?lang=xn", "tvdb://", "tvdb://?lang=en", "tvdb:///"})
    CHECK_FALSE(parse_guid(none));
}

TEST_CASE("the primary identifier falls from tvdb to tmdb, imdb and plex") {
  std::vector<Guid> guids{{"plex", "show/1"}, {"raw", "x"}, {"imdb", "tt1"}, {"tmdb", "2"}, {"tvdb", "3"}, {"tmdb", "2"}};
  sort_guids(guids);
  REQUIRE(guids.size() == 5);
  for (const char* expected : {"tvdb", "tmdb", "imdb", "plex", "raw"}) {
    CHECK(guids.front().provider == expected);
    guids.erase(guids.begin());
  }
}

TEST_CASE("names for people tell two shows of one title apart") {
  CHECK(display_name("Battlestar Galactica", 1978, {{"tmdb", "501"}, {"tvdb", "71173"}, {"plex", "show/1"}}) ==
        "Battlestar Galactica (1978) [TVDB:71173 TMDB:501]");
  CHECK(display_name("X", std::nullopt, {}) == "X");
  CHECK(to_text(Guid{"imdb", "tt1"}) == "imdb:tt1");
}
