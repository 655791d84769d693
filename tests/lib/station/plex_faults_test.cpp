#include <fmt/format.h>

#include <algorithm>

#include "catalog/history.h"
#include "support/plex_station.h"

using namespace retrovue;

namespace {
constexpr const char* kMissing = "SELECT count(*) FROM items i JOIN libraries l ON l.id = i.library_id WHERE l.external_key = '2' AND i.state = 'file_not_found'";

// Takes some episodes of section 2 away, so that there is something that must not be noticed yet.
std::int64_t take_some(FakePlex& fake, int count) {
  const auto library = fake.tell("library");
  std::int64_t taken = 0;
  for (const auto& [key, item] : library["items"].members())
    if (item["type"].text_or("") == "episode" && item["librarySectionID"].integer() == 2 && taken < count) {
      fake.tell("remove", fmt::format(R"({{"key":"{}"}})", key));
      ++taken;
    }
  return taken;
}

std::string state_of(Station& station) { return std::string{model::to_text(catalog::find_server(station.catalog, "attic").state)}; }

// After whatever went wrong: everything is as in a catalog that never saw it.
void heals(FakePlex& fake, Station& station) {
  fake.tell("clear");
  fake.tell("set", R"({"token":"fake-token","page_cap":null,"no_total":false,"ignore_paging":false})");
  station.sync([](auto& wish) {
    wish.allow_removals = true;
    wish.servers = {"attic"};
  });
  Station fresh(fake);
  fresh.sync();
  CHECK(check_same(station.content(), fresh.content()));
}
}  // namespace

TEST_CASE("whatever goes wrong with a listing, nothing is taken for removed") {
  FakePlex fake({"--shows", "6"});
  Station station(fake, "attic", 400);
  station.sync();
  take_some(fake, 3);
  std::string fault, state = "ok", error_class = "network";
  bool fails = true, noted = true;
  SUBCASE("a web page with 200") {
    fault = R"("kind":"html")";
    state = "not_a_server";
  }
  SUBCASE("the token is revoked") {
    fault = R"("kind":"status","status":401)";
    state = "needs_sign_in";
    error_class = "auth";
  }
  SUBCASE("starting up") {
    fault = R"("kind":"status","status":503)";
    state = "starting";
  }
  SUBCASE("500 at any size") {
    fault = R"("kind":"status","status":500)";
    state = "unreachable";
  }
  SUBCASE("short bodies only") {
    fault = R"("kind":"short")";
    state = "unreachable";
  }
  SUBCASE("half a JSON only") {
    fault = R"("kind":"cut")";
    state = "unreachable";
  }
  SUBCASE("connections broken off") {
    fault = R"("kind":"reset")";
    state = "unreachable";
  }
  SUBCASE("the section is gone between two requests") {
    fault = R"("kind":"status","status":404)";
    fails = false;
    error_class = "data";
  }
  SUBCASE("suddenly empty") {
    fault = R"("kind":"empty")";
    fails = noted = false;  // the guard says it
  }
  fake.tell("fault", R"({"match":"sections/2/all\\?type=4","times":1000,)" + fault + "}");
  const auto report = station.sync();
  CHECK(station.count(kMissing) == 0);
  CHECK(report.partial());
  CHECK(report.guard.has_value() == !noted);
  CHECK(report.failed_sources == (fails ? 1 : 0));
  CHECK(state_of(station) == state);
  if (noted) {
    REQUIRE_FALSE(report.errors.empty());
    CHECK(report.errors.front().error_class == error_class);
    CHECK(station.count("SELECT count(*) FROM sync_errors") > 0);
  }
  for (const auto& error : report.errors) CHECK(error.message.find("fake-token") == std::string::npos);
  heals(fake, station);
  CHECK(station.count(kMissing) == 3);
}

TEST_CASE("passing trouble is waited out and leaves no trace") {
  FakePlex fake({"--shows", "6"});
  Station station(fake, "attic", 400);
  std::string fault;
  SUBCASE("500 for large pages and lists") { fault = R"("kind":"status","status":500)"; }
  SUBCASE("429 with Retry-After") { fault = R"("kind":"status","status":429,"retry_after":0)"; }
  SUBCASE("503 now and then") { fault = R"("kind":"status","status":503)"; }
  SUBCASE("short bodies") { fault = R"("kind":"short")"; }
  SUBCASE("half a JSON") { fault = R"("kind":"cut")"; }
  SUBCASE("broken connections") { fault = R"("kind":"reset")"; }
  SUBCASE("no answer in time") { fault = R"("kind":"hang","seconds":1)"; }
  fake.tell("fault", R"({"match":"sections/2/all","times":2,)" + fault + "}");
  fake.tell("fault", R"({"match":"GET /library/metadata/[0-9]+,","times":2,)" + fault + "}");
  const auto report = station.sync();
  CHECK_FALSE(report.partial());
  CHECK(state_of(station) == "ok");
  Station calm(fake);
  calm.sync();
  CHECK(check_same(station.content(), calm.content()));
}

