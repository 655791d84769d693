#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sources/plex_account.h"
#include "sources/plex_details.h"
#include "sources/plex_values.h"
#include "support/loopback.h"

using namespace retrovue;
using namespace retrovue::sources;

namespace {
std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return request.substr(from, request.find("\r\n", from) - from);
}
int number(const std::string& text, int otherwise) { return text.empty() ? otherwise : std::stoi(text); }

std::string json(const std::string& body, const std::string& status = "200 OK") {
  return Loopback::ok(body, "Content-Type: application/json\r\n", status);
}
std::string html(const std::string& status) {
  return Loopback::ok("<html><head><title>x</title></head><body><h1>x</h1></body></html>", "Content-Type: text/html\r\n", status);
}

// A listing of `count` items, as a server that does everything right gives it.
struct Listing {
  int count = 0;
  int cap = 1'000'000;      // most items in a page
  bool says_total = true;
  bool ignores_paging = false;
  std::map<std::string, int> asked;  // start -> how often
  std::mutex mutex;
  std::string page(const std::string& request) {
    std::lock_guard lock{mutex};
    const int start = ignores_paging ? 0 : number(header(request, "X-Plex-Container-Start"), 0);
    const int size = ignores_paging ? count : std::min(cap, number(header(request, "X-Plex-Container-Size"), count));
    ++asked[std::to_string(start)];
    std::string items;
    int came = 0;
    for (int i = start; i < std::min(count, start + size); ++i, ++came)
      items += fmt::format(R"({}{{"ratingKey":"{}","type":"episode","title":"E"}})", items.empty() ? "" : ",", i);
    return fmt::format(R"({{"MediaContainer":{{"size":{},{}"offset":{}{}}}}})", came, says_total ? fmt::format("\"totalSize\":{},", count) : "",
                       start, came ? ",\"Metadata\":[" + items + "]" : "");
  }
};

struct Client {
  base::Http http;
  Plex plex;
  static base::HttpPolicy policy() {
    base::HttpPolicy policy;
    policy.seed = 3;
    policy.wait = [](base::Millis) { return base::Millis{0}; };
    return policy;
  }
  explicit Client(const Loopback& server, int page_size = 100)
      : http(policy()), plex(http, {"server 'attic'", server.url(""), "s3cret", "client-1", "0.1"}, [&] {
          PlexLimits limits;
          limits.page_size = page_size;
          limits.details_size = 8;
          limits.idle_timeout = 400;
          return limits;
        }()) {}
  struct Got {
    PlexListing listing;
    std::vector<std::string> keys;
    int restarts = 0;
  };
  Got list() {
    Got got;
    got.listing = plex.list(
        "1", kPlexEpisodes,
        [&] {
          got.keys.clear();
          ++got.restarts;
        },
        [&](const Element& element, std::string_view) { got.keys.emplace_back(element.text("ratingKey")); });
    return got;
  }
};
}  // namespace

TEST_CASE("a listing comes whole in any page shape a server likes") {
  Listing library;
  library.count = 537;
  SUBCASE("as asked") {}
  SUBCASE("pages shorter than asked") { library.cap = 37; }
  SUBCASE("no totalSize") { library.says_total = false; }
  SUBCASE("no totalSize, short pages") {
    library.says_total = false;
    library.cap = 30;
  }
  SUBCASE("paging ignored") { library.ignores_paging = true; }
  SUBCASE("paging ignored and no totalSize") {
    library.ignores_paging = true;
    library.says_total = false;
  }
  SUBCASE("just one page") { library.count = 100; }
  SUBCASE("empty") { library.count = 0; }
  Loopback server([&](const std::string& request) { return Loopback::Reply{json(library.page(request))}; });
  Client client(server);
  const auto got = client.list();
  CHECK(got.listing.complete);
  CHECK(got.listing.items == library.count);
  CHECK(got.keys.size() == static_cast<std::size_t>(library.count));
  for (const auto& request : server.requests()) {
    CHECK_FALSE(header(request, "X-Plex-Container-Start").empty());
    CHECK_FALSE(header(request, "X-Plex-Container-Size").empty());
    CHECK(header(request, "X-Plex-Token") == "s3cret");
    CHECK(header(request, "X-Plex-Client-Identifier") == "client-1");
    CHECK(request.substr(0, request.find('\r')).find("s3cret") == std::string::npos);
  }
  if (library.says_total && !library.ignores_paging && library.cap > 1000)
    CHECK(server.requests().size() == static_cast<std::size_t>((library.count + 99) / 100 + (library.count == 0)));
}

