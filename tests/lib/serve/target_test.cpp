#include "serve/target.h"

#include <doctest/doctest.h>

#include <random>

#include "base/error.h"
#include "base/text.h"

using namespace retrovue::serve;

TEST_CASE("targets are decoded once") {
  const auto t = parse_target("/api/guide?from=2026-11-20T00%3A00%3A00Z&x=a+b&x=c&flag");
  REQUIRE(t);
  CHECK(t->path == "/api/guide");
  CHECK(t->query.at("from") == "2026-11-20T00:00:00Z");
  CHECK(t->query.at("x") == "a b");
  CHECK(t->query.at("flag").empty());
  CHECK(parse_target("/a%252e")->path == "/a%2e");
  CHECK(parse_target("http://host:80/xmltv.xml?d=1")->path == "/xmltv.xml");
  CHECK(parse_target("http://host")->path == "/");
  CHECK(parse_target("/p#f")->path == "/p");
  CHECK(parse_target("/a+b")->path == "/a+b");
}

TEST_CASE("malformed targets are refused") {
  for (const auto* bad : {"", "*", "x", "/%", "/%4", "/%zz", "/%00", "/a%0ab", "/%ff", "/../etc/passwd", "/a/../b", "/./a", "/a//b", "/..", "/%2e%2e/x",
                          "/x?a=%00", "/x?%ff=1", "host:80"})
    CHECK_MESSAGE(!parse_target(bad), bad);
  CHECK_FALSE(parse_target("/" + std::string(2048, 'a')));
  std::string many = "/?";
  for (int i = 0; i < 40; ++i) many += "a" + std::to_string(i) + "=1&";
  CHECK_FALSE(parse_target(many));
}

TEST_CASE("hosts that may stand in a URL") {
  for (const auto* good : {"tv.example", "192.168.1.5:8080", "[::1]:8080", "[fe80::1]", "my_nas", "a:1", "a:65535"}) CHECK_MESSAGE(valid_host(good), good);
  for (const auto* bad : {"", ":80", "a b", "a/b", "a:", "a:0", "a:65536", "a:b", "x\"y", "[::1", "[]", "[::1]x", "user@host", "a\r\nb", "<script>"})
    CHECK_MESSAGE(!valid_host(bad), bad);
}

TEST_CASE("base URLs") {
  CHECK(checked_base_url("http://tv.example:8080/") == "http://tv.example:8080");
  CHECK(checked_base_url("https://[::1]/station/") == "https://[::1]/station");
  for (const auto* bad : {"", "http", "https:", "tv.example", "ftp://x", "http://", "http://a b", "http://a/\"", "http://a/?x=1", "http://u@h", "//h"})
    CHECK_THROWS_AS_MESSAGE(checked_base_url(bad), retrovue::base::Error, bad);
}

TEST_CASE("gzip is used when it is accepted") {
  for (const auto* yes : {"gzip", "deflate, gzip;q=0.5", "GZIP", "*", "br;q=1.0, gzip;q=0.001", "x-gzip"}) CHECK_MESSAGE(accepts_gzip(yes), yes);
  for (const auto* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "br", "*;q=0"}) CHECK_MESSAGE(!accepts_gzip(no), no);
}