TEST_CASE("of thousands of questions half a percent go wrong in passing, and under a tenth of a percent in the end") {
  FakePlex fake({"--shows", "12", "--movies", "60"});
  Station station(fake);
  station.sync();
  const auto before = station.content();
  for (const char* kind : {R"("status","status":500)", R"("status","status":503)", R"("short")", R"("cut")", R"("reset")"})
    fake.tell("fault", fmt::format(R"({{"match":"GET /library/","chance":0.001,"times":100000,"kind":{}}})", kind));
  const auto told = [&](const char* what) { return fake.tell("stats", R"({"last":1})")[what].integer().value_or(0); };
  const auto first = told("requests");
  std::int64_t failures = 0, scanned = 0;
  while (told("requests") - first < 3000) {
    const auto report = station.sync([](auto& wish) { wish.full = true; });
    failures += report.total.failed + static_cast<std::int64_t>(report.errors.size() + report.failed_sources);
    scanned += report.total.scanned;
    CHECK(report.total.removed == 0);
  }
  const auto asked = told("requests") - first, faulted = told("faulted");
  MESSAGE(faulted << " of " << asked << " answers went wrong, " << failures << " failures in the end, " << scanned << " items read");
  CHECK(faulted * 1000 > asked * 2);
  CHECK(faulted * 1000 < asked * 10);
  CHECK(failures * 1000 < asked);
  CHECK(failures * 1000 < scanned);
  CHECK(check_same(station.content(), before));
}

TEST_CASE("Retry-After is waited for") {
  FakePlex fake({"--shows", "1", "--plain"});
  Station station(fake);
  fake.tell("fault", R"({"match":"sections/2/all","times":1,"kind":"status","status":429,"retry_after":1})");
  const auto report = station.sync();
  CHECK_FALSE(report.partial());
  CHECK(report.seconds >= 1.0);
}

TEST_CASE("XML, odd pages and missing totals make no difference") {
  FakePlex fake({"--shows", "6", "--movies", "60"});
  Station plain(fake), odd(fake);
  plain.sync();
  SUBCASE("XML whatever is asked for") { fake.tell("set", R"({"only_xml":true})"); }
  SUBCASE("pages shorter than asked") { fake.tell("set", R"({"page_cap":7})"); }
  SUBCASE("no totalSize") { fake.tell("set", R"({"no_total":true})"); }
  SUBCASE("no totalSize and short pages") { fake.tell("set", R"({"no_total":true,"page_cap":7})"); }
  SUBCASE("paging ignored") { fake.tell("set", R"({"ignore_paging":true})"); }
  const auto report = odd.sync();
  CHECK_FALSE(report.partial());
  CHECK(check_same(odd.content(), plain.content()));
  const auto again = odd.sync();
  CHECK(again.total.added + again.total.updated + again.total.removed + again.total.db_writes == 0);
}

TEST_CASE("a token revoked in the middle of the details keeps what was read, and the rest comes later") {
  FakePlex fake({"--shows", "30", "--plain"});
  Station station(fake);
  FakePlex other({"--shows", "2", "--plain", "--machine", "fake-plex-0002"});
  station.add(other, "cellar");
  fake.tell("fault", R"({"match":"GET /library/metadata/","skip":3,"times":1000,"kind":"status","status":401})");
  const auto report = station.sync();
  CHECK(report.unauthorised);
  CHECK_FALSE(report.unreachable);
  CHECK(report.failed_sources == 1);
  CHECK(state_of(station) == "needs_sign_in");
  const auto kept = station.count("SELECT count(*) FROM items i JOIN libraries l ON l.id = i.library_id JOIN sources o ON o.id = l.source_id WHERE o.name = 'attic'");
  CHECK(kept > 0);
  CHECK(kept < 248);
  CHECK(station.count("SELECT count(*) FROM origins g JOIN libraries l ON l.id = g.library_id JOIN sources o ON o.id = l.source_id WHERE o.name = 'cellar'") == 24);
  fake.tell("clear");
  const auto rest = station.sync();
  CHECK(rest.total.added + kept == 248);
  CHECK(rest.total.updated == 0);
}

TEST_CASE("a token is renewed from the account it came with, and the sync goes on") {
  FakePlex fake({"--shows", "2"});
  Station station(fake);
  station.sync();
  auto wish = station.wish();
  wish.plextv_url = fake.url;
  station::ServerDoor door(station.catalog, wish);
  const auto server = catalog::find_server(station.catalog, "attic");
  station.catalog.transaction(false, [&] { door.save_token(server.id, "account-token", catalog::TokenOf::account); });
  fake.tell("set", R"({"token":"another-token"})");
  fake.tell("mutate", R"({"name":"add_movie"})");
  const auto report = station.sync([&](auto& all) { all.door = &door; });
  CHECK_FALSE(report.partial());
  CHECK(report.total.added == 1);
  CHECK(door.token(server) == "another-token");
}

