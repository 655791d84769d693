#include "base/http.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <condition_variable>

#include "support/loopback.h"

using namespace retrovue::base;

namespace {
HttpPolicy patient(std::vector<Millis>* delays = nullptr) {
  HttpPolicy policy;
  policy.seed = 7;
  policy.wait = [delays](Millis planned) {
    if (delays) delays->push_back(planned);
    return Millis{0};
  };
  return policy;
}

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

std::string gzip(const std::string& plain) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(plain.size() / 2 + 1024, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
}  // namespace

TEST_CASE("a GET brings status, headers and body, and the connection is used again") {
  Loopback server([](const std::string&) { return Loopback::Reply{Loopback::ok("hello", "X-One: 1\r\n")}; });
  Http http(patient());
  for (int i = 0; i < 5; ++i) {
    auto request = get(server.url("/a?b=c"));
    request.headers = {{"Accept", "application/json"}, {"X-Token", "s3cret", true}};
    const auto answer = http.send(request);
    CHECK(answer.ok());
    CHECK(answer.status == 200);
    CHECK(answer.body == "hello");
    CHECK(answer.header("x-one") == "1");
    CHECK(answer.url == server.url("/a"));
    CHECK(answer.wire_bytes == 5);
  }
  CHECK(server.connections == 1);
  CHECK(http.requests() == 5);
  CHECK(http.wire_bytes() == 25);
  const auto sent = server.requests().at(0);
  CHECK(sent.find("GET /a?b=c HTTP/1.1\r\n") == 0);
  CHECK(sent.find("X-Token: s3cret\r\n") != std::string::npos);
  CHECK(sent.find("Accept-Encoding: gzip\r\n") != std::string::npos);
}

TEST_CASE("a POST sends its body once, whatever comes back") {
  Loopback server([](const std::string&) { return Loopback::Reply{Loopback::ok("no", "", "503 Busy")}; });
  Http http(patient());
  auto request = get(server.url());
  request.method = "POST";
  request.body = "strong=false";
  const auto answer = http.send(request);
  CHECK(answer.status == 503);
  CHECK(answer.body == "no");
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].ends_with("\r\n\r\nstrong=false"));
}