TEST_CASE("a server that says no to large pages is asked for smaller ones") {
  Listing library;
  library.count = 200;
  const char* status = "500 Internal Server Error";
  SUBCASE("500") {}
  SUBCASE("400") { status = "400 Bad Request"; }
  Loopback server([&](const std::string& request) {
    if (number(header(request, "X-Plex-Container-Size"), 0) > 30) return Loopback::Reply{html(status)};
    return Loopback::Reply{json(library.page(request))};
  });
  const auto got = Client(server, 800).list();
  CHECK(got.listing.complete);
  CHECK(got.keys.size() == 200);
}

TEST_CASE("a page that is too slow is asked for in halves") {
  Listing library;
  library.count = 60;
  Loopback server([&](const std::string& request) {
    if (number(header(request, "X-Plex-Container-Size"), 0) > 30) return Loopback::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", false, true};
    return Loopback::Reply{json(library.page(request))};
  });
  const auto got = Client(server, 60).list();
  CHECK(got.listing.complete);
  CHECK(got.keys.size() == 60);
}

TEST_CASE("a cut page is asked for again and never taken for the end") {
  Listing library;
  library.count = 250;
  Loopback server([&](const std::string& request) {
    auto body = library.page(request);
    // Whole HTTP, half a JSON, twice for each page.
    std::lock_guard lock{library.mutex};
    if (library.asked[header(request, "X-Plex-Container-Start")] <= 2) body.resize(body.size() * 2 / 3);
    return Loopback::Reply{json(body)};
  });
  const auto got = Client(server).list();
  CHECK(got.listing.complete);
  CHECK(got.keys.size() == 250);
}

TEST_CASE("a library that moves under the listing is listed again, and if it goes on moving, not believed") {
  Listing library;
  library.count = 400;
  std::atomic<int> first_pages{0};
  int calm_after = 2;
  SUBCASE("calms down") {}
  SUBCASE("never calm") { calm_after = 1000; }
  Loopback server([&](const std::string& request) {
    const auto start = number(header(request, "X-Plex-Container-Start"), 0);
    if (start == 0) ++first_pages;
    if (start == 300 && first_pages < calm_after) library.count -= 1;
    return Loopback::Reply{json(library.page(request))};
  });
  const auto got = Client(server).list();
  CHECK(got.listing.complete == (calm_after == 2));
  CHECK(got.restarts == (calm_after == 2 ? 1 : 2));
  if (!got.listing.complete) CHECK_FALSE(got.listing.why.empty());
}

TEST_CASE("a server that counts more than it gives is not believed") {
  Loopback server([&](const std::string& request) {
    if (number(header(request, "X-Plex-Container-Start"), 0) > 0) return Loopback::Reply{json(R"({"MediaContainer":{"size":0,"totalSize":9}})")};
    return Loopback::Reply{json(R"({"MediaContainer":{"size":1,"totalSize":9,"Metadata":[{"ratingKey":"1"}]}})")};
  });
  const auto got = Client(server).list();
  CHECK_FALSE(got.listing.complete);
  CHECK(got.keys.size() == 1);
}

