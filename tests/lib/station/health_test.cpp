#include "station/health_check.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/http.h"
#include "catalog/channels.h"
#include "catalog/history.h"
#include "catalog/plan.h"
#include "catalog/servers.h"

using namespace retrovue;
using station::Health;

namespace {

constexpr base::Millis kNow = 1'763'683'200'000, kHour = 3'600'000;

station::Component channel(const playout::AirStatus& status) {
  Health health;
  station::add_channel(health, "channel 5", status);
  return health.components.front();
}

struct Place {
  base::TempFolder folder;
  catalog::Catalog catalog{folder.path() / "station.db", catalog::Mode::write};
  station::HealthWish wish{folder.path() / "station.db", {}, kNow, {}, std::nullopt};
};

}  // namespace

TEST_CASE("the whole is as well as its worst part, and what does not run counts for nothing") {
  Health health;
  CHECK(health.status() == "ok");
  CHECK(health.score() == 100);
  health.add("serve", std::nullopt, "not running");
  health.add("catalog", 100);
  CHECK(health.status() == "ok");
  health.add("plan 1", 50);
  health.add("plan 2", 75);
  CHECK(health.score() == 50);
  CHECK(health.status() == "degraded");
  health.add("ffmpeg", 0, "not in PATH");
  CHECK(health.status() == "down");
  base::JsonWriter json;
  json.object();
  station::write_health(json, health);
  const auto said = base::Json::parse(json.end().take());
  CHECK(said["score"].integer() == 0);
  CHECK(said["components"].at(0)["status"].text_or("") == "not_running");
  CHECK_FALSE(said["components"].at(0)["score"].integer());
  CHECK(said["components"].at(2)["status"].text_or("") == "degraded");
}

TEST_CASE("a channel on air has the marks of its worst fault") {
  playout::AirStatus status;
  status.on_air = true;
  status.published_frames = 20;
  status.late_frames = 900, status.restarts = 9;  // long ago
  CHECK(channel(status).score == 100);
  status.degraded = 1;
  CHECK(channel(status).score == 75);
  status.late_lately = 3;
  CHECK(channel(status).score == 50);
  CHECK(channel(status).text == "3 late frames in the last minute; 1 steps below its profile");
  status.published_frames = -7;
  CHECK(channel(status).score == 25);
  CHECK(channel(status).status() == "degraded");
}

TEST_CASE("what channels share: a clock that was set, a store that rests, rows that wait") {
  station::AirState state;
  const auto seen = [&] {
    Health health;
    station::add_air(health, state);
    return health;
  };
  CHECK(seen().score() == 100);
  state.clock = "it was set";
  CHECK(seen().components[0].score == 75);
  CHECK(seen().components[0].text == "it was set");
  state.clock.clear();
  CHECK(seen().components[1].text == "in memory alone");
  state.store_wanted = true;
  CHECK(seen().components[1].score == 50);
  state.store = {true, 0, 12'001};
  CHECK(seen().components[1].text == "could not be written; nothing is kept for another 13 s");
  state.store = {true, 0, 0};
  state.as_run.waiting = 40;  // for a moment, as ever
  CHECK(seen().score() == 100);
  state.as_run.failing = 1;
  CHECK(seen().components[2].score == 50);
  state.as_run.dropped = 2;
  CHECK(seen().components[2].score == 25);
}

TEST_CASE("a server that nobody asked for need not run") {
  base::Http http;
  Health health;
  station::add_serve(health, http, "http://127.0.0.1:1/", false);
  CHECK(health.components.front().text == "not running");
  CHECK(health.status() == "ok");
  station::add_serve(health, http, "http://127.0.0.1:1/", true);
  CHECK(health.components.back().status() == "down");
}

TEST_CASE("a plan must reach a day ahead") {
  Place place;
  std::vector<model::Id> ids;
  for (const auto& [number, hours] : {std::pair{1, 30}, {2, 23}, {3, -1}, {4, 0}, {5, 30}}) {
    model::Channel one;
    one.number = number;
    one.name = std::to_string(number);
    one.enabled = number != 5;
    one.id = catalog::save_channel(place.catalog, one);
    if (hours == 0) continue;
    model::Slot slot;
    slot.start = kNow - 2 * kHour, slot.end = kNow + hours * kHour;
    slot.title = "Night Train";
    place.catalog.transaction(false, [&] { catalog::replace_plan(place.catalog, one.id, slot.start, slot.end, {slot}, {}); });
  }
  Health health;
  station::add_plans(health, place.catalog, place.wish);
  REQUIRE(health.components.size() == 4);
  for (const auto& [k, score] : {std::pair{0, 100}, {1, 50}, {2, 0}, {3, 0}}) {
    CAPTURE(k);
    CHECK(health.components[static_cast<std::size_t>(k)].score == score);
  }
  CHECK(health.components[1].name == "plan 2");
}

TEST_CASE("servers: sign-in, contact, and how the last sync went") {
  Place place;
  const auto seen = [&](model::ServerState state, std::optional<base::Millis> synced, const std::string& status) {
    model::Server server;
    server.name = "attic";
    server.url = "http://attic.lan:32400";
    server.enabled = true;
    Health health;
    place.catalog.transaction(true, [&] {
      catalog::save_server(place.catalog, server, kNow);
      catalog::set_server_state(place.catalog, server.id, state, kNow);
      if (synced) {
        model::Library movies;
        movies.key = "1", movies.title = "Movies", movies.kind = "movie";
        catalog::save_sections(place.catalog, server.id, {movies});
        catalog::note_sync(place.catalog, catalog::server_libraries(place.catalog, server.id).front().id, *synced);
      }
      if (!status.empty()) {
        catalog::SyncRun run;
        run.started = kNow - kHour;
        run.mode = "full";
        run.report = "{}";
        run.id = catalog::start_sync_run(place.catalog, run);
        run.status = status;
        run.ended = kNow;
        run.report = "{\"results\":[{\"source_id\":" + std::to_string(server.id) + ",\"library_id\":0,\"status\":\"" + status + "\"}]}";
        catalog::end_sync_run(place.catalog, run);
      }
      station::add_servers(health, place.catalog, place.wish);
    });
    REQUIRE(health.components.size() == 1);
    return health.components.front().score.value_or(-1);
  };
  using State = model::ServerState;
  CHECK(seen(State::ok, kNow - kHour, "done") == 100);
  CHECK(seen(State::ok, kNow - kHour, "") == 100);
  CHECK(seen(State::ok, kNow - kHour, "partial") == 75);
  CHECK(seen(State::ok, kNow - kHour, "failed") == 25);
  CHECK(seen(State::ok, kNow - 8 * 24 * kHour, "done") == 50);
  CHECK(seen(State::ok, std::nullopt, "") == 50);
  CHECK(seen(State::unreachable, kNow - kHour, "done") == 25);
  CHECK(seen(State::needs_sign_in, kNow - kHour, "done") == 0);
}