TEST_CASE("gzip is undone and bytes are counted as transferred") {
  const std::string plain(200'000, 'x');
  const auto packed = gzip(plain);
  Loopback server([&](const std::string&) { return Loopback::Reply{Loopback::ok(packed, "Content-Encoding: gzip\r\n")}; });
  Http http(patient());
  const auto answer = http.send(get(server.url()));
  CHECK(answer.body == plain);
  CHECK(answer.wire_bytes == static_cast<std::int64_t>(packed.size()));
}

TEST_CASE("an answer that unpacks past the limit is cut off and not retried") {
  const auto packed = gzip(std::string(50 << 20, '\0'));
  Loopback server([&](const std::string&) { return Loopback::Reply{Loopback::ok(packed, "Content-Encoding: gzip\r\n")}; });
  Http http(patient());
  auto request = get(server.url());
  request.max_bytes = 1 << 20;
  const auto answer = http.send(request);
  CHECK(answer.fault == HttpFault::too_large);
  CHECK(answer.body.size() <= 1 << 20);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("passing troubles are retried at growing, jittered, capped intervals") {
  for (const char* status : {"429 Slow", "500 Oops", "502 Bad", "503 Busy", "504 Late"}) {
    std::atomic<int> count{0};
    Loopback server([&](const std::string&) {
      return Loopback::Reply{++count < 8 ? Loopback::ok("<html>", "", status) : Loopback::ok("at last")};
    });
    std::vector<Millis> delays;
    auto policy = patient(&delays);
    policy.longest_delay = 10'000;
    Http http(policy);
    auto request = get(server.url());
    request.attempts = 8;
    const auto answer = http.send(request);
    CHECK(answer.body == "at last");
    CHECK(answer.attempts == 8);
    REQUIRE(delays.size() == 7);
    Millis whole = 500;
    for (const Millis delay : delays) {
      CHECK(delay >= whole / 2);
      CHECK(delay <= whole);
      whole = std::min<Millis>(whole * 2, 10'000);
    }
  }
}

TEST_CASE("what cannot pass is not retried") {
  for (const char* status : {"400 Bad", "401 No", "403 No", "404 Gone", "418 Tea"}) {
    Loopback server([&](const std::string&) { return Loopback::Reply{Loopback::ok("<html>no</html>", "", status)}; });
    Http http(patient());
    const auto answer = http.send(get(server.url()));
    CHECK(answer.status == std::stoi(status));
    CHECK(answer.body == "<html>no</html>");
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("Retry-After is honoured up to the cap, in seconds and as a date") {
  const std::pair<const char*, Millis> cases[] = {
      {"3", 3'000}, {"100000", 30'000}, {"Fri, 01 Jan 2100 00:00:00 GMT", 30'000}, {"Fri, 01 Jan 1999 00:00:00 GMT", 0}};
  for (const auto& [value, least] : cases) {
    std::atomic<int> count{0};
    Loopback server([&, v = std::string{value}](const std::string&) {
      return Loopback::Reply{++count == 1 ? Loopback::ok("", "Retry-After: " + v + "\r\n", "503 Busy") : Loopback::ok("ok")};
    });
    std::vector<Millis> delays;
    Http http(patient(&delays));
    CHECK(http.send(get(server.url())).ok());
    REQUIRE(delays.size() == 1);
    CHECK(delays[0] >= least);
    CHECK(delays[0] <= std::max<Millis>(least, 500));
  }
}

TEST_CASE("an answer that ends early is a fault, never a short answer") {
  Loopback::Reply reply;
  SUBCASE("Content-Length short") { reply = {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", true}; }
  SUBCASE("chunk short") { reply = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf", true}; }
  SUBCASE("no last chunk") { reply = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", true}; }
  SUBCASE("gzip garbage") { reply = {Loopback::ok("not gzip at all", "Content-Encoding: gzip\r\n"), true}; }
  std::atomic<int> count{0};
  Loopback server([&](const std::string&) { return ++count < 3 ? reply : Loopback::Reply{Loopback::ok("whole")}; });
  Http http(patient());
  auto request = get(server.url());
  request.attempts = 2;
  const auto cut = http.send(request);
  CHECK(cut.fault == HttpFault::truncated);
  CHECK(cut.attempts == 2);
  CHECK(http.send(request).body == "whole");
}

TEST_CASE("silence is a time-out, a slow but steady answer is not") {
  Loopback server([&](const std::string& request) {
    if (request.find("/silent") != std::string::npos) return Loopback::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", false, true};
    return Loopback::Reply{Loopback::ok("fine")};
  });
  Http http(patient());
  auto request = get(server.url("/silent"));
  request.idle_timeout = 300;
  request.attempts = 1;
  CHECK(http.send(request).fault == HttpFault::timeout);
  request.attempts = 5;
  request.retry_slow = false;
  const auto answer = http.send(request);
  CHECK(answer.fault == HttpFault::timeout);
  CHECK(answer.attempts == 1);
  CHECK(http_error("server 'attic'", answer).kind() == ErrorKind::unreachable);
}

TEST_CASE("a refused connection is retried and then told apart") {
  int port = 0;
  {
    Loopback gone([](const std::string&) { return Loopback::Reply{}; });
    port = gone.port();
  }
  std::vector<Millis> delays;
  Http http(patient(&delays));
  const auto answer = http.send(get("http://127.0.0.1:" + std::to_string(port) + "/x?token=abc"));
  CHECK(answer.fault == HttpFault::connect);
  CHECK(answer.attempts == 4);
  CHECK(delays.size() == 3);
  const auto error = http_error("server 'attic'", answer);
  CHECK(error.kind() == ErrorKind::unreachable);
  CHECK(error.message().find("abc") == std::string::npos);
}

TEST_CASE("redirects keep secrets at home") {
  Loopback other([](const std::string&) { return Loopback::Reply{Loopback::ok("other")}; });
  std::string target;
  Loopback server([&](const std::string& request) {
    if (request.starts_with("GET /go")) return Loopback::Reply{Loopback::ok("", "Location: " + target + "\r\n", "302 Found")};
    return Loopback::Reply{Loopback::ok("home")};
  });
  Http http(patient());
  auto request = get(server.url("/go"));
  request.headers = {{"X-Plex-Token", "s3cret", true}, {"X-Open", "1"}};
  SUBCASE("same host") {
    target = "/home";
    CHECK(http.send(request).body == "home");
    CHECK(server.requests().at(1).find("s3cret") != std::string::npos);
  }
  SUBCASE("another port") {
    target = other.url("/there");
    CHECK(http.send(request).body == "other");
    CHECK(other.requests().at(0).find("X-Open: 1") != std::string::npos);
    CHECK(other.requests().at(0).find("s3cret") == std::string::npos);
  }
  SUBCASE("another host") {
    target = other.url("/there", "localhost");
    CHECK(http.send(request).body == "other");
    CHECK(other.requests().at(0).find("s3cret") == std::string::npos);
  }
  SUBCASE("in circles") {
    target = "/go";
    CHECK(http.send(request).fault == HttpFault::redirect);
    CHECK(server.requests().size() == 4);
  }
  SUBCASE("to a file") {
    target = "file:///etc/passwd";
    CHECK(http.send(request).fault == HttpFault::redirect);
  }
}

TEST_CASE("no more requests are on the wire than allowed, and all are answered in any number") {
  std::mutex mutex;
  std::condition_variable full;
  int inside = 0;
  Loopback server([&](const std::string&) {
    // The first three wait for each other: proof that three are under way at once.
    std::unique_lock lock{mutex};
    ++inside;
    full.notify_all();
    full.wait(lock, [&] { return inside >= 3; });
    return Loopback::Reply{Loopback::ok("x")};
  });
  auto policy = patient();
  policy.in_flight = 3;
  Http http(policy);
  std::vector<std::future<HttpResponse>> all;
  for (int i = 0; i < 60; ++i) all.push_back(http.start(get(server.url("/" + std::to_string(i)))));
  for (auto& one : all) CHECK(one.get().ok());
  CHECK(server.most_busy <= 3);
  CHECK(server.connections <= 3);
}

TEST_CASE("a streamed body comes in pieces and can be stopped") {
  const std::string big(3 << 20, 'b');
  Loopback server([&](const std::string&) { return Loopback::Reply{Loopback::ok(big)}; });
  Http http(patient());
  std::size_t seen = 0;
  auto request = get(server.url());
  request.on_body = [&](std::string_view piece) {
    seen += piece.size();
    return true;
  };
  const auto answer = http.send(request);
  CHECK(answer.ok());
  CHECK(answer.body.empty());
  CHECK(seen == big.size());
  request.on_body = [](std::string_view) { return false; };
  CHECK(http.send(request).fault == HttpFault::cancelled);
}

TEST_CASE("cancel ends what waits and what comes later") {
  Loopback server([](const std::string&) { return Loopback::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", false, true}; });
  Http http(patient());
  auto waiting = http.start(get(server.url()));
  http.cancel();
  CHECK(waiting.get().fault == HttpFault::cancelled);
  CHECK(http.send(get(server.url())).fault == HttpFault::cancelled);
}

TEST_CASE("wrong addresses and headers are refused before anything is sent") {
  Http http(patient());
  for (const char* url : {"", "nonsense", "ftp://host/x", "file:///etc/passwd", "http://", "http://h:99999/"})
    CHECK(http.send(get(url)).fault == HttpFault::other);
  Loopback server([](const std::string&) { return Loopback::Reply{Loopback::ok("")}; });
  auto request = get(server.url());
  request.headers = {{"X-Token", "a\r\nX-Evil: 1", true}};
  CHECK(http.send(request).fault == HttpFault::other);
  CHECK(server.requests().empty());
}

TEST_CASE("texts hold no secrets") {
  CHECK(public_url("https://me:pw@host:1/a/b?X-Plex-Token=t#f") == "https://host:1/a/b");
  CHECK(public_url("http://host/a@b") == "http://host/a@b");
  CHECK(public_url("http://host") == "http://host");
  CHECK(percent_encode("a b>=\xC3\xA9/~") == "a%20b%3E%3D%C3%A9%2F~");
  HttpResponse refused;
  refused.status = 401;
  refused.url = "http://h/";
  CHECK(http_error("server 'a'", refused).kind() == ErrorKind::unauthorised);
  refused.status = 404;
  CHECK(http_error("server 'a'", refused).kind() == ErrorKind::not_found);
  refused.status = 503;
  CHECK(http_error("server 'a'", refused).kind() == ErrorKind::unreachable);
}

TEST_CASE("garbage instead of HTTP never crashes and never passes for an answer") {
  std::uint32_t seed = 12345;
  auto next = [&] { return seed = seed * 1664525u + 1013904223u; };
  std::string garbage;
  Loopback server([&](const std::string&) { return Loopback::Reply{garbage, true}; });
  Http http(patient());
  for (int i = 0; i < 60; ++i) {
    garbage = i % 2 ? "HTTP/1.1 200 OK\r\nContent-Length: 40\r\nX: " : "";
    for (unsigned n = next() % 60; n > 0; --n) garbage += static_cast<char>(next() >> 24);
    if (garbage.find("\r\n\r\n") != std::string::npos) continue;
    auto request = get(server.url());
    request.attempts = 1;
    CHECK_FALSE(http.send(request).ok());
  }
}