TEST_CASE("a section that vanished keeps its items; one that scans loses none yet") {
  FakePlex fake({"--shows", "6"});
  Station station(fake);
  station.sync();
  const auto items = station.count("SELECT count(*) FROM items WHERE state <> 'file_not_found'");
  SUBCASE("vanished") {
    fake.tell("drop_section", R"({"key":"2"})");
    const auto report = station.sync();
    CHECK(report.partial());
    CHECK(report.total.removed == 0);
    CHECK(station.count("SELECT count(*) FROM items WHERE state <> 'file_not_found'") == items);
    CHECK(station.count("SELECT listed FROM libraries WHERE external_key = '2'") == 0);
  }
  SUBCASE("scanning") {
    fake.tell("edit_section", R"({"key":"2","fields":{"refreshing":true}})");
    take_some(fake, 3);
    CHECK(station.sync().total.removed == 0);
    CHECK(station.count(kMissing) == 0);
    fake.tell("edit_section", R"({"key":"2","fields":{"refreshing":false}})");
    CHECK(station.sync().total.removed == 3);
    CHECK(station.count(kMissing) == 3);
  }
}

TEST_CASE("the mass-removal guard holds a library that would lose too much, and lets it go when told") {
  FakePlex fake({"--shows", "6"});
  Station station(fake);
  station.sync();
  const auto before = station.content();
  const auto taken = take_some(fake, 30);
  fake.tell("mutate", R"({"name":"add_movie"})");
  const auto report = station.sync();
  REQUIRE(report.guard);
  CHECK(report.guard->library == "TV Shows");
  CHECK(report.guard->missing == taken);
  CHECK(report.total.removed == 0);
  CHECK(report.total.added == 1);  // the other libraries go on
  CHECK(station.count(kMissing) == 0);
  const auto dry = station.sync([](auto& wish) { wish.allow_removals = wish.dry_run = true; });
  CHECK(dry.total.removed == taken);
  CHECK(station.count(kMissing) == 0);
  CHECK(station.sync([](auto& wish) { wish.allow_removals = true; }).total.removed == taken);
  heals(fake, station);
}

TEST_CASE("what one answer says badly fails or stays alone") {
  FakePlex fake({"--shows", "3", "--plain"});
  Station station(fake);
  station.sync();
  const auto item = [&](const char* field) {
    catalog::Query query(station.catalog, fmt::format("SELECT i.{} FROM items i JOIN origins g ON g.item_id = i.id JOIN libraries l ON l.id = g.library_id WHERE l.external_key = '1' "
                                                      "ORDER BY CAST(g.external_key AS INTEGER) LIMIT 1", field));
    query.step();
    return query.text(0);
  };
  catalog::Query first(station.catalog, "SELECT g.external_key FROM origins g JOIN libraries l ON l.id = g.library_id WHERE l.external_key = '1' ORDER BY CAST(g.external_key AS INTEGER) LIMIT 1");
  first.step();
  const auto key = first.text(0);
  first.reset();
  const auto year = item("year");
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"year":"MCMXC","index":"one","updatedAt":"yesterday","title":"Odd\u0000 \u0007name"}}}})", key));
  const auto report = station.sync();
  CHECK(report.total.failed == 0);
  CHECK(report.total.updated == 1);
  CHECK(item("year") == year);
  CHECK(item("title") == "Odd name");
  CHECK(station.count("SELECT count(*) FROM sync_errors WHERE class = 'data' AND message LIKE '%MCMXC%'") == 1);
  CHECK(station.sync().total.db_writes == 0);
  // Not read again, so not over.
  CHECK(station.count("SELECT count(*) FROM sync_errors WHERE resolved_at IS NULL AND message LIKE '%MCMXC%'") == 1);
  // Poisoned alone: 500 whenever it is asked for.
  fake.tell("mutate", R"({"name":"add_movie"})");
  fake.tell("mutate", R"({"name":"add_movie"})");
  const auto library = fake.tell("library");
  const auto last = library["order"].at(library["order"].size() - 1).text_or("");
  fake.tell("fault", fmt::format(R"({{"match":"metadata/[0-9,]*{}","times":1000,"kind":"status","status":500}})", last));
  const auto poisoned = station.sync();
  CHECK(poisoned.total.failed == 1);
  CHECK(poisoned.total.added == 1);
  CHECK(poisoned.partial());
  fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"year":1990}}}})", key));
  heals(fake, station);
}
