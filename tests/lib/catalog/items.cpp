#include "catalog/item_scan.h"
#include "catalog/items.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {
std::vector<std::string> titles(Catalog& catalog, const ItemFilter& filter) {
  std::vector<std::string> found;
  for (const auto& item : items(catalog, filter)) found.push_back(item.title);
  return found;
}
using Titles = std::vector<std::string>;

struct Stocked : Scratch {
  model::Id ad = item("commercial", "Cola", 30'000), film = item("movie", "Zulu", 7'000'000), pilot = item("episode", "100% Pilot", 1'300'000);
  Stocked() {
    execute(catalog,
            "INSERT INTO shows (id, title, sort_title, year) VALUES (1, 'The Harbour', 'harbour', 1978), (2, 'The Harbour', 'harbour', NULL);"
            "UPDATE items SET show_id = 1, season = 0, episode = 2 WHERE kind = 'episode';"
            "UPDATE items SET company = 'Cola Inc' WHERE kind = 'commercial';"
            "INSERT INTO tags VALUES (1, 'genre', 'war'), (2, 'holiday', 'christmas');"
            "INSERT INTO item_tags VALUES (2, 2, 'manual'), (2, 1, 'source'), (3, 1, 'source'), (1, 1, 'removed');"
            "INSERT INTO item_guids VALUES (2, 'plex', 'movie/1'), (2, 'imdb', 'tt1'), (2, 'tvdb', '9');"
            "INSERT INTO markers (item_id, kind, start_ms, origin) VALUES (3, 'ad_break', 900, 'manual'), (3, 'chapter', 100, 'file');"
            "INSERT INTO markers (item_id, kind, start_ms, origin, status) VALUES (3, 'ad_break', 500, 'detected', 'proposed')");
  }
};
}  // namespace

TEST_CASE("filters restrict together") {
  Stocked s;
  CHECK(titles(s.catalog, {}) == Titles{"Cola", "100% Pilot", "Zulu"});
  ItemFilter filter;
  filter.kind = model::ItemKind::movie;
  CHECK(titles(s.catalog, filter) == Titles{"Zulu"});
  filter = {};
  filter.tags = {"genre:war"};
  CHECK(titles(s.catalog, filter) == Titles{"100% Pilot", "Zulu"});
  filter.tags = {"genre:war", "holiday:christmas"};
  CHECK(titles(s.catalog, filter) == Titles{"Zulu"});
  filter = {};
  filter.text = "harb";
  CHECK(titles(s.catalog, filter) == Titles{"100% Pilot"});
  filter.text = "0%";
  CHECK(titles(s.catalog, filter) == Titles{"100% Pilot"});
  filter.text = "o%a";
  CHECK(titles(s.catalog, filter).empty());
  filter = {};
  filter.company = "cola inc";
  CHECK(titles(s.catalog, filter) == Titles{"Cola"});
  filter = {};
  filter.sort = "-duration";
  filter.limit = 2;
  CHECK(titles(s.catalog, filter) == Titles{"Zulu", "100% Pilot"});
  filter.sort = "colour";
  CHECK_THROWS_AS(titles(s.catalog, filter), base::Error);
}

TEST_CASE("an item carries show, tags and guids in the stated order") {
  Stocked s;
  const auto film = item(s.catalog, s.film);
  REQUIRE(film);
  CHECK(film->tags == Titles{"genre:war", "holiday:christmas"});
  REQUIRE(film->guids.size() == 3);
  CHECK(film->guids[0].provider == "tvdb");
  CHECK(film->guids[1].provider == "imdb");
  CHECK(film->path == "/media/Zulu.mkv");
  CHECK(film->source == "disk");
  const auto pilot = item(s.catalog, s.pilot);
  REQUIRE(pilot);
  CHECK(pilot->show == "The Harbour");
  CHECK(pilot->show_year == 1978);
  CHECK(pilot->season == 0);
  CHECK_FALSE(pilot->episode_end);
  CHECK(item(s.catalog, s.ad)->tags.empty());
  CHECK_FALSE(item(s.catalog, 99));
}

TEST_CASE("find_item takes id, title and path") {
  Stocked s;
  s.item("movie", "Twin");
  execute(s.catalog, "UPDATE files SET path = '/media/other.mkv' WHERE path = '/media/Twin.mkv'");
  s.item("movie", "Twin");
  for (const std::string& which : {std::to_string(s.film), "id:" + std::to_string(s.film), std::string{"Zulu"}, std::string{"zulu"}, std::string{"/media/Zulu.mkv"}})
    CHECK(find_item(s.catalog, which).id == s.film);
  try {
    find_item(s.catalog, "Twin");
    FAIL("ambiguous");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    CHECK(error.hint().find("4 'Twin' (movie), 5 'Twin' (movie)") != std::string::npos);
  }
  CHECK_THROWS_AS(find_item(s.catalog, "Nothing"), base::Error);
}

TEST_CASE("only what can air is schedulable") {
  Stocked s;
  CHECK(schedulable_items(s.catalog).size() == 3);
  CHECK(schedulable_markers(s.catalog).size() == 2);
  const auto list = markers(s.catalog, s.pilot);
  REQUIRE(list.size() == 3);  // with one that was found, not sure and not judged: it is shown, and not used
  CHECK(list[0].start_ms == 100);
  execute(s.catalog, "UPDATE markers SET confidence = 700 WHERE status = 'proposed'");
  CHECK(schedulable_markers(s.catalog).size() == 3);
  execute(s.catalog, "UPDATE items SET validated = 0 WHERE id = 1; UPDATE items SET state = 'file_not_found' WHERE id = 3");
  CHECK(schedulable_items(s.catalog).size() == 1);
  CHECK(schedulable_markers(s.catalog).empty());
}