TEST_CASE("troubles of the server as a whole are told apart") {
  using model::ServerState;
  std::string reply;
  ServerState state = ServerState::ok;
  base::ErrorKind kind = base::ErrorKind::unreachable;
  SUBCASE("401") {
    reply = html("401 Unauthorized");
    state = ServerState::needs_sign_in;
    kind = base::ErrorKind::unauthorised;
  }
  SUBCASE("403") {
    reply = html("403 Forbidden");
    state = ServerState::needs_sign_in;
    kind = base::ErrorKind::unauthorised;
  }
  SUBCASE("503") {
    reply = html("503 Service Unavailable");
    state = ServerState::starting;
  }
  SUBCASE("web page") {
    reply = html("200 OK");
    state = ServerState::not_a_server;
  }
  SUBCASE("other JSON") {
    reply = json(R"({"hello":1})");
    state = ServerState::not_a_server;
  }
  SUBCASE("502") {
    reply = html("502 Bad Gateway");
    state = ServerState::unreachable;
  }
  Loopback server([&](const std::string&) { return Loopback::Reply{reply}; });
  Client client(server);
  auto fails = [&](auto act) {
    try {
      act();
      FAIL("no error");
    } catch (const ServerError& error) {
      CHECK(error.state() == state);
      CHECK(error.kind() == kind);
      CHECK((error.message() + error.hint()).find("s3cret") == std::string::npos);
    }
  };
  fails([&] { client.list(); });
  fails([&] { client.plex.identity(); });
  fails([&] { client.plex.sections(); });
  fails([&] {
    PlexDetails details(client.plex, {"1", "2"}, PlexDetails::Of::items);
    details.next();
  });
}

TEST_CASE("a section that is gone is not an empty section") {
  Loopback server([&](const std::string&) { return Loopback::Reply{html("404 Not Found")}; });
  Client client(server);
  try {
    client.list();
    FAIL("no error");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::not_found);
  }
}

TEST_CASE("details come in order; missing keys do not come; a poisoned item fails alone") {
  Loopback server([&](const std::string& request) {
    const auto path = request.substr(4, request.find(' ', 4) - 4);
    const auto keys = base::split(path.substr(path.rfind('/') + 1, path.find('?') - path.rfind('/') - 1), ',');
    std::string items;
    for (const auto& key : keys) {
      if (key == "13") return Loopback::Reply{html("500 Internal Server Error")};
      if (key == "21") return Loopback::Reply{json(R"({"MediaContainer":{"Metadata":[{"ratingKey":"21","title":)")};
      if (key == "5") continue;
      items += fmt::format(R"({}{{"ratingKey":"{}","title":"T{}"}})", items.empty() ? "" : ",", key, key);
    }
    if (items.empty()) return Loopback::Reply{html("404 Not Found")};
    return Loopback::Reply{json(R"({"MediaContainer":{"size":1,"Metadata":[)" + items + "]}}")};
  });
  Client client(server);
  std::vector<std::string> keys, got, failed, asked;
  for (int i = 0; i < 40; ++i) keys.push_back(std::to_string(i));
  PlexDetails details(client.plex, keys, PlexDetails::Of::items);
  while (const auto batch = details.next(15)) {
    for (const auto& item : batch->items) got.push_back(item.value.key);
    asked.insert(asked.end(), batch->keys.begin(), batch->keys.end());
    for (const auto& failure : batch->failed) failed.push_back(failure.key);
  }
  CHECK(asked == keys);
  CHECK(failed == std::vector<std::string>{"13", "21"});
  keys.erase(std::remove_if(keys.begin(), keys.end(), [](const auto& k) { return k == "5" || k == "13" || k == "21"; }), keys.end());
  CHECK(got == keys);
}

TEST_CASE("many poisoned items one after another stop the server's sync") {
  Loopback server([&](const std::string&) { return Loopback::Reply{html("400 Bad Request")}; });
  Client client(server);
  std::vector<std::string> keys;
  for (int i = 0; i < 40; ++i) keys.push_back(std::to_string(i));
  PlexDetails details(client.plex, keys, PlexDetails::Of::items);
  int failed = 0;
  try {
    while (details.next()) ++failed;
    FAIL("no end");
  } catch (const ServerError& error) {
    CHECK(error.state() == model::ServerState::paused);
  }
  CHECK(failed == 4);
}

