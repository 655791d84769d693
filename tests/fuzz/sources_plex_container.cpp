#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"
#include "model/guid.h"
#include "model/origin_values.h"
#include "sources/element.h"
#include "sources/plex_media.h"
#include "sources/plex_values.h"

using namespace retrovue;
using retrovue::fuzz::must;

namespace {
constexpr base::Millis kMonth = 30LL * 86'400'000;

bool text(const std::string& value) {
  return base::is_utf8(value) && std::none_of(value.begin(), value.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 0x7f; });
}

int count(const sources::Element& element, int depth) {
  must(depth <= 70);
  int all = 1;
  for (auto one = element.first(); one; one = one.next()) all += count(one, depth + 1);
  return all;
}

void check_markers(const std::vector<model::Marker>& markers, base::Millis length) {
  base::Millis last = 0;
  for (const auto& one : markers) {
    must(one.start_ms >= last && one.origin == model::MarkerOrigin::source && text(one.title));
    must(length == 0 || one.start_ms < length);
    if (one.end_ms) must(*one.end_ms - one.start_ms >= 1'000 && (length == 0 || *one.end_ms <= length));
    last = one.start_ms;
  }
}

void check_item(const sources::Element& element, std::string_view raw) {
  const auto read = sources::plex_item(element, raw);
  const auto& item = read.value;
  must(item.raw == raw);
  for (const auto* field : {&item.title, &item.sort_title, &item.summary, &item.studio, &item.guid, &item.rating.code, &item.rating.system, &item.show_title}) must(text(*field));
  must(item.duration_ms >= 0 && item.duration_ms < kMonth);
  must(item.season.value_or(0) >= 0 && item.episode.value_or(0) >= 0 && item.year.value_or(1) >= 1);
  must(item.first_aired.empty() || item.first_aired.size() == 10);
  must(std::is_sorted(item.tags.begin(), item.tags.end()));
  for (const auto& guid : item.guids) must(!guid.provider.empty() && !guid.value.empty() && text(guid.value));
  for (std::size_t i = 1; i < item.guids.size(); ++i) must(model::guid_rank(item.guids[i - 1]) <= model::guid_rank(item.guids[i]));
  for (const auto& file : item.files) must(!file.path.empty() && file.part >= 0 && file.size >= 0 && file.duration_ms >= 0 && file.duration_ms < kMonth);
  check_markers(item.markers, item.duration_ms);
  // What is stored can be read back.
  const auto values = model::origin_values(item, model::item_of(item, std::nullopt));
  must(base::Json::parse(values).size() > 0 || !base::Json::parse(values).members().empty());
}

void check_element(const sources::Element& element, std::string_view raw) {
  must(count(element, 0) >= 1);
  if (const auto listed = sources::plex_listed(element)) {
    must(!listed->key.empty() && text(listed->title) && text(listed->guid));
    must(sources::plex_listed(element)->stamp == listed->stamp);
  }
  check_item(element, raw);
  must(text(sources::plex_show(element, raw).value.title));
  must(text(sources::plex_season(element).title));
  must(text(sources::plex_collection(element).title));
  std::vector<std::string> places;
  must(text(sources::plex_section(element, &places).title));
}
// Reads the bytes as steps that build one item, so that odd values come in sound documents; the same as JSON and XML.
struct Made {
  std::string json, xml;
};

void put_xml(std::string& xml, std::string_view value) {
  for (const char c : value) {
    if (c == '"') xml += "&quot;";
    else if (c == '<') xml += "&lt;";
    else if (c == '&') xml += "&amp;";
    else if (c == '\n' || c == '\t') xml += c == '\n' ? "&#10;" : "&#9;";
    else xml += c;
  }
}

Made built(std::string_view steps) {
  constexpr std::string_view kinds[] = {"Media", "Part", "Stream", "Marker", "Chapter", "Guid", "Genre", "Role", "Location", "Label"};
  constexpr std::string_view fields[] = {
      "type", "title", "year", "duration", "startTimeOffset", "endTimeOffset", "id", "file", "key", "guid", "tag", "role", "index", "parentIndex",
      "updatedAt", "addedAt", "contentRating", "originallyAvailableAt", "height", "bitrate", "size", "streamType", "proxyType", "deletedAt", "summary",
      "channels", "forced", "grandparentRatingKey", "editionTitle", "thumb", "path", "languageCode"};
  constexpr std::string_view values[] = {
      "", "0", "1", "-1", "42", "999", "1000", "30000", "60000", "1700000000", "9223372036854775807", "-9223372036854775808", "1e300", "99999999999999999999",
      "2004-10-18", "2004-1-1-1-", "movie", "episode", "show", "intro", "credits", "commercial", "tvdb://1", "com.plexapp.agents.none://x", "gb/15", "TV-MA",
      "/a/b.mkv", "C:\\a.mkv", "true", "nan", "\xC3\xA9\n\tx", "NR"};
  base::JsonWriter json;
  json.object().key("MediaContainer").object().key("Metadata").array().object().field("ratingKey", "7");
  std::string xml = "<MediaContainer><Metadata ratingKey=\"7\"";
  std::vector<std::string_view> open;
  bool head = true;  // attributes may still come
  for (std::size_t i = 0; i + 2 < steps.size() && i < 600; i += 3) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(steps[i + at]); };
    if (byte(0) % 8 == 0 && open.size() < 5) {
      const auto kind = kinds[byte(1) % std::size(kinds)];
      xml += (head ? std::string{">"} : std::string{}) + "<" + std::string{kind};
      json.key(kind).array().object();
      open.push_back(kind);
      head = true;
    } else if (byte(0) % 8 == 1 && !open.empty()) {
      xml += head ? "/>" : "</" + std::string{open.back()} + ">";
      json.end().end();
      open.pop_back();
      head = false;
    } else if (head) {
      const auto field = fields[byte(1) % std::size(fields)];
      const auto value = values[byte(2) % std::size(values)];
      json.field(field, value);
      xml += " " + std::string{field} + "=\"";
      put_xml(xml, value);
      xml += '"';
    }
  }
  for (; !open.empty(); open.pop_back(), head = false) {
    xml += head ? "/>" : "</" + std::string{open.back()} + ">";
    json.end().end();
  }
  xml += head ? "/></MediaContainer>" : "</Metadata></MediaContainer>";
  json.end().end().end().end();
  return {json.take(), xml};
}

