#include "guide/formats.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <pugixml.hpp>
#include <random>
#include <set>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "guide/text.h"

using namespace retrovue;

namespace {
constexpr model::Millis kT = 1'763'683'200'000;  // 2025-11-21T00:00:00Z
constexpr const char* kDtd = "/usr/share/xmltv/xmltv.dtd";

model::Channel channel(int number, std::string name, std::string zone = "America/New_York") {
  model::Channel c;
  c.number = number;
  c.name = std::move(name);
  c.zone = std::move(zone);
  return c;
}

guide::Listing episode(model::Millis start, model::Millis end) {
  guide::Listing e;
  e.start = start;
  e.end = end;
  e.title = "Show";
  e.subtitle = "Pilot";
  e.summary = "A & B";
  e.season = 1;
  e.episode = 2;
  e.item_id = 3;
  e.rating = {"us-tv", "TV-PG"};
  return e;
}

std::string document(const std::vector<model::Channel>& channels, const std::vector<guide::Listing>& list) {
  std::string out;
  guide::xmltv_head(out, channels, "http://tv.example:8080");
  for (const auto& c : channels) guide::xmltv_programmes(out, c, list);
  guide::xmltv_tail(out);
  return out;
}

// What xmllint and tv_validate_file say; empty when both are content.
std::string complaints(const std::string& xml) {
  const base::TempFolder folder;
  const auto file = folder.path() / "guide.xml";
  base::write_file_atomic(file, xml);
  const auto lint = base::run({"xmllint", "--nonet", "--noout", "--dtdvalid", kDtd, file.string()}, 60'000);
  if (!lint.ok()) return "xmllint: " + lint.err;
  const auto valid = base::run({"tv_validate_file", "--dtd-file", kDtd, file.string()}, 60'000);
  return valid.ok() ? "" : "tv_validate_file: " + valid.out + valid.err;
}

const std::vector<std::string> kHostile = {
    "Tom & Jerry <\"'>]]>", std::string("nul\0in", 6), "ctrl \x01\x02\x1f\x7f", "bad \xff\xfe utf8 \xc3", "\xed\xa0\x80 surrogate",
    "\xef\xbf\xbf noncharacter", "line\nbreak\ttab\r", "   ", "\x01", "emoji \xf0\x9f\x93\xba", "</tv><!-- -->", "%s{}%n", "\xf4\x90\x80\x80", "replaced \xef\xbf\xbd", "c1 \xc2\x85"};
}  // namespace

TEST_CASE("channel ids are stable and never numbers") {
  CHECK(guide::channel_id(5) == guide::channel_id(5));
  CHECK(guide::channel_id(5).starts_with("C5."));
  CHECK(guide::channel_id(5).ends_with(".retrovue"));
  CHECK(guide::channel_id(5).size() == std::string("C5.0000.retrovue").size());
  CHECK(guide::channel_id(1) == "C1.25bf.retrovue");  // printed once; a change would cost every user the channel map
  std::set<std::string> ids;
  for (int n = 1; n <= 9999; ++n) ids.insert(guide::channel_id(n));
  CHECK(ids.size() == 9999);
}

TEST_CASE("XMLTV times carry the offset of their instant") {
  guide::XmltvClock clock{base::Zone{"America/New_York"}};
  CHECK(clock.text(kT) == "20251120190000 -0500");
  CHECK(clock.text(1'750'000'000'000) == "20250615110640 -0400");
  CHECK(guide::XmltvClock{base::Zone{"Asia/Kolkata"}}.text(kT) == "20251121053000 +0530");
  // Clocks go back at 06:00Z on 2025-11-02: the same wall time twice, told apart by the offset.
  CHECK(clock.text(1'762'061'400'000) == "20251102013000 -0400");
  CHECK(clock.text(1'762'065'000'000) == "20251102013000 -0500");
}

TEST_CASE("XMLTV says what the DTD wants in its order") {
  auto e = episode(kT, kT + 1'800'000);
  e.previous = kT - 86'400'000;
  const auto xml = document({channel(5, "Retro & Co")}, {e});
  CHECK(complaints(xml) == "");
  pugi::xml_document doc;
  REQUIRE(doc.load_buffer(xml.data(), xml.size()));
  const auto c = doc.child("tv").child("channel");
  std::vector<std::string> names;
  for (const auto n : c.children("display-name")) names.push_back(n.child_value());
  CHECK(names == std::vector<std::string>{"5 Retro & Co", "5", "Retro & Co"});
  CHECK(std::string{c.child("icon").attribute("src").value()} == "http://tv.example:8080/channel/5.png");
  const auto p = doc.child("tv").child("programme");
  CHECK(std::string{p.attribute("start").value()} == "20251120190000 -0500");
  CHECK(std::string{p.attribute("stop").value()} == "20251120193000 -0500");
  CHECK(std::string{p.find_child_by_attribute("episode-num", "system", "xmltv_ns").child_value()} == "0.1.");
  CHECK(std::string{p.find_child_by_attribute("episode-num", "system", "onscreen").child_value()} == "S01E02");
  CHECK(std::string{p.child("previously-shown").attribute("start").value()} == "20251119190000 -0500");
  CHECK(std::string{p.child("rating").attribute("system").value()} == "VCHIP");
  CHECK_FALSE(p.child("new"));
}

TEST_CASE("specials have no xmltv_ns number, films have a date") {
  auto special = episode(kT, kT + 1'800'000);
  special.season = 0;
  guide::Listing film = episode(kT + 1'800'000, kT + 7'200'000);
  film.kind = model::ItemKind::movie;
  film.season = film.episode = std::nullopt;
  film.year = 1978;
  film.premiere = true;
  const auto xml = document({channel(1, "One")}, {special, film});
  CHECK(complaints(xml) == "");
  CHECK(xml.find("xmltv_ns") == std::string::npos);
  CHECK(xml.find("S00E02") != std::string::npos);
  CHECK(xml.find("<date>1978</date>\n    <category>Movie</category>") != std::string::npos);
  CHECK(xml.find("<premiere/>\n    <new/>") != std::string::npos);
}

TEST_CASE("hostile titles stay valid everywhere") {
  std::vector<guide::Listing> list;
  std::vector<model::Channel> channels;
  for (std::size_t i = 0; i < kHostile.size(); ++i) {
    auto e = episode(kT + 1'000 * static_cast<model::Millis>(i * 600), kT + 1'000 * static_cast<model::Millis>((i + 1) * 600));
    e.title = e.subtitle = e.summary = kHostile[i];
    e.rating = {kHostile[i], "X"};
    list.push_back(e);
    channels.push_back(channel(static_cast<int>(i) + 1, kHostile[i]));
  }
  CHECK(complaints(document(channels, list)) == "");
  const auto playlist = guide::m3u(channels, "http://h");
  CHECK(std::count(playlist.begin(), playlist.end(), '\n') == static_cast<std::ptrdiff_t>(1 + 2 * channels.size()));
  CHECK(base::is_utf8(playlist));
  base::JsonWriter json;
  json.array();
  for (const auto& e : list) guide::json_entry(json, channels[0], e);
  CHECK(base::Json::parse(json.end().take()).size() == list.size());
}

TEST_CASE("random bytes never make the XML ill-formed") {
  std::mt19937_64 random{7};
  for (int round = 0; round < 300; ++round) {
    auto e = episode(kT, kT + 1'800'000);
    e.title.clear();
    for (auto n = random() % 40; n > 0; --n) e.title += static_cast<char>(random());
    const auto xml = document({channel(1, e.title)}, {e});
    pugi::xml_document doc;
    REQUIRE(doc.load_buffer(xml.data(), xml.size()));
    REQUIRE(base::is_utf8(xml));
    for (const char c : xml) REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
  }
}

TEST_CASE("the last entry before a second that is shared by two entries stays contiguous") {
  auto a = episode(kT, kT + 1'000'400), sliver = episode(kT + 1'000'400, kT + 1'000'900), b = episode(kT + 1'000'900, kT + 2'000'000);
  const auto xml = document({channel(1, "One", "UTC")}, {a, sliver, b});
  CHECK(complaints(xml) == "");
  CHECK(xml.find("stop=\"20251121001640 +0000\"") != std::string::npos);
  CHECK(xml.find("start=\"20251121001640 +0000\"") != std::string::npos);
}

TEST_CASE("a fortnight of programmes passes tv_validate_file") {
  std::vector<guide::Listing> list;
  for (int i = 0; i < 14 * 48; ++i) list.push_back(episode(kT + i * 1'800'000LL, kT + (i + 1) * 1'800'000LL));
  CHECK(complaints(document({channel(2, "Two", "Europe/Berlin"), channel(20, "Twenty")}, list)) == "");
}
