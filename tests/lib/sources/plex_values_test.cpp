#include "sources/plex_values.h"

#include <doctest/doctest.h>

#include "sources/plex_account.h"
#include "sources/plex_media.h"

using namespace retrovue;
using namespace retrovue::sources;

namespace {
struct Seen {
  Container container;
  std::vector<std::string> names, raws;
};
// Reads and gives each element to visit.
Seen read(std::string_view body, const std::function<void(const Element&)>& visit = {}) {
  Seen seen;
  seen.container = read_container(body, [&](const Element& item, std::string_view raw) {
    seen.names.emplace_back(item.name());
    seen.raws.emplace_back(raw);
    if (visit) visit(item);
    return true;
  });
  return seen;
}

std::string wrap(const std::string& item) { return R"({"MediaContainer":{"size":1,"Metadata":[)" + item + "]}}"; }

model::Origin item_of(const std::string& json) {
  model::Origin origin;
  const auto seen = read(wrap(json), [&](const Element& element) { origin = plex_item(element, "").value; });
  REQUIRE(seen.container.end == ContainerEnd::whole);
  return origin;
}
}  // namespace

TEST_CASE("JSON and XML give the same tree") {
  const std::string json =
      R"({"MediaContainer":{"size":2,"totalSize":"7","offset":0,"Metadata":[{"ratingKey":"1","title":"A & B","year":1999,)"
      R"("flag":true,"none":null,"Media":[{"id":5,"Part":[{"file":"/a.mkv"},{"file":"/b.mkv"}]}]},{"ratingKey":"2"}],"late":1}})";
  const std::string xml =
      R"(<?xml version="1.0"?><MediaContainer size="2" totalSize="7" offset="0"><Video ratingKey="1" title="A &amp; B" year="1999")"
      R"( flag="1"><Media id="5"><Part file="/a.mkv"/><Part file="/b.mkv"/></Media></Video><Video ratingKey="2"/></MediaContainer>)";
  for (const auto& body : {json, xml}) {
    int items = 0;
    const auto seen = read(body, [&](const Element& item) {
      if (++items > 1) return;
      CHECK(item.text("title") == "A & B");
      CHECK(item.integer("year") == 1999);
      CHECK(item.flag("flag"));
      CHECK_FALSE(item.attribute("none"));
      std::string files;
      item.child("Media").each("Part", [&](const Element& part) { files += part.text("file"); });
      CHECK(files == "/a.mkv/b.mkv");
    });
    CHECK(seen.container.end == ContainerEnd::whole);
    CHECK(seen.container.integer("totalSize") == 7);
    CHECK(items == 2);
    CHECK(seen.raws.at(1).find("ratingKey") != std::string::npos);
  }
  CHECK(read(json).container.integer("late") == 1);
  CHECK(read(json).names.at(0) == "Metadata");
  CHECK(read(xml).names.at(0) == "Video");
}

TEST_CASE("cut answers, web pages and other JSON are told apart") {
  const std::string json = wrap(R"({"ratingKey":"1"},{"ratingKey":"2","title":"x"})");
  for (std::size_t n = 1; n < json.size(); ++n) CHECK(read(json.substr(0, n)).container.end == ContainerEnd::cut_off);
  CHECK(read("<html><body>Log in</body></html>").container.end == ContainerEnd::not_a_container);
  CHECK(read("<!DOCTYPE html><html>").container.end == ContainerEnd::not_a_container);
  CHECK(read(R"({"errors":[{"code":1001}]})").container.end == ContainerEnd::not_a_container);
  CHECK(read("[1,2]").container.end == ContainerEnd::not_a_container);
  CHECK(read("").container.end == ContainerEnd::not_a_container);
  CHECK(read("Maintenance").container.end == ContainerEnd::not_a_container);
  CHECK(read("<MediaContainer size=\"2\"><Video ratingKey=\"1\"/><Vid").container.end == ContainerEnd::cut_off);
  CHECK(read(R"({"MediaContainer":{"size":0}})").container.end == ContainerEnd::whole);
  CHECK(read("\xEF\xBB\xBF{\"MediaContainer\":{\"size\":0}}").container.end == ContainerEnd::whole);
}

