#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "catalog/query.h"
#include "catalog/servers.h"
#include "station/servers.h"
#include "station/sync.h"
#include "support/fake_plex.h"

using namespace retrovue;

namespace {
struct Station {
  base::TempFolder folder;
  base::FixedClock clock{1'700'500'000'000};
  catalog::Catalog catalog{folder.path() / "retrovue.db", catalog::Mode::write};
  station::ServerDoor door{catalog, wish()};

  station::DoorWish wish() const {
    station::DoorWish all;
    all.version = "test";
    all.key_file = folder.path() / "secret.key";
    all.page_size = 50;
    all.first_delay = 1;
    all.idle_timeout = 3'000;
    return all;
  }
  explicit Station(const FakePlex& fake, const std::string& name = "attic") { add(fake, name); }
  void add(const FakePlex& fake, const std::string& name) {
    station::ServerAdd add;
    add.name = name;
    add.url = fake.url;
    add.token = fake.token;
    station::add_server(catalog, door, clock, add);
  }
  station::SyncReport sync(const std::function<void(station::SyncWish&)>& change = {}) {
    station::SyncWish all;
    all.door = &door;
    if (change) change(all);
    auto report = station::sync(catalog, clock, all);
    const auto& c = report.total;
    CHECK(c.scanned == c.added + c.updated + c.unchanged + c.failed);
    return report;
  }
  std::int64_t count(const std::string& sql) {
    catalog::Query query(catalog, sql);
    query.step();
    return query.integer(0);
  }
  // Everything that a sync has to get right, by rating key; what only history tells (ids, times) is left out.
  std::map<std::string, std::string> content() {
    std::map<std::string, std::string> all;
    catalog::Query query(catalog,
        "SELECT o.name || '/' || l.external_key || '/' || g.external_key, i.kind || '|' || i.title || '|' || ifnull(i.year, '-') || '|' || ifnull(s.title, '-') || '|' || "
        "ifnull(s.year, '-') || '|' || ifnull(i.season, '-') || '|' || ifnull(i.episode, '-') || '|' || ifnull(i.episode_end, '-') || '|' || i.rating_system || "
        "':' || i.rating_code || '|' || i.summary || '|' || i.state || '|' || ifnull(i.duration_ms, '-') || '|' || ifnull(i.etag, '-') || '|' || g.source_path || '|' || "
        "g.values_json || '|' || ifnull(g.stamp, '-') || '|' || g.trashed || "
        "'|T ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT namespace || ':' || key AS x FROM item_tags JOIN tags ON tags.id = tag_id WHERE item_id = i.id AND origin = 'source' ORDER BY 1)), '') || "
        "'|G ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT provider || ':' || value AS x FROM item_guids WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|M ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT kind || start_ms || '-' || ifnull(end_ms, '') || title AS x FROM markers WHERE item_id = i.id ORDER BY start_ms, 1)), '') || "
        "'|C ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT kind || position || name || part AS x FROM credits JOIN people ON people.id = person_id WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|F ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT path || part || (signature <> '') AS x FROM files WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|O ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT path || part AS x FROM origin_files WHERE origin_id = g.id ORDER BY position)), '') || "
        "'|S ' || ifnull(s.summary || s.rating_code || ifnull(s.etag, '-'), '') "
        "FROM origins g JOIN items i ON i.id = g.item_id JOIN libraries l ON l.id = g.library_id JOIN sources o ON o.id = l.source_id LEFT JOIN shows s ON s.id = i.show_id WHERE g.listed = 1");
    while (query.step()) all[query.text(0)] = query.text(1);
    catalog::Query more(catalog, "SELECT 'season ' || q.library_id || ' ' || q.external_key, s.title || ifnull(s.year, '-') || ifnull(q.number, '-') || q.title || q.summary || q.poster FROM "
                                 "seasons q JOIN shows s ON s.id = q.show_id UNION ALL SELECT 'collection ' || external_key, title || members || smart FROM collections UNION ALL "
                                 "SELECT 'show ' || g.external_key, s.title || ifnull(s.year, '-') || g.values_json FROM show_origins g JOIN shows s ON s.id = g.show_id WHERE g.listed = 1");
    while (more.step()) all[more.text(0)] = more.text(1);
    return all;
  }
};

void check_same(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b) {
  if (a == b) return;
  int shown = 0;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other != b.end() && other->second == value) continue;
    MESSAGE(key << "\n  has  " << value << "\n  want " << (other == b.end() ? "nothing" : other->second));
    if (++shown > 3) break;
  }
  for (const auto& [key, value] : b)
    if (!a.contains(key) && ++shown < 6) MESSAGE(key << "\n  is missing: " << value);
  FAIL_CHECK("the catalogs differ");
}
}  // namespace

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
  check_same(station.content(), before);
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

TEST_CASE("every change of a server is one update, and no change is none") {
  FakePlex fake({"--shows", "6", "--seed", "3"});
  Station station(fake);
  station.sync();
  for (const char* what : {"summary", "episode_in_place", "replaced_file", "renamed_file", "second_version", "people", "genres", "rating", "markers", "trash",
                           "fix_match", "new_key", "add_movie", "add_episode", "remove_one"}) {
    CAPTURE(what);
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
    CAPTURE(what);
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

TEST_CASE("random changes: incremental, full and fresh end in the same catalog") {
  FakePlex fake({"--shows", "4", "--movies", "10", "--seed", "11"});
  Station station(fake);
  station.sync();
  const int steps = std::getenv("RETROVUE_LONG") ? 3'000 : 120;
  for (int step = 1; step <= steps; ++step) {
    const auto did = fake.tell("mutate", fmt::format(R"({{"count":{}}})", 1 + step % 3));
    CAPTURE(step);
    CAPTURE(did.dump());
    if (step % 50 == 49) fake.tell("mutate", R"({"name":"rebuild"})");
    const auto report = station.sync([](auto& wish) { wish.allow_removals = true; });
    REQUIRE(report.total.failed == 0);
    if (step % 10 != 0) continue;
    const auto content = station.content();
    Station fresh(fake);
    fresh.sync();
    check_same(content, fresh.content());
    const auto full = station.sync([](auto& wish) { wish.full = true; });
    CHECK(full.total.added + full.total.updated + full.total.removed == 0);
    check_same(station.content(), content);
  }
}
