#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "catalog/queries.h"
#include "catalog/query.h"
#include "catalog/servers.h"
#include "station/servers.h"
#include "station/sync.h"
#include "support/plex_station.h"

using namespace retrovue;

TEST_CASE("a first sync brings everything in, a second one writes nothing") {
  FakePlex fake;
  Station station(fake);
  const auto first = station.sync();
  CHECK(first.errors.size() < 10);
  CHECK(first.total.failed == 0);
  CHECK(first.total.added == first.total.scanned);
  const auto library = fake.tell("library");
  std::int64_t playable = 0;
  for (const auto& [key, item] : library["items"].members())
    if (item["type"].text_or("") == "movie" || item["type"].text_or("") == "episode") ++playable;
  CHECK(first.total.scanned == playable);
  CHECK(first.total.requests > 0);
  CHECK(first.total.bytes > 0);
  const auto before = station.content();
  const auto again = station.sync();
  CHECK(again.total.added == 0);
  CHECK(again.total.updated == 0);
  CHECK(again.total.unchanged == again.total.scanned);
  CHECK(again.total.requests < first.total.requests);
  CHECK(check_same(station.content(), before));
  // Both shows of one title are there.
  CHECK(station.count("SELECT count(*) FROM shows WHERE title = 'Battlestar Galactica'") == 2);
  // The two episodes in one file are one item that ends with the second.
  CHECK(station.count("SELECT count(*) FROM items WHERE episode = 1 AND episode_end = 2") == 1);
}

TEST_CASE("the catalog says what the server says, field by field") {
  FakePlex fake({"--shows", "12", "--movies", "40", "--seed", "5"});
  Station station(fake);
  station.sync();
  const auto library = fake.tell("library");
  int compared = 0;
  for (const auto& [key, item] : library["items"].members()) {
    const auto type = item["type"].text_or("");
    if (type != "movie" && type != "episode") continue;
    CAPTURE(key);
    catalog::Query query(station.catalog,
                         "SELECT i.id, i.title, i.year, i.summary, i.season, i.episode, s.title, i.rating_code, i.duration_ms, i.etag, g.source_path FROM origins g JOIN items i ON i.id "
                         "= g.item_id LEFT JOIN shows s ON s.id = i.show_id WHERE g.external_key = ? AND g.listed = 1");
    query.bind(key);
    REQUIRE(query.step());
    if (station.count(fmt::format("SELECT count(*) FROM origins WHERE item_id = {}", query.integer(0))) > 1) continue;
    CHECK(query.text(1) == base::trim(item["title"].text_or("")));
    const auto year = item["year"].integer().value_or(0);
    CHECK(query.integer(2) == year);
    CHECK(query.text(3) == base::trim(item["summary"].text_or("")));
    if (type == "episode") {
      CHECK(query.maybe(4) == item["parentIndex"].integer());
      CHECK(query.maybe(5) == item["index"].integer());
      CHECK(base::lower_ascii(query.text(6)) == base::lower_ascii(base::trim(item["grandparentTitle"].text_or(""))));
    }
    const auto rating = item["contentRating"].text_or("");
    CHECK(query.text(7) == (rating == "Not Rated" ? "" : rating.find('/') != std::string::npos ? rating.substr(3) : rating));
    CHECK(query.integer(8) == item["duration"].integer().value_or(0));
    if (const auto at = item["updatedAt"].integer()) CHECK(query.text(9) == std::to_string(*at));
    const auto id = query.integer(0);
    auto number = [&](const std::string& sql) { return station.count(fmt::format("SELECT count(*) FROM {} AND item_id = {}", sql, id)); };
    CHECK(number("credits WHERE kind = 'actor'") == static_cast<std::int64_t>(item["Role"].size()));
    CHECK(number("credits WHERE kind = 'director'") == static_cast<std::int64_t>(item["Director"].size()));
    CHECK(number("markers WHERE kind IN ('intro', 'credits')") == static_cast<std::int64_t>(item["Marker"].size()));
    std::set<std::string> genres;
    for (std::size_t i = 0; i < item["Genre"].size(); ++i) genres.insert(item["Genre"].at(i)["tag"].text_or(""));
    CHECK(number("item_tags t JOIN tags ON tags.id = tag_id WHERE namespace = 'genre'") == static_cast<std::int64_t>(genres.size()));
    std::size_t files = 0;
    for (std::size_t m = 0; m < item["Media"].size(); ++m)
      if (item["Media"].at(m)["proxyType"].integer().value_or(0) != 42) files += item["Media"].at(m)["Part"].size();
    CHECK(number("files WHERE 1") == static_cast<std::int64_t>(files));
    ++compared;
  }
  CHECK(compared > 100);
}