void check_built(std::string_view steps) {
  const auto made = built(steps);
  std::optional<std::uint64_t> stamps[2];
  int which = 0;
  for (const auto* body : {&made.json, &made.xml}) {
    const auto whole = sources::read_container(*body, [&](const sources::Element& element, std::string_view raw) {
      check_element(element, raw);
      stamps[which] = sources::plex_listed(element) ? sources::plex_listed(element)->stamp : 0;
      return true;
    });
    must(whole.end == sources::ContainerEnd::whole && stamps[which].has_value());
    ++which;
  }
  must(stamps[0] == stamps[1]);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view body{reinterpret_cast<const char*>(bytes), size};
  check_built(body);
  std::size_t items = 0;
  const auto whole = sources::read_container(body, [&](const sources::Element& element, std::string_view raw) {
    ++items;
    // The item's own words are one thing and not more: they read again as the same tree.
    must(!raw.empty() && (raw.front() == '<' || (raw.front() == '{' && raw.back() == '}')));
    if (raw.front() == '{') {
      int again = 0, nodes = 0;
      const auto wrapped = "{\"MediaContainer\":{\"" + std::string(1, 'x') + "\":[" + std::string{raw} + "]}}";
      sources::read_container(wrapped, [&](const sources::Element& one, std::string_view) {
        nodes = count(one, 0);
        return ++again < 9;
      });
      must(again == 1 && nodes == count(element, 0));
    }
    check_element(element, raw);
    return true;
  });
  must(whole.end != sources::ContainerEnd::stopped);
  (void)whole.integer("totalSize");
  (void)whole.text("machineIdentifier");
  // Stopping early gives what came until then.
  std::size_t first = 0;
  const auto stopped = sources::read_container(body, [&](const sources::Element&, std::string_view) { return ++first < 1; });
  must(first == std::min<std::size_t>(items, 1));
  if (items > 0) must(stopped.end == sources::ContainerEnd::stopped);
  return 0;
}

