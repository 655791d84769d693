#include <doctest/doctest.h>

#include "base/json.h"
#include "http_client.h"
#include "station_fixture.h"

using namespace retrovue;
using test::Answer;
using test::Client;
using test::Station;

namespace {
constexpr auto kTune = "GET /channel/5.ts HTTP/1.1\r\nHost: h\r\n\r\n";

// Waits on the loop itself until a condition holds there; the loop's own events drive it.
template <typename F>
bool eventually(Station& station, F condition) {
  const auto until = base::steady_ms() + 10'000;
  while (base::steady_ms() < until)
    if (station.on_loop(condition)) return true;
  return false;
}
}  // namespace

TEST_CASE("a viewer gets bare packets until the channel stops") {
  Station station;
  Client client{station.port};
  client.send(kTune);
  const auto head = client.head();
  CHECK(head.status == 200);
  CHECK(head.field("content-type") == "video/mp2t");
  CHECK(head.field("connection") == "close");
  CHECK(head.fields.count("transfer-encoding") == 0);
  CHECK(head.fields.count("content-length") == 0);
  station.push(5, 7);
  CHECK(client.take(188 * 7) == std::string(188 * 7, 0x47));
  station.push(5, 1);
  CHECK(client.take(188).size() == 188);
  station.on_loop([&] { station.site->stop(); });
  CHECK(client.ended());
}

TEST_CASE("tuners are counted, refused and given back") {
  Station station{{}, 2};
  Client third{station.port};
  {
    Client a{station.port}, b{station.port};
    a.send(kTune);
    b.send(kTune);
    CHECK(a.head().status == 200);
    CHECK(b.head().status == 200);
    CHECK(station.watching(5) == 2);
    const auto full = third.get("/channel/5.ts");
    CHECK(full.status == 503);
    CHECK(full.field("x-hdhomerun-error") == "805 All Tuners In Use");
    CHECK(base::Json::parse(full.body)["error"]["message"].exists());
    CHECK(third.get("/channel/6.ts", "", "HEAD").status == 503);
    CHECK(third.get("/channel/5.m3u8").status == 200);
  }
  // Clients that left are noticed although nothing is being sent.
  CHECK(eventually(station, [&] { return station.airs.at(5)->watching == 0; }));
  CHECK(third.get("/channel/5.ts", "", "HEAD").status == 200);
  CHECK(station.watching(5) == 0);
  third.send(kTune);
  CHECK(third.head().status == 200);
}

TEST_CASE("a client that reads nothing holds up nobody and is let go") {
  serve::Limits limits;
  limits.write_time = 300;
  Station station{limits};
  Client slow{station.port, 4096}, quick{station.port};
  slow.send(kTune);
  quick.send(kTune);
  CHECK(quick.head().status == 200);
  CHECK(eventually(station, [&] { return station.airs.at(5)->watching == 2; }));
  constexpr std::size_t kPackets = 5'000;
  std::size_t received = 0;
  for (int i = 0; i < 20; ++i) {
    station.push(5, kPackets);
    received += quick.take(188 * kPackets).size();
  }
  CHECK(received == 20 * 188 * kPackets);
  CHECK(eventually(station, [&] { return station.airs.at(5)->watching == 1; }));
  station.push(5, 1);
  CHECK(quick.take(188).size() == 188);
}

TEST_CASE("all viewers are sent the same bytes in memory") {
  Station station{{}, 50};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(std::make_unique<Client>(station.port));
    clients.back()->send(kTune);
    REQUIRE(clients.back()->head().status == 200);
  }
  station.push(5, 100);
  for (auto& client : clients) CHECK(client->take(18'800).size() == 18'800);
  station.on_loop([&] {
    CHECK(station.airs.at(5)->pieces.size() == 1);
    // The queue of the fake and at most one hold per connection; never a copy.
    CHECK(station.airs.at(5)->pieces.front().use_count() <= 1 + 40);
  });
}

TEST_CASE("a channel that is taken away is not to be had") {
  Station station;
  Client client{station.port};
  CHECK(client.get("/channel/6.m3u8").status == 200);
  {
    catalog::Catalog writer{station.db(), catalog::Mode::write};
    catalog::remove_channel(writer, station.channels[1].id);
  }
  CHECK(client.get("/channel/6.m3u8").status == 404);
  CHECK(client.get("/channel/6/7.ts").status == 404);
}

TEST_CASE("HTTP/1.0 clients get what they understand") {
  Station station;
  {
    Client client{station.port};
    client.send("GET /health HTTP/1.0\r\nHost: h\r\n\r\n");
    const auto got = client.answer();
    CHECK(got.status == 200);
    CHECK(got.field("connection") == "close");
    CHECK(client.ended());
  }
  Client client{station.port};
  client.send("GET /xmltv.xml HTTP/1.0\r\nHost: h\r\n\r\n");
  const auto guide = client.answer();
  CHECK(guide.fields.count("transfer-encoding") == 0);
  CHECK(guide.body.ends_with("</tv>\n"));
}