TEST_CASE("a show without a date is read by every sync, and written when it changed") {
  FakePlex fake;
  Station station(fake);
  station.sync();
  catalog::Query one(station.catalog, "SELECT external_key FROM show_origins ORDER BY id LIMIT 1");
  REQUIRE(one.step());
  const auto key = one.text(0);
  one.reset();
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"updatedAt":null,"summary":"One."}}}})", key));
  fake.tell("mutate", R"({"name":"summary"})");
  station.sync();
  const auto again = station.sync();
  CHECK(again.total.db_writes == 0);
  CHECK(again.total.requests > 0);
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"summary":"Two."}}}})", key));
  CHECK(station.sync().total.db_writes > 0);
  CHECK(station.count("SELECT count(*) FROM shows WHERE summary = 'Two.'") == 1);
  CHECK(station.count("SELECT count(*) FROM shows WHERE summary = 'One.'") == 0);
}

TEST_CASE("a playlist of a server goes over its libraries, in its order; what changes in it comes with the next sync") {
  FakePlex fake;
  Station station(fake);
  const auto wanted = [&] {
    std::map<std::string, std::string> all;
    const auto library = fake.tell("library");
    for (const auto& [key, list] : library["playlists"].members()) {
      if (list["playlistType"].text_or("") != "video") continue;
      auto& members = all[key];
      for (std::size_t i = 0; i < list["_members"].size(); ++i) members += list["_members"].at(i).text_or("") + ' ';
    }
    return all;
  };
  const auto stored = [&] {
    std::map<std::string, std::string> all;
    catalog::Query query(station.catalog, "SELECT external_key, (SELECT group_concat(value, ' ') FROM json_each(members)) || ' ' FROM playlists");
    while (query.step()) all[query.text(0)] = query.text(1);
    return all;
  };
  station.sync();
  REQUIRE(wanted().size() == 1);
  CHECK(stored() == wanted());
  // Five items, of two libraries; the sixth member is the first once more.
  catalog::Query title(station.catalog, "SELECT title FROM playlists");
  REQUIRE(title.step());
  std::set<std::int64_t> libraries;
  std::size_t found = 0;
  for (const auto& [id, name] : catalog::collection_members(station.catalog)) {
    if (name != title.text(0)) continue;
    ++found;
    libraries.insert(station.count(fmt::format("SELECT library_id FROM items WHERE id = {}", id)));
  }
  CHECK(found == 5);
  CHECK(libraries.size() == 2);
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    fake.tell("mutate", R"({"name":"playlist"})");
    fake.tell("mutate", R"({"name":"views"})");  // so that a library is read
    fake.tell("mutate", R"({"name":"summary"})");
    station.sync();
    CHECK(stored() == wanted());
  }
  fake.tell("mutate", R"({"name":"rebuild"})");
  station.sync();
  CHECK(stored() == wanted());
}

TEST_CASE("every change of a server is one update, and no change is none") {
  FakePlex fake({"--shows", "6", "--seed", "3"});
  Station station(fake);
  station.sync();
  for (const char* what : {"summary", "episode_in_place", "replaced_file", "renamed_file", "second_version", "people", "genres", "rating", "markers", "trash",
                           "fix_match", "new_key", "add_movie", "add_episode", "remove_one"}) {
    CAPTURE(std::string{what});
    fake.tell("mutate", fmt::format(R"({{"name":"{}"}})", what));
    const auto report = station.sync();
    const auto& c = report.total;
    CHECK(c.failed == 0);
    const std::string_view name = what;
    if (name.starts_with("add")) CHECK(c.added == 1);
    else if (name == "remove_one") CHECK(c.removed == 1);
    else if (name != "summary" && name != "genres") CHECK(c.updated == 1);
    CHECK(c.added + c.updated + c.removed <= 1);
  }
  for (const char* what : {"views", "rescan"}) {
    CAPTURE(std::string{what});
    fake.tell("mutate", fmt::format(R"({{"name":"{}"}})", what));
    const auto report = station.sync();
    CHECK(report.total.added + report.total.updated + report.total.removed == 0);
    CHECK(report.total.db_writes == 0);
  }
}

TEST_CASE("a rebuilt server updates in place; tags, overrides and markers of editors stay") {
  FakePlex fake({"--shows", "6"});
  Station station(fake);
  station.sync();
  const auto items = station.count("SELECT count(*) FROM items"), shows = station.count("SELECT count(*) FROM shows");
  const auto id = station.count("SELECT item_id FROM origins WHERE external_key = (SELECT min(external_key) FROM origins)");
  station.catalog.transaction(false, [&] {
    catalog::ItemWriter writer(station.catalog, station.clock.now());
    writer.add_tag(id, "holiday:christmas");
    writer.set_override(id, "title", "My own name");
    writer.settle(id);
  });
  fake.tell("mutate", R"({"name":"rebuild"})");
  const auto report = station.sync();
  CHECK(report.total.added == 0);
  CHECK(report.total.removed == 0);
  CHECK_FALSE(report.guard);
  CHECK(station.count("SELECT count(*) FROM items") == items);
  CHECK(station.count("SELECT count(*) FROM shows") == shows);
  const auto item = catalog::item(station.catalog, id);
  REQUIRE(item);
  CHECK(item->title == "My own name");
  CHECK(std::find(item->tags.begin(), item->tags.end(), "holiday:christmas") != item->tags.end());
  for (const char* what : {"fix_match", "move_show", "title", "new_key"}) fake.tell("mutate", fmt::format(R"({{"name":"{}"}})", what));
  station.sync();
  CHECK(station.count("SELECT count(*) FROM items") == items);
  CHECK(catalog::item(station.catalog, id)->title == "My own name");
}

