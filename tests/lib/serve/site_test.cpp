#include <doctest/doctest.h>

#include "base/json.h"
#include "guide/text.h"
#include "http_client.h"
#include "serve/gzip.h"
#include "station_fixture.h"

using namespace retrovue;
using test::Client;
using test::Station;

TEST_CASE("every address answers with its type, and HEAD as GET without the body") {
  Station station;
  Client client{station.port};
  const std::map<std::string, std::string> types = {{"/", "text/html"},
                                                    {"/assets/app.js", "text/javascript"},
                                                    {"/assets/style.css", "text/css"},
                                                    {"/assets/hls.js", "text/javascript"},
                                                    {"/favicon.ico", "image/svg+xml"},
                                                    {"/channels.m3u", "audio/x-mpegurl"},
                                                    {"/xmltv.xml", "application/xml"},
                                                    {"/discover.json", "application/json"},
                                                    {"/lineup.json", "application/json"},
                                                    {"/lineup_status.json", "application/json"},
                                                    {"/device.xml", "application/xml"},
                                                    {"/health", "application/json"},
                                                    {"/metrics", "text/plain"},
                                                    {"/channel/5.m3u8", "application/vnd.apple.mpegurl"},
                                                    {"/channel/5/7.ts", "video/mp2t"},
                                                    {"/channel/5.png", "image/png"},
                                                    {"/api/channels", "application/json"},
                                                    {"/api/channels/5", "application/json"},
                                                    {"/api/channels/5/now", "application/json"},
                                                    {"/api/channels/5/schedule", "application/json"},
                                                    {"/api/channels/5/schedule?events=1", "application/json"},
                                                    {"/api/channels/5/asrun", "application/json"},
                                                    {"/api/asrun?channel=5", "application/json"},
                                                    {"/api/guide", "application/json"}};
  client.get("/channel/5.m3u8");
  for (const auto& [path, type] : types) {
    CAPTURE(path);
    const auto got = client.get(path);
    CHECK(got.status == 200);
    CHECK(got.field("content-type").starts_with(type));
    CHECK_FALSE(got.body.empty());
    CHECK(got.field("x-content-type-options") == "nosniff");
    const auto head = client.get(path, "", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.field("content-type") == got.field("content-type"));
    const bool counts = path == "/metrics" || path == "/health";  // other figures at every look
    CHECK(head.fields.count("content-length") == got.fields.count("content-length"));
    if (!counts) CHECK(head.field("content-length") == got.field("content-length"));
    const auto zipped = client.get(path, "Accept-Encoding: gzip\r\n");
    if (zipped.field("content-encoding") == "gzip" && !counts) CHECK(serve::gunzip(zipped.body) == got.body);
  }
}

TEST_CASE("what is not there is 404 in JSON, and says nothing about paths") {
  Station station;
  Client client{station.port};
  for (const auto* path : {"/nothing", "/channel/9.ts", "/channel/7.ts", "/channel/9.m3u8", "/channel/5/8.ts", "/channel/9.png", "/api/channels/9/now", "/assets/x.js", "/api/x"}) {
    CAPTURE(path);
    const auto got = client.get(path);
    CHECK(got.status == 404);
    CHECK(base::Json::parse(got.body)["error"]["kind"].text_or("") == "not_found");
    CHECK(got.body.find(station.folder.path().string()) == std::string::npos);
  }
  CHECK(client.get("/api/guide?from=nonsense").status == 400);
  CHECK(client.get("/api/guide?days=99").status == 400);
  CHECK(client.get("/xmltv.xml?days=x").status == 400);
  CHECK(client.get("/", "", "POST").status == 405);
  CHECK(client.get("/lineup.post?scan=start&source=Cable", "Content-Length: 0\r\n", "POST").status == 200);
  CHECK(client.get("/channel/5.ts", "", "OPTIONS").field("access-control-allow-origin") == "*");
}

TEST_CASE("addresses in documents come from the Host field or the base URL") {
  {
    Station station;
    Client client{station.port};
    CHECK(base::Json::parse(client.get("/discover.json").body)["BaseURL"].text_or("") == "http://tv.example:8080");
    CHECK(base::Json::parse(client.get("/lineup.json").body).at(0)["URL"].text_or("") == "http://tv.example:8080/channel/5.ts");
    CHECK(client.get("/channels.m3u").body.find("http://tv.example:8080/channel/6.ts\n") != std::string::npos);
    client.send("GET /discover.json HTTP/1.1\r\nHost: a\"b\r\n\r\n");
    CHECK(client.answer().status == 400);
  }
  Station fixed{{}, 2, "https://tv.home/station"};
  Client client{fixed.port};
  CHECK(base::Json::parse(client.get("/discover.json").body)["LineupURL"].text_or("") == "https://tv.home/station/lineup.json");
}