TEST_CASE("routes") {
  CHECK(match("/").route == Route::page);
  CHECK(match("/channel/5.ts").route == Route::channel_ts);
  CHECK(match("/channel/5.ts").channel == 5);
  CHECK(match("/channel/5.m3u8").route == Route::channel_hls);
  CHECK(match("/channel/12.png").route == Route::channel_logo);
  CHECK(match("/channel/5/817263.ts").route == Route::channel_segment);
  CHECK(match("/channel/5/817263.ts").sequence == 817263);
  CHECK(match("/channel/5/0.ts").sequence == 0);
  CHECK_FALSE(match("/channel/5/0.ts").mp4);
  CHECK(match("/channel/5/817263.m4s").route == Route::channel_segment);
  CHECK(match("/channel/5/817263.m4s").mp4);
  CHECK(match("/channel/5/817263.m4s").sequence == 817263);
  CHECK(match("/channel/5/init-0123456789abcdef.mp4").route == Route::channel_init);
  CHECK(match("/channel/5/init-0123456789abcdef.mp4").sequence == 0x0123456789abcdef);
  CHECK(match("/channel/5/video.m3u8").route == Route::channel_media);
  CHECK(match("/channel/5/subtitles-en.m3u8").route == Route::channel_subtitles);
  CHECK(match("/channel/5/subtitles-nds.m3u8").language == "nds");
  CHECK(match("/channel/5/subtitles-de/817263.vtt").route == Route::channel_cues);
  CHECK(match("/channel/5/subtitles-de/817263.vtt").sequence == 817263);
  CHECK(match("/channel/5/subtitles-de/817263.vtt").language == "de");
  CHECK(match("/channel/5/audio-en.m3u8").route == Route::channel_audio);
  CHECK(match("/channel/5/audio-en.m3u8").language == "en");
  CHECK(match("/channel/5/audio-en/817263.aac").route == Route::channel_sound);
  CHECK(match("/channel/5/audio-en/817263.aac").sequence == 817263);
  CHECK_FALSE(match("/channel/5/audio-en/817263.aac").mp4);
  CHECK(match("/channel/5/audio-nds/817263.m4s").mp4);
  CHECK(match("/channel/5/audio-nds/817263.m4s").language == "nds");
  CHECK(match("/channel/5/audio-en/init.mp4").route == Route::channel_sound);
  CHECK(match("/channel/5/audio-en/init.mp4").sequence == 0);
  CHECK(match("/api/channels/7/now").route == Route::api_now);
  CHECK(match("/api/channels/7").route == Route::api_channel);
  CHECK(match("/lineup.post").route == Route::lineup_scan);
  for (const auto* none : {"/channel/", "/channel/0.ts", "/channel/05.ts", "/channel/10000.ts", "/channel/-1.ts", "/channel/5", "/channel/5.mp4", "/channel/a.ts",
                           "/channel/5/.ts", "/channel/5/01.ts", "/channel/5/1.ts.ts", "/channel/5/99999999999999999999.ts", "/channel/5/1/2/3.ts", "/channel/5/init.mp4", "/channel/5/init-0123456789abcde.mp4", "/channel/5/init-0123456789ABCDEF.mp4",
                           "/channel/5/init-0123456789abcdeg.mp4", "/channel/0/init-0123456789abcdef.mp4", "/channel/5/1.mp4", "/api/", "/channel/5/subtitles-.m3u8", "/channel/5/subtitles-eng.m3u8", "/channel/5/subtitles-EN.m3u8",
                           "/channel/5/subtitles-en", "/channel/5/subtitles-en/.vtt", "/channel/5/subtitles-en/x.vtt", "/channel/5/subtitles-en/1.ts", "/channel/5/subtitles-en/1/2.vtt",
                           "/channel/5/audio-en", "/channel/5/audio-eng.m3u8", "/channel/5/audio-/1.aac", "/channel/5/audio-en/0.aac", "/channel/5/audio-en/.m4s", "/channel/5/audio-en/1.ts",
                           "/channel/5/audio-en/init.aac", "/channel/5/audio-en/1/2.aac", "/api/channels/x", "/api/channels/1/", "/api/channels/1/x", "/nothing", "/index.html"})
    CHECK_MESSAGE(match(none).route == Route::none, none);
}

TEST_CASE("any bytes are parsed or refused") {
  std::mt19937_64 random{3};
  const std::string_view alphabet = "/%.?&=+#:0159afzZ\x01\xC3\xA9\xFF -[]";
  std::size_t accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = random() % 4 ? "/" : "";
    for (auto n = random() % 24; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const auto target = parse_target(text);
    valid_host(text);
    accepts_gzip(text);
    if (!target) continue;
    ++accepted;
    REQUIRE(target->path.starts_with('/'));
    REQUIRE(retrovue::base::is_utf8(target->path));
    REQUIRE((target->path + "/").find("/../") == std::string::npos);
    REQUIRE(target->path.find('\0') == std::string::npos);
    const auto found = match(target->path);
    REQUIRE((found.channel >= 0 && found.channel <= 9999));
  }
  CHECK(accepted > 1000);
}

TEST_CASE("a rendition stands below its channel") {
  const auto list = match("/channel/5/low.m3u8");
  CHECK(list.route == Route::channel_hls);
  CHECK(list.channel == 5);
  CHECK(list.rendition == "low");
  CHECK(match("/channel/5.m3u8").rendition.empty());
  const auto segment = match("/channel/5/hd-2/817263.m4s");
  CHECK(segment.route == Route::channel_segment);
  CHECK(segment.rendition == "hd-2");
  CHECK(segment.sequence == 817263);
  CHECK(match("/channel/5/low/init-0123456789abcdef.mp4").route == Route::channel_init);
  for (const auto* none : {"/channel/5/.m3u8", "/channel/5/a b.m3u8", "/channel/5/a.b.m3u8", "/channel/5/low/x.ts", "/channel/5//1.ts", "/channel/5/a/b/1.ts", "/channel/5/low/low.m3u8"})
    CHECK(match(none).route == Route::none);
}