TEST_CASE("objects below arrays in arrays are items of their own, or parts of the item around them") {
  const auto seen = read(R"({"MediaContainer":{"Metadata":[[{"ratingKey":"1"},{"ratingKey":"2"}],{"ratingKey":"3","Media":[[{"id":7}]]}]}})",
                         [](const Element& item) {
                           if (item.text("ratingKey") == "3") CHECK(item.child("Media").integer("id") == 7);
                         });
  CHECK(seen.raws == std::vector<std::string>{R"({"ratingKey":"1"})", R"({"ratingKey":"2"})", R"({"ratingKey":"3","Media":[[{"id":7}]]})"});
}

TEST_CASE("numbers are read leniently") {
  CHECK(lenient_integer("12") == 12);
  CHECK(lenient_integer(" 12 ") == 12);
  CHECK(lenient_integer("12.9") == 12);
  CHECK(lenient_integer("-3") == -3);
  CHECK(lenient_integer("true") == 1);
  CHECK(lenient_integer("1.5e3") == 1500);
  for (const char* bad : {"", "abc", "12abc", "1e300", "nan", "--1", "0x10"}) CHECK_FALSE(lenient_integer(bad));
}

TEST_CASE("an episode with everything") {
  const auto item = item_of(R"({"ratingKey":"77","key":"/library/metadata/77","parentRatingKey":"70","grandparentRatingKey":"60",
    "guid":"plex://episode/5d","type":"episode","title":"Pilot","grandparentTitle":"Show","index":1,"parentIndex":0,
    "contentRating":"TV-PG","summary":"One.\r\nTwo\u0000","year":2004,"duration":2600000,"originallyAvailableAt":"2004-10-18",
    "addedAt":1700000000,"updatedAt":"1700000001","thumb":"/library/metadata/77/thumb/1",
    "Guid":[{"id":"tvdb://4"},{"id":"imdb://tt5"}],"Genre":[{"tag":"Drama"},{"tag":"Action"},{"tag":"Drama"}],
    "Director":[{"tag":"D"}],"Role":[{"tag":"A","role":"P"},{"tag":"B"}],
    "Media":[{"id":1,"height":480,"Part":[{"id":1,"file":"/sd.mkv"}]},
             {"id":2,"height":"1080","Part":[{"id":2,"key":"/library/parts/2/9/file.mkv","file":"/hd.mkv","size":123,"duration":2600001,
               "Stream":[{"streamType":1,"index":0,"codec":"h264"},{"streamType":2,"index":1,"languageCode":"eng","channels":6,"default":true},
                         {"streamType":3,"key":"/library/streams/9","codec":"srt","languageCode":"deu","forced":"1"}]}]},
             {"id":3,"height":2160,"proxyType":42,"Part":[{"file":"/optimised.mp4"}]}],
    "Marker":[{"type":"credits","startTimeOffset":2500000,"endTimeOffset":9999999},{"type":"intro","startTimeOffset":1000,"endTimeOffset":30000},
              {"type":"commercial","startTimeOffset":600000,"endTimeOffset":700000},{"type":"intro","startTimeOffset":5,"endTimeOffset":900}],
    "Chapter":[{"startTimeOffset":1300000,"endTimeOffset":2600000,"tag":"Two"},{"startTimeOffset":0,"endTimeOffset":1400000}]})");
  CHECK(item.kind == model::ItemKind::episode);
  CHECK(item.key == "77");
  CHECK(item.show_key == "60");
  CHECK(item.season == 0);
  CHECK(item.episode == 1);
  CHECK(item.rating == model::Rating{"us-tv", "TV-PG"});
  CHECK(item.summary == "One.\nTwo");
  CHECK(item.updated == 1'700'000'001'000);
  CHECK(item.guids == std::vector<model::Guid>{{"tvdb", "4"}, {"imdb", "tt5"}, {"plex", "episode/5d"}});
  CHECK(item.tags == std::vector<std::string>{"genre:Action", "genre:Drama"});
  REQUIRE(item.credits.size() == 3);
  CHECK(item.credits[1] == model::Credit{model::CreditKind::actor, "A", "P"});
  REQUIRE(item.files.size() == 2);
  CHECK(item.files[0].path == "/hd.mkv");
  CHECK(item.files[0].part == 0);
  REQUIRE(item.files[0].streams.size() == 3);
  CHECK(item.files[0].streams[1].channels == 6);
  CHECK_FALSE(item.files[0].streams[2].index);
  CHECK(item.files[0].streams[2].sidecar == "/library/streams/9");
  CHECK(item.files[0].streams[2].forced);
  REQUIRE(item.markers.size() == 5);
  CHECK(item.markers[0].kind == model::MarkerKind::chapter);
  CHECK(item.markers[0].end_ms == 1'300'000);
  CHECK(item.markers[2].kind == model::MarkerKind::ad_break);
  CHECK(item.markers[4].kind == model::MarkerKind::credits);
  CHECK(item.markers[4].end_ms == 2'600'000);
  CHECK_FALSE(item.trashed);
}