TEST_CASE("the tuner is the same device after a restart") {
  std::string id;
  Station station;
  id = base::Json::parse(Client{station.port}.get("/discover.json").body)["DeviceID"].text_or("");
  CHECK(serve::valid_device_id(static_cast<std::uint32_t>(std::stoul(id, nullptr, 16))));
  serve::SiteOptions options;
  options.catalog = station.db();
  options.clock = &station.clock;
  boost::asio::io_context loop;
  serve::Site again{loop, std::move(options)};
  std::string second;
  again.answer({serve::Request::Method::get, "/discover.json", "h", false, ""}, {}, [&](serve::Reply reply) { second = base::Json::parse(reply.text)["DeviceID"].text_or(""); });
  CHECK(second == id);
}

TEST_CASE("a changed plan is in the next guide") {
  Station station;
  Client client{station.port};
  CHECK(client.get("/xmltv.xml").body.find("First plan") != std::string::npos);
  CHECK(client.get("/api/guide").body.find("First plan") != std::string::npos);
  station.plan("Second plan");
  for (const auto* path : {"/xmltv.xml", "/api/guide", "/api/channels/5/schedule", "/api/channels/5/schedule?events=1"}) {
    CAPTURE(path);
    const auto body = client.get(path).body;
    CHECK(body.find("First plan") == std::string::npos);
    CHECK(body.find("Second plan") != std::string::npos);
  }
  const auto xml = client.get("/xmltv.xml", "Accept-Encoding: gzip\r\n");
  CHECK(xml.field("content-encoding") == "gzip");
  CHECK(serve::gunzip(xml.body).find("Second plan") != std::string::npos);
  CHECK(serve::gunzip(xml.body).ends_with("</tv>\n"));
  // A new channel too.
  catalog::Catalog writer{station.db(), catalog::Mode::write};
  model::Channel c;
  c.number = 42;
  c.name = "New";
  catalog::save_channel(writer, c);
  CHECK(client.get("/channels.m3u").body.find("/channel/42.ts") != std::string::npos);
  CHECK(client.get("/channel/42.png").status == 200);
}

TEST_CASE("now and next") {
  Station station;
  Client client{station.port};
  const auto now = base::Json::parse(client.get("/api/channels/5/now").body);
  CHECK(now["channel"].integer() == 5);
  CHECK(now["now"].exists());
  const auto guide = base::Json::parse(client.get("/api/guide").body);
  CHECK(guide.size() > 0);
}

TEST_CASE("pages are kept by their tag") {
  Station station;
  Client client{station.port};
  const auto got = client.get("/", "Accept-Encoding: gzip\r\n");
  CHECK(got.field("content-encoding") == "gzip");
  CHECK(got.field("content-security-policy").find("script-src 'self'") != std::string::npos);
  CHECK(got.field("content-security-policy").find("unsafe") == std::string::npos);
  const auto again = client.get("/", "If-None-Match: " + got.field("etag") + "\r\n");
  CHECK(again.status == 304);
  CHECK(client.get("/channel/5.m3u8").field("cache-control") == "no-cache");
  CHECK(client.get("/channel/5/7.ts").field("cache-control").find("immutable") != std::string::npos);
  CHECK(client.get("/channel/5/7.ts").field("access-control-allow-origin") == "*");
}

TEST_CASE("MP4 segments have their own names and one to begin with") {
  Station station;
  Client client{station.port};
  client.get("/channel/5.m3u8");
  const auto status = [&](const char* name) { return client.get(std::string{"/channel/5/"} + name).status; };
  CHECK(status("7.m4s") == 404);
  CHECK(status("init-0000000000000000.mp4") == 404);
  station.on_loop([&] {
    station.airs[5]->initial = {0xabcdef, std::make_shared<const std::vector<std::uint8_t>>(40, std::uint8_t{1})};
  });
  CHECK(status("7.ts") == 404);
  CHECK(status("8.m4s") == 404);
  CHECK(status("init-0000000000abcdee.mp4") == 404);
  for (const auto* name : {"7.m4s", "init-0000000000abcdef.mp4"}) {
    const auto got = client.get(std::string{"/channel/5/"} + name);
    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "video/mp4");
    CHECK(got.field("cache-control") == "public, max-age=3600, immutable");
    CHECK(got.field("access-control-allow-origin") == "*");
  }
}