TEST_CASE("one file in two libraries is one item with both; when they part, editors' values stay with the first") {
  FakePlex fake({"--shows", "1"});
  Station station(fake);
  station.sync();
  const auto items = station.count("SELECT count(*) FROM items");
  fake.tell("mutate", R"({"name":"twice"})");
  CHECK(station.sync().total.added == 1);
  CHECK(station.count("SELECT count(*) FROM items") == items);
  const auto id = station.count("SELECT item_id FROM origins o JOIN libraries l ON l.id = o.library_id JOIN items i ON i.id = o.item_id WHERE i.kind = 'movie' GROUP BY item_id "
                                "HAVING count(*) = 2");
  REQUIRE(id > 0);
  station.catalog.transaction(false, [&] { catalog::ItemWriter(station.catalog, station.clock.now()).add_tag(id, "holiday:christmas"); });
  const auto copy = station.count(fmt::format("SELECT CAST(external_key AS INTEGER) FROM origins WHERE item_id = {} ORDER BY library_id DESC LIMIT 1", id));
  const auto first = station.count(fmt::format("SELECT CAST(external_key AS INTEGER) FROM origins WHERE item_id = {} ORDER BY library_id LIMIT 1", id));
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"Media":[{{"id":9,"Part":[{{"id":9,"key":"/library/parts/9/9/a.mkv","file":"/data/other/a.mkv","size":5}}]}}]}}}})", copy));
  CHECK(station.sync().total.updated == 1);
  CHECK(station.count("SELECT count(*) FROM items") == items + 1);
  CHECK(station.count(fmt::format("SELECT CAST(external_key AS INTEGER) FROM origins WHERE item_id = {}", id)) == first);
  const auto tags = catalog::item(station.catalog, id)->tags;
  CHECK(std::find(tags.begin(), tags.end(), "holiday:christmas") != tags.end());
  CHECK(station.sync().total.db_writes == 0);
}

TEST_CASE("markers that come later without a new stamp are found within a day, for a month") {
  FakePlex fake({"--shows", "0", "--movies", "3", "--plain"});
  Station station(fake);
  station.sync();
  catalog::Query query(station.catalog, "SELECT external_key FROM origins LIMIT 1");
  query.step();
  const auto key = query.text(0);
  query.reset();
  const auto added = station.clock.now() / 1000 - 86'400;
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"addedAt":{},"Marker":[]}}}})", key, added));
  station.sync();
  const auto markers = [&] { return station.count("SELECT count(*) FROM markers WHERE kind = 'intro' AND item_id = (SELECT item_id FROM origins WHERE external_key = '" + key + "')"); };
  CHECK(markers() == 0);
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"Marker":[{{"type":"intro","startTimeOffset":1000,"endTimeOffset":20000}}]}}}})", key));
  CHECK(station.sync().total.updated == 0);
  station.clock.set(station.clock.now() + 25 * 3'600'000);
  CHECK(station.sync().total.updated == 1);
  CHECK(markers() == 1);
}

TEST_CASE("servers with the same keys stand side by side; what happens to one leaves the other alone") {
  FakePlex attic, cellar({"--machine", "fake-plex-0002", "--prefix", "/vault"});
  Station station(attic);
  station.add(cellar, "cellar");
  station.sync();
  const auto of_cellar = [&] {
    auto all = station.content();
    std::erase_if(all, [](const auto& one) { return !one.first.starts_with("cellar/"); });
    return all;
  };
  const auto before = of_cellar();
  CHECK(before.size() > 50);
  CHECK(station.count("SELECT count(*) FROM origins") == 2 * static_cast<std::int64_t>(before.size()));
  attic.tell("mutate", R"({"count":30})");
  attic.tell("mutate", R"({"name":"rebuild"})");
  station.sync([](auto& wish) { wish.allow_removals = true; });
  CHECK(check_same(of_cellar(), before));
  station.catalog.transaction(false, [&] { catalog::remove_server(station.catalog, catalog::find_server(station.catalog, "attic")); });
  CHECK(check_same(of_cellar(), before));
  CHECK(station.count("SELECT count(*) FROM origins") == static_cast<std::int64_t>(before.size()));
}