TEST_CASE("parts in playing order, pieces without a file left out") {
  const auto item = item_of(R"({"ratingKey":"1","type":"movie","title":"","Media":[{"id":9,"Part":[{"file":"C:\\m\\A (cd1).avi"},
    {"file":"C:\\m\\A (cd2).avi"},{"id":3}]},{"id":4},{"id":10,"Part":[]}],"deletedAt":5})");
  REQUIRE(item.files.size() == 2);
  CHECK(item.files[0].part == 1);
  CHECK(item.files[1].part == 2);
  CHECK(item.title == "A (cd1)");
  CHECK(item.trashed);
  CHECK(item_of(R"({"ratingKey":"1","type":"movie","title":"None"})").files.empty());
}

TEST_CASE("the file a listing goes by is the one that airs first") {
  const std::string media[] = {R"({"id":3,"height":480,"Part":[{"file":"/a/sd.mkv"}]})", R"({"id":2,"height":1080,"bitrate":5,"Part":[{"id":1},{"file":"/a/hd.mkv"},{"file":"/a/hd2.mkv"}]})",
                               R"({"id":1,"height":1080,"bitrate":9,"proxyType":42,"Part":[{"file":"/a/small.mp4"}]})", R"({"id":9,"height":4000})",
                               R"({"id":1,"height":-9223372036854775808,"Part":[{"file":"/a/odd.mkv"}]})", R"({"id":1,"height":1080,"bitrate":5,"Part":[{"file":"/a/other.mkv"}]})"};
  for (int from = 0; from < 6; ++from)
    for (int count = 1; count <= 6; ++count) {
      std::string all;
      for (int i = 0; i < count; ++i) all += (i ? "," : "") + media[(from + i) % 6];
      const auto text = R"({"MediaContainer":{"Metadata":[{"ratingKey":"1","type":"movie","title":"A","Media":[)" + all + "]}]}}";
      read_container(text, [&](const Element& element, std::string_view raw) {
        const auto files = plex_item(element, raw).value.files;
        CHECK(plex_listed(element)->file == (files.empty() ? "" : files.front().path));
        return true;
      });
    }
}

TEST_CASE("a field that cannot be read is named and left empty") {
  PlexRead<model::Origin> got;
  read(wrap(R"({"ratingKey":"1","type":"episode","title":"T","year":"MCM","duration":"long","index":"x","parentIndex":-1,"updatedAt":"soon"})"),
       [&](const Element& element) { got = plex_item(element, ""); });
  std::string fields;
  for (const auto& problem : got.problems) fields += problem.field + " ";
  CHECK(fields == "year updatedAt duration index ");
  CHECK_FALSE(got.value.season);
  CHECK(got.value.duration_ms == 0);
}

TEST_CASE("the stamp moves with what matters and stays with what does not") {
  auto stamp = [](const std::string& json) {
    std::optional<PlexListed> listed;
    read(wrap(json), [&](const Element& element) { listed = plex_listed(element); });
    REQUIRE(listed);
    return *listed;
  };
  const std::string base =
      R"({"ratingKey":"1","type":"movie","title":"T","updatedAt":5,"guid":"plex://movie/1","Media":[{"id":1,"Part":[{"id":1,"file":"/a","size":3}]}])";
  const auto first = stamp(base + "}");
  CHECK(first.dated);
  CHECK(first.file == "/a");
  CHECK(stamp(base + R"(,"viewCount":3,"lastViewedAt":9,"userRating":5})").stamp == first.stamp);
  auto changed = [&](const char* from, const char* to) {
    auto text = base + "}";
    text.replace(text.find(from), std::string_view{from}.size(), to);
    return stamp(text).stamp != first.stamp;
  };
  CHECK(changed("\"T\"", "\"U\""));
  CHECK(changed("\"updatedAt\":5", "\"updatedAt\":6"));
  CHECK(changed("\"/a\"", "\"/b\""));
  CHECK(changed("\"size\":3", "\"size\":4"));
  CHECK(changed("plex://movie/1", "plex://movie/2"));
  CHECK_FALSE(stamp(R"({"ratingKey":"1","type":"movie","updatedAt":"soon"})").dated);
  std::optional<PlexListed> pseudo;
  read(R"({"MediaContainer":{"Directory":[{"key":"/library/metadata/1/allLeaves","title":"All episodes"}]}})",
       [&](const Element& element) { pseudo = plex_listed(element); });
  CHECK_FALSE(pseudo);
}