TEST_CASE("sound and subtitles go with the rendition that is watched, and keep no other on air") {
  auto profiles = model::built_in_profiles();
  profiles.front().renditions = {"wide"};
  Station station{{}, 2, {}, profiles};
  {
    catalog::Catalog writer{station.db(), catalog::Mode::write};
    auto channel = station.channels[0];
    channel.profile = profiles.front().name;
    channel.audio = {"de", "en"};
    channel.subtitles = {"en"};
    catalog::save_channel(writer, channel);
  }
  Client client{station.port};
  const auto status = [&](const char* path) { return client.get(std::string{"/channel/5"} + path).status; };
  const auto list = client.get("/channel/5.m3u8");
  CHECK(list.body.find("\n5/sd.m3u8\n") != std::string::npos);
  CHECK(list.body.find("\n5/wide.m3u8\n") != std::string::npos);
  CHECK(list.body.find("URI=\"5/audio-en.m3u8\"") != std::string::npos);
  CHECK(list.body.find("5/subtitles-en.m3u8") != std::string::npos);
  CHECK(station.airs.empty());
  CHECK(status("/other.m3u8") == 404);
  CHECK(status("/wide.m3u8") == 200);
  CHECK(status("/subtitles-en.m3u8") == 200);
  CHECK(status("/audio-en.m3u8") == 200);
  CHECK(status("/audio-de.m3u8") == 404);
  CHECK(station.airs.empty());
  CHECK(station.on_loop([&] { return station.others.at("wide")->asked; }) == 3);
  // The one that has been on air for longer has the most segments.
  CHECK(status("/sd.m3u8") == 200);
  CHECK(status("/subtitles-en/7.vtt") == 200);
  CHECK(status("/audio-en.m3u8") == 200);
  CHECK(station.on_loop([&] { return station.others.at("wide")->asked; }) == 4);
  station.on_loop([&] { station.others.at("wide")->stopped = true; });
  CHECK(status("/audio-en.m3u8") == 200);
  CHECK(station.on_loop([&] { return station.airs.at(5)->asked; }) == 2);
}

TEST_CASE("health tells what is missing") {
  Station station;
  Client client{station.port};
  const auto health = base::Json::parse(client.get("/health").body);
  CHECK(health["status"].text_or("") == "ok");
  CHECK(health["channels"].integer() == 3);
  CHECK(health["score"].integer() == 100);
  CHECK(health["components"].size() == 4);
  station.on_loop([&] {
    station.state.as_run.failing = 2'000;
    return 0;
  });
  const auto waiting = client.get("/health");
  CHECK(waiting.status == 200);  // it serves as well as ever
  CHECK(base::Json::parse(waiting.body)["status"].text_or("") == "degraded");
  CHECK(base::Json::parse(waiting.body)["components"].at(3)["name"].text_or("") == "as_run");
  CHECK(base::Json::parse(waiting.body)["components"].at(3)["score"].integer() == 50);
  const auto metrics = client.get("/metrics").body;
  CHECK(metrics.find("retrovue_tuners 2\n") != std::string::npos);
  CHECK(metrics.find("retrovue_http_replies_total{status=\"200\"}") != std::string::npos);
  station.on_loop([&] {
    station.state.starts_waiting = 3;
    return 0;
  });
  CHECK(client.get("/metrics").body.find("\nretrovue_encoder_starts_waiting 3\n") != std::string::npos);
  // What the worker reads is there after a while.
  bool told = false;
  for (int k = 0; k < 1'000 && !told; ++k) told = client.get("/metrics").body.find("\nretrovue_sync_running 0\n") != std::string::npos;
  CHECK(told);
}

TEST_CASE("health tells that the machine's clock was set") {
  Station station;
  Client client{station.port};
  const auto clock = [&](const std::string& text, std::int64_t score, const char* status) {
    station.on_loop([&] {
      station.state.clock = text;
      return 0;
    });
    const auto answer = client.get("/health");
    CHECK(answer.status == 200);  // what is on air is not in danger
    const auto health = base::Json::parse(answer.body);
    CHECK(health["problems"].size() == 0);
    CHECK(health["status"].text_or("") == status);
    CHECK(health["components"].at(1)["name"].text_or("") == "clock");
    CHECK(health["components"].at(1)["score"].integer() == score);
    CHECK(health["components"].at(1)["text"].text_or("") == text);
  };
  clock("the machine's clock was set", 75, "degraded");
  clock("", 100, "ok");
}
