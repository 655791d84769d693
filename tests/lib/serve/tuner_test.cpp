#include "serve/tuner.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "base/json.h"
#include "serve/gzip.h"
#include "serve/logo.h"
#include "serve/metrics.h"

using namespace retrovue;
using namespace retrovue::serve;

TEST_CASE("device ids are valid, stable and differ") {
  CHECK(valid_device_id(0x1010CC54));  // 5^0 ^ 5^0 ^ 4^C ^ C^4
  CHECK_FALSE(valid_device_id(0x1010CC55));
  CHECK(device_id("a") == device_id("a"));
  CHECK(device_id("a") != device_id("b"));
  for (int i = 0; i < 1000; ++i) {
    const auto id = device_id(std::to_string(i));
    REQUIRE(id.size() == 8);
    REQUIRE(valid_device_id(static_cast<std::uint32_t>(std::stoul(id, nullptr, 16))));
  }
}

TEST_CASE("tuner documents") {
  Tuner t;
  t.device_id = device_id("x");
  t.base_url = "http://tv.example:8080";
  t.tuners = 3;
  const auto discover = base::Json::parse(discover_json(t));
  for (const auto* key : {"FriendlyName", "ModelNumber", "FirmwareName", "FirmwareVersion", "DeviceID", "DeviceAuth", "BaseURL", "LineupURL"})
    CHECK_MESSAGE(discover[key].is_string(), key);
  CHECK(discover["TunerCount"].is_number());
  CHECK(discover["LineupURL"].text_or("") == "http://tv.example:8080/lineup.json");
  model::Channel c;
  c.number = 5;
  c.name = "A \"B\" & <C>\n";
  const auto lineup = base::Json::parse(lineup_json(t, {c}));
  CHECK(lineup.at(0)["GuideNumber"].is_string());
  CHECK(lineup.at(0)["GuideNumber"].text_or("") == "5");
  CHECK(lineup.at(0)["URL"].text_or("") == "http://tv.example:8080/channel/5.ts");
  CHECK(base::Json::parse(lineup_status_json())["ScanPossible"].integer() == 1);
  t.name = "a<b>&c";
  const auto xml = device_xml(t);
  pugi::xml_document doc;
  REQUIRE(doc.load_buffer(xml.data(), xml.size()));
  CHECK(std::string{doc.child("root").child("device").child_value("friendlyName")} == "a<b>&c");
  CHECK(std::string{doc.child("root").child("device").child_value("UDN")}.size() == 5 + 36);
}

TEST_CASE("gzip comes back as it was") {
  std::string text;
  for (unsigned i = 0; i < 100'000; ++i) text += static_cast<char>(i * i >> 7);
  CHECK(gunzip(gzip(text)) == text);
  CHECK(gunzip(gzip("")).empty());
  GzipStream stream;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 777) stream.add(std::string_view{text}.substr(at, 777), false, out);
  stream.add({}, true, out);
  CHECK(gunzip(out) == text);
  CHECK_THROWS(gunzip("nonsense"));
  CHECK_THROWS(gunzip(std::string_view{out}.substr(0, out.size() / 2)));
}

TEST_CASE("metrics text") {
  Metrics m;
  m.gauge("a_b", "Help").value({{"x", "q\"\\\n"}}, 1.5);
  CHECK(m.text() == "# HELP a_b Help\n# TYPE a_b gauge\na_b{x=\"q\\\"\\\\ \"} 1.5\n");
  CHECK(resident_bytes() > 0);
}

TEST_CASE("logos are PNG pictures") {
  for (const int n : {1, 42, 9999}) {
    const auto png = channel_logo(n);
    CHECK(png.starts_with("\x89PNG\r\n\x1A\n"));
    CHECK(png.size() < 4000);
  }
  CHECK(channel_logo(1) != channel_logo(2));
}