TEST_CASE("ratings of all systems; unknown is never permissive") {
  CHECK(plex_rating("PG-13") == model::Rating{"mpaa", "PG-13"});
  CHECK(plex_rating("TV-MA") == model::Rating{"us-tv", "TV-MA"});
  CHECK(plex_rating("gb/15") == model::Rating{"gb", "15"});
  CHECK(plex_rating("de/12") == model::Rating{"de", "12"});
  for (const char* none : {"", "Not Rated", "NR", "Unrated", " "}) CHECK(plex_rating(none) == model::Rating{});
}

TEST_CASE("a lone chapter over everything says nothing; texts keep their characters") {
  CHECK(item_of(R"({"ratingKey":"1","type":"movie","title":"x","duration":60000,"Chapter":[{"startTimeOffset":0,"endTimeOffset":60000}]})")
            .markers.empty());
  CHECK(clean_text("\xC2\xA0x\tE\xCC\x81 \xF0\x9F\x93\xBA\n") == "\xC2\xA0x\tE\xCC\x81 \xF0\x9F\x93\xBA");
  CHECK(clean_text("a\x01" "b\xFF") == "ab\xEF\xBF\xBD");
}

TEST_CASE("sections") {
  std::vector<model::Library> all;
  std::vector<std::string> places;
  read(R"({"MediaContainer":{"size":3,"Directory":[{"key":"1","type":"movie","title":"Films","agent":"tv.plex.agents.movie","contentChangedAt":18253756,
    "Location":[{"id":1,"path":"/m"},{"id":2,"path":"D:\\m"}]},{"key":2,"type":"show","title":"TV"},
    {"key":"3","type":"movie","title":"Home","agent":"com.plexapp.agents.none"}]}})",
       [&](const Element& element) { all.push_back(plex_section(element, &places)); });
  REQUIRE(all.size() == 3);
  CHECK(all[0].change_stamp == "18253756");
  CHECK(all[1].key == "2");
  CHECK(all[1].kind == "show");
  CHECK(all[2].kind == "other");
  CHECK(places == std::vector<std::string>{"/m", "D:\\m"});
}

TEST_CASE("no broken answer crashes the readers") {
  const std::string seed = wrap(
      R"({"ratingKey":"1","type":"episode","title":"T\u00e9","index":3,"Media":[{"id":1,"Part":[{"file":"/a","Stream":[{"streamType":2,"index":1}]}]}],)"
      R"("Chapter":[{"startTimeOffset":0,"endTimeOffset":5000}],"Marker":[{"type":"intro","startTimeOffset":1,"endTimeOffset":5000}],"Guid":[{"id":"tvdb://1"}]})");
  std::uint32_t state = 99;
  auto next = [&] { return state = state * 1664525u + 1013904223u, state >> 8; };
  for (int round = 0; round < 20'000; ++round) {
    auto text = seed;
    for (unsigned n = next() % 4 + 1; n > 0; --n) {
      const auto at = next() % text.size();
      switch (next() % 4) {
        case 0: text[at] = static_cast<char>(next()); break;
        case 1: text.erase(at, next() % 20); break;
        case 2: text.insert(at, text.substr(next() % text.size(), next() % 30)); break;
        default: text.insert(at, 1, "{}[]\",:0<>"[next() % 10]);
      }
    }
    read(text, [&](const Element& element) {
      const auto item = plex_item(element, "").value;
      for (const auto& marker : item.markers) REQUIRE(marker.start_ms >= 0);
      plex_listed(element);
      plex_show(element, "");
      plex_season(element);
      plex_section(element);
    });
  }
}

TEST_CASE("a token from plex.tv is one word of visible characters, or none") {
  CHECK(parse_pin_token(R"({"authToken":"abc-DEF_1"})") == "abc-DEF_1");
  for (const char* bad : {R"({"authToken":null})", R"({"authToken":""})", R"({"authToken":"a\r\nHost: b"})", R"({"authToken":"a b"})", "{}"}) CHECK_FALSE(parse_pin_token(bad));
  const auto all = parse_resources(R"([{"provides":"server","clientIdentifier":"m","accessToken":"a\nb","connections":[]}])");
  REQUIRE(all.size() == 1);
  CHECK(all[0].token.empty());
  CHECK_FALSE(parse_pin("{}"));
}
