#include <doctest/doctest.h>

#include "base/error.h"
#include "http_client.h"
#include "station_fixture.h"

using namespace retrovue;
using test::Client;
using test::Station;

TEST_CASE("requests on one connection are answered in order") {
  Station station;
  Client client{station.port};
  client.send("GET /health HTTP/1.1\r\nHost: h\r\n\r\nHEAD /health HTTP/1.1\r\nHost: h\r\n\r\nGET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(client.answer().status == 200);
  CHECK(client.answer(false).status == 200);
  CHECK(client.answer().status == 404);
  CHECK(client.ended());
}

TEST_CASE("wrong and oversized requests are refused") {
  Station station;
  const auto status = [&](const std::string& bytes) {
    Client client{station.port};
    client.send(bytes);
    const auto got = client.answer();
    CHECK(client.ended());
    return got.status;
  };
  CHECK(status("nonsense\r\n\r\n") == 400);
  CHECK(status("GET / HTTP/9.9\r\n\r\n") == 400);
  CHECK(status("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == 400);  // no Host
  CHECK(status("GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
  CHECK(status("GET /%zz HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n") == 400);
  CHECK(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(10'000, 'x') + "\r\n\r\n") == 431);
  CHECK(status("GET /" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n") == 431);
  CHECK(status("POST /lineup.post HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100, 'x')) == 413);
  CHECK(Client{station.port}.get("/health").status == 200);
}

TEST_CASE("clients that drip or idle are let go") {
  serve::Limits limits;
  limits.header_time = 250;
  limits.idle_time = 250;
  Station station{limits};
  Client silent{station.port}, dripping{station.port}, idle{station.port};
  CHECK(idle.get("/health").status == 200);
  dripping.send("GET / HT");
  CHECK(silent.ended());
  CHECK(dripping.ended());
  CHECK(idle.ended());
}

TEST_CASE("more connections than allowed are refused at once") {
  serve::Limits limits;
  limits.connections = 3;
  Station station{limits};
  std::vector<std::unique_ptr<Client>> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(std::make_unique<Client>(station.port));
    CHECK(open.back()->get("/health").status == 200);
  }
  Client late{station.port};
  CHECK(late.head().status == 503);
  open.pop_back();
  int status = 0;
  for (const auto until = base::steady_ms() + 10'000; status != 200 && base::steady_ms() < until;) {
    Client again{station.port};
    again.send("GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
    status = again.head().status;
  }
  CHECK(status == 200);
}

TEST_CASE("draining lets answers under way end, and nothing else") {
  Station station;
  Client idle{station.port}, watching{station.port};
  CHECK(idle.get("/health").status == 200);
  watching.send("GET /channel/5.ts HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(watching.head().status == 200);
  std::promise<void> gone;
  station.on_loop([&] {
    station.site->stop();
    station.server->drain([&] { gone.set_value(); });
  });
  CHECK(idle.ended());
  CHECK(watching.ended());
  CHECK(gone.get_future().wait_for(std::chrono::seconds{10}) == std::future_status::ready);
  CHECK_THROWS(Client{station.port});
}

TEST_CASE("a taken port and a wrong address are told") {
  Station station;
  boost::asio::io_context loop;
  const auto kind = [&](const std::string& address, std::uint16_t port) {
    try {
      const serve::Server server{loop, address, port, {}, {}};
    } catch (const base::Error& error) {
      CHECK_FALSE(error.hint().empty());
      return error.kind();
    }
    return base::ErrorKind::interrupted;
  };
  CHECK(kind("127.0.0.1", station.port) == base::ErrorKind::failed);
  CHECK(kind("not-an-address", 0) == base::ErrorKind::usage);
  CHECK(kind("192.0.2.77", 0) == base::ErrorKind::failed);  // TEST-NET-1: not ours
  CHECK(kind("127.0.0.1", 0) == base::ErrorKind::interrupted);
}