TEST_CASE("PIN sign-in") {
  int polls = 0;
  Loopback tv([&](const std::string& request) {
    if (header(request, "X-Plex-Client-Identifier") != "me") return Loopback::Reply{json(R"({"errors":[{"code":1000}]})", "400 Bad Request")};
    if (request.starts_with("POST /api/v2/pins")) return Loopback::Reply{json(R"({"id":77,"code":"AB12","expiresIn":900,"authToken":null})", "201 Created")};
    if (request.starts_with("GET /api/v2/pins/77")) {
      if (++polls == 1) return Loopback::Reply{json(R"({"id":77,"code":"AB12","authToken":null})")};
      if (polls == 2) return Loopback::Reply{json(R"({"id":77,"authToken":"account-token"})")};
      return Loopback::Reply{json(R"({"errors":[{"code":1020}]})", "404 Not Found")};
    }
    if (request.starts_with("GET /api/v2/user"))
      return Loopback::Reply{json("{}", header(request, "X-Plex-Token") == "account-token" ? "200 OK"
                                        : header(request, "X-Plex-Token") == "old"         ? "401 Unauthorized"
                                                                                           : "418 Tea")};
    return Loopback::Reply{json(R"([
      {"name":"Phone","provides":"player","clientIdentifier":"p","connections":[]},
      {"name":"Attic","provides":"client,server","clientIdentifier":"m1","accessToken":"server-token","owned":"1","presence":true,"connections":[
        {"protocol":"https","address":"9.9.9.9","port":443,"uri":"https://relay.plex.direct","local":false,"relay":true},
        {"protocol":"https","address":"10.0.0.5","port":32400,"uri":"https://10-0-0-5.h.plex.direct:32400","local":true,"relay":false},
        {"protocol":"https","address":"fe80::1","port":"32400","uri":"https://x.plex.direct:32400","local":0,"relay":0}]}])")};
  });
  base::Http http(Client::policy());
  PlexAccount account(http, "me", "0.1", tv.url(""));
  const auto pin = account.pin();
  CHECK(pin.code == "AB12");
  CHECK(pin.expires_in == 900'000);
  CHECK_FALSE(account.token(pin));
  CHECK(account.token(pin) == "account-token");
  CHECK_THROWS_AS(account.token(pin), base::Error);
  CHECK(account.valid("account-token"));
  CHECK_FALSE(account.valid("old"));
  CHECK_THROWS_AS(account.valid("other"), base::Error);
  const auto all = account.resources("account-token");
  REQUIRE(all.size() == 1);
  CHECK(all[0].token == "server-token");
  CHECK(all[0].owned);
  std::string urls;
  for (const auto& connection : all[0].connections) urls += connection.url + " ";
  CHECK(urls == "https://10-0-0-5.h.plex.direct:32400 http://10.0.0.5:32400 https://x.plex.direct:32400 http://[fe80::1]:32400 https://relay.plex.direct ");
}

TEST_CASE("the best connection that is really the server") {
  Loopback imposter([](const std::string&) { return Loopback::Reply{json(R"({"MediaContainer":{"machineIdentifier":"other"}})")}; });
  Loopback real([](const std::string& request) {
    CHECK(header(request, "X-Plex-Token").empty());
    return Loopback::Reply{json(R"({"MediaContainer":{"machineIdentifier":"m1"}})")};
  });
  base::Http http(Client::policy());
  PlexResource resource;
  resource.machine_id = "m1";
  resource.connections = {{"http://127.0.0.1:1", true, false}, {imposter.url(""), true, false}, {real.url(""), false, false}, {real.url("/x"), false, true}};
  const auto best = reachable(http, {"server 'a'", "", "secret", "c", "v"}, resource);
  REQUIRE(best);
  CHECK(best->url == real.url(""));
  resource.machine_id = "m2";
  CHECK_FALSE(reachable(http, {"server 'a'", "", "", "c", "v"}, resource));
}

TEST_CASE("GDM answers") {
  const auto found = parse_gdm("HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: Attic: 1\r\nPort: 32400\r\n"
                               "Resource-Identifier: m1\r\nUpdated-At: 1\r\nVersion: 1.40\r\n\r\n", "10.0.0.5");
  REQUIRE(found);
  CHECK(found->name == "Attic: 1");
  CHECK(found->url == "http://10.0.0.5:32400");
  CHECK(found->machine_id == "m1");
  for (const char* bad : {"", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Type: plex/media-player\r\nPort: 1\r\nResource-Identifier: x\r\n",
                          "HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nPort: 99999\r\nResource-Identifier: x\r\n", "garbage\xFF\0"})
    CHECK_FALSE(parse_gdm(bad, "10.0.0.5"));
}