std::vector<std::string> seeds() {
  return {
      R"({"MediaContainer":{"size":0,"claimed":true,"machineIdentifier":"abc123","version":"1.40.0.1"}})",
      R"(<?xml version="1.0" encoding="UTF-8"?><MediaContainer size="0" claimed="1" machineIdentifier="abc123" version="1.40.0.1"></MediaContainer>)",
      R"({"MediaContainer":{"size":2,"Directory":[{"key":"1","type":"movie","title":"Films","agent":"tv.plex.agents.movie","uuid":"u",)"
      R"("contentChangedAt":18253756,"refreshing":true,"Location":[{"id":1,"path":"/m"},{"id":2,"path":"D:\\m"}]},)"
      R"({"key":2,"type":"show","title":"TV"}]}})",
      R"(<MediaContainer size="1"><Directory key="3" type="movie" title="Home &amp; away" agent="com.plexapp.agents.none"><Location id="1" path="\\nas\v"/></Directory></MediaContainer>)",
      R"({"MediaContainer":{"size":2,"totalSize":7,"offset":0,"librarySectionID":1,"Metadata":[{"ratingKey":"77","key":"/library/metadata/77",)"
      R"("parentRatingKey":"70","grandparentRatingKey":"60","guid":"plex://episode/5d","type":"episode","title":"Pilot","grandparentTitle":"Show",)"
      R"("index":1,"parentIndex":0,"contentRating":"TV-PG","summary":"One.\r\nTwo\u0000","year":2004,"duration":2600000,"originallyAvailableAt":"2004-10-18",)"
      R"("addedAt":1700000000,"updatedAt":"1700000001","Guid":[{"id":"tvdb://4"},{"id":"imdb://tt5"}],"Genre":[{"tag":"Drama"}],"Role":[{"tag":"A","role":"P"}],)"
      R"("Media":[{"id":2,"height":"1080","Part":[{"id":2,"key":"/library/parts/2/9/f.mkv","file":"/hd.mkv","size":123,"duration":2600001,)"
      R"("Stream":[{"streamType":1,"index":0,"codec":"h264"},{"streamType":3,"key":"/library/streams/9","forced":"1"}]}]},{"id":3,"proxyType":42,"Part":[{"file":"/o"}]}],)"
      R"("Marker":[{"type":"credits","startTimeOffset":2500000,"endTimeOffset":9999999},{"type":"commercial","startTimeOffset":600000,"endTimeOffset":700000}],)"
      R"("Chapter":[{"startTimeOffset":1300000,"endTimeOffset":2600000,"tag":"Two"},{"startTimeOffset":0,"endTimeOffset":1400000}]},)"
      R"({"ratingKey":"78","type":"movie","title":"","deletedAt":5,"guid":"com.plexapp.agents.imdb://tt0133093?lang=en"}]}})",
      R"(<MediaContainer size="1" totalSize="1"><Video ratingKey="5" type="movie" title="A" year="1999" duration="60000"><Media id="1"><Part file="C:\a (cd1).avi"/><Part file="C:\a (cd2).avi"/></Media>)"
      R"(<Chapter startTimeOffset="0" endTimeOffset="30000"/><Chapter startTimeOffset="30000" endTimeOffset="60000"/><Guid id="tmdb://603"/></Video></MediaContainer>)",
      R"({"MediaContainer":{"size":2,"Directory":[{"key":"/library/metadata/1/allLeaves","title":"All episodes"}],"Metadata":[{"ratingKey":"9","type":"collection","childCount":"3","smart":"1"}]}})",
      R"({"MediaContainer":{"Metadata":{"ratingKey":"1","Media":[[{"id":1}]],"x":{"y":{"z":[{"a":1.5e3,"b":-0.0,"c":null,"d":false}]}}}}})",
      R"({"MediaContainer":{"Metadata":[[{"ratingKey":"1"},{"ratingKey":"2"}],{"ratingKey":"3","Media":[[{"id":7}]]}]}})",
      R"(<html><head><title>Unauthorized</title></head><body><h1>401 Unauthorized</h1></body></html>)",
  };
}
