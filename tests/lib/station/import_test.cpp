#include "station/import/import.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "station/import/day_clock.h"
#include "station/station_file.h"

using namespace retrovue;
using station::Fate;

namespace {
constexpr model::Millis kHour = 3'600'000;

struct Shelf {
  std::vector<model::Item> items;
  std::vector<std::pair<model::Id, model::Guid>> shows;

  model::Item& add(model::ItemKind kind, std::string title, std::string path = "") {
    model::Item item;
    item.id = static_cast<model::Id>(items.size()) + 1;
    item.kind = kind;
    item.title = std::move(title);
    item.path = path.empty() ? fmt::format("/media/{}.mkv", item.id) : std::move(path);
    item.duration_ms = 22 * 60'000;
    item.validated = true;
    items.push_back(std::move(item));
    return items.back();
  }
  void episodes(const std::string& show, std::optional<int> year, model::Id id, int count) {
    for (int n = 1; n <= count; ++n) {
      auto& item = add(model::ItemKind::episode, fmt::format("Part {}", n), fmt::format("/tv/{}/Season 01/{} - S01E{:02}.mkv", show, show, n));
      item.show = show;
      item.show_id = id;
      item.show_year = year;
      item.season = 1;
      item.episode = n;
    }
  }
};

Shelf shelf() {
  Shelf made;
  made.episodes("Rocket Pups", 1991, 1, 3);
  made.episodes("Captain Comet", 1992, 2, 3);
  made.episodes("Patrol", 1955, 3, 2);
  made.episodes("Patrol", 1988, 4, 2);
  for (const int year : {1980, 1985, 1990}) {
    auto& movie = made.add(model::ItemKind::movie, fmt::format("The Film of {}", year), fmt::format("/movies/The Film of {0} ({0}).mkv", year));
    movie.year = year;
    movie.tags = {"genre:horror"};
    movie.guids = {{"imdb", fmt::format("tt000{}", year)}};
    if (year == 1980) movie.collections = {"Late Shelf"};
  }
  made.add(model::ItemKind::movie, "Broken").validated = false;
  made.shows = {{1, {"tvdb", "111"}}, {4, {"imdb", "tt1988"}}};
  return made;
}

struct Result {
  station::Imported made;
  model::Programming programming;
  model::Channel channel;
  bool told(Fate fate, const std::string& text) const {
    return std::any_of(made.remarks.all().begin(), made.remarks.all().end(),
                       [&](const auto& one) { return one.fate == fate && (one.where + ": " + one.text).find(text) != std::string::npos; });
  }
  const model::Block& block(const std::string& name) const {
    for (const auto& block : programming.blocks)
      if (block.name == name) return block;
    FAIL("no block ", name, " in\n", made.station);
    return programming.blocks.front();
  }
};

Result import(const std::string& text, std::optional<int> number = {}) {
  const auto shelves = shelf();
  std::optional<station::ForeignFormat> format;
  auto foreign = station::read_foreign(text, "file", format);
  Result result;
  result.made = station::station_of(std::move(foreign), station::Matcher{shelves.items, shelves.shows}, {.format = format, .number = number, .zone = "Europe/London"});
  const auto documents = station::read_station(result.made.station, "station");
  REQUIRE(documents.size() == 1);
  result.programming = documents[0].programming;
  result.channel = documents[0].channel;
  CHECK(result.channel.zone == "Europe/London");
  CHECK(result.channel.day_start_ms == 0);
  return result;
}
}  // namespace

TEST_CASE("FieldStation42: hours become blocks, templates, overrides and dates with them") {
  const auto result = import(R"({"station_conf": {
    "network_name": "Indie", "channel_number": 42, "network_type": "standard", "schedule_increment": 30, "commercial_free": false, "break_duration": 120,
    "content_dir": "catalog/indie", "clip_shows": ["x"], "frobnicate": 1,
    "day_templates": {"school": {"7": {"tags": "rocket_pups"}, "8": {"tags": ["rocket_pups"]}, "9": {"tags": "nowhere"}, "20": {"overrides": "prime"},
                                 "23": {"tags": "movies", "start_bump": "hello.mp4"}, "0": {"tags": "movies"}, "3": {"event": "signoff"}}},
    "slot_overrides": {"prime": {"tags": "captain_comet", "sequence": "comet"}},
    "monday": "school", "tuesday": "school", "wednesday": "school", "thursday": "school", "friday": "school",
    "saturday": {"7": {"tags": "rocket_pups"}, "8": {"tags": "rocket_pups"}, "25": {"tags": "movies"}}, "sunday": "gone",
    "date_overrides": {"December 24 - January 2": {"12": {"tags": "horror"}}, "Yule": {}}}})");
  CHECK(result.channel.number == 42);
  CHECK(result.channel.name == "Indie");
  CHECK(result.channel.grid_ms == 30 * 60'000);
  CHECK(result.programming.breaks.longest == 120'000);
  const auto& pups = result.block("rocket_pups");
  CHECK(pups.days == (model::kWeekdays | 64));
  CHECK(pups.from == 7 * kHour);
  CHECK(pups.to == 9 * kHour);
  CHECK(pups.order == model::Order::shuffle);
  REQUIRE(pups.play.size() == 1);
  CHECK(pups.play[0].show == "Rocket Pups");
  CHECK(pups.play[0].year == 1991);
  const auto& comet = result.block("captain_comet");
  CHECK(comet.order == model::Order::sequential);
  CHECK(comet.run == "channel 42 comet");
  CHECK(comet.days == model::kWeekdays);
  const auto& late = result.block("movies");  // hour 0 is the night before, which is another day of the week
  CHECK(late.play.size() == 3);
  const auto& yule = result.block("horror");
  REQUIRE(yule.season.size() == 1);
  CHECK(model::to_text(*yule.season[0].from) == "12-24");
  CHECK(yule.priority == 10);
  CHECK(yule.play[0].tags == std::vector<std::string>{"genre:horror"});
  CHECK(result.told(Fate::missing, "day_templates.school.9.tags: nothing in the library has a tag, a show or a folder 'nowhere'"));
  CHECK(result.told(Fate::unknown, "station_conf.frobnicate"));
  CHECK(result.told(Fate::unknown, "station_conf.saturday.25: '25' is no hour"));
  CHECK(result.told(Fate::left_out, "start_bump"));
  CHECK(result.told(Fate::left_out, "clip_shows"));
  CHECK(result.told(Fate::left_out, "there is no day template 'gone'"));
  CHECK(result.told(Fate::left_out, "'Yule' is no date"));
}

TEST_CASE("FieldStation42: other kinds of channels") {
  const auto loop = import(R"({"station_conf": {"network_name": "L", "channel_number": 3, "network_type": "loop", "content_dir": "a/Rocket Pups", "schedule_increment": 0}})");
  CHECK(loop.block("Loop").from == loop.block("Loop").to);
  CHECK(loop.block("Loop").order == model::Order::sequential);
  const auto wide = import(R"({"station_conf": {"network_name": "W", "channel_number": 3, "schedule_increment": 9223372036854775807, "break_duration": -9223372036854775808}})");
  CHECK(wide.channel.grid_ms == 6 * kHour);
  CHECK(wide.programming.breaks.longest == 15'000);
  CHECK_THROWS_AS(import(R"({"station_conf": {"network_name": "G", "channel_number": 3, "network_type": "guide"}})"), base::Error);
}

TEST_CASE("dizqueTV: slots of the day and the week, and a list without slots") {
  const std::string programs = R"([
    {"type": "episode", "showTitle": "Rocket Pups", "title": "Part 1", "season": 1, "episode": 1, "duration": 1, "ratingKey": "7", "isOffline": false},
    {"type": "episode", "showTitle": "Captain Comet", "title": "Part 1", "season": 1, "episode": 1, "isOffline": false},
    {"type": "movie", "title": "The Film of 1985", "year": 1985, "isOffline": false, "sparkle": true},
    {"type": "movie", "title": "Renamed", "year": 1, "file": "D:\\films\\The Film of 1990 (1990).mkv", "isOffline": false},
    {"type": "movie", "title": "Unheard of", "year": 2001, "isOffline": false},
    {"type": "redirect", "channel": 9, "isOffline": true}, {"isOffline": true, "duration": 5}])";
  const auto daily = import(R"({"number": 7, "name": "Seven", "stealth": false, "programs": )" + programs + R"(, "scheduleBackup": {
    "period": 86400000, "pad": 1800000, "lateness": 600000, "flexPreference": "end", "slots": [
    {"time": 64800000, "showId": "tv.Rocket Pups", "order": "next"}, {"time": 72000000, "showId": "movie.", "order": "shuffle"},
    {"time": 82800000, "showId": "flex.", "order": "next"}, {"time": 21600000, "showId": "redirect.9"}, {"time": 3600000, "showId": "tv.Gone"}]}})");
  CHECK(daily.channel.grid_ms == 30 * 60'000);
  CHECK(daily.block("Rocket Pups").from == 18 * kHour);
  CHECK(daily.block("Rocket Pups").to == 20 * kHour);
  CHECK(daily.block("Rocket Pups").order == model::Order::sequential);
  CHECK(daily.block("Rocket Pups").delay == 600'000);
  CHECK(daily.block("Movies").to == 23 * kHour);
  CHECK(daily.block("Movies").play.size() == 2);
  CHECK(daily.programming.blocks.size() == 2);
  CHECK(daily.told(Fate::missing, "programs[4]: movie 'Unheard of' (2001) is not in the library"));
  CHECK(daily.told(Fate::left_out, "programs[5]: time in which another channel is shown"));
  CHECK(daily.told(Fate::left_out, "no programme of the list belongs to 'tv.Gone'"));
  CHECK(daily.told(Fate::unknown, "programs[2].sparkle"));

  // A week begins on Thursday; from Thursday 18:00 to Saturday 0:00, which is more than a day.
  const auto weekly = import(R"({"number": 7, "name": "Seven", "programs": )" + programs + R"(, "scheduleBackup": {"period": 604800000, "pad": 1,
    "slots": [{"time": 64800000, "showId": "tv.Rocket Pups", "order": "shuffle"}, {"time": 172800000, "showId": "flex."}]}})");
  REQUIRE(weekly.programming.blocks.size() == 2);
  CHECK(weekly.programming.blocks[0].days == 1 << 4);
  CHECK(weekly.programming.blocks[0].from == 18 * kHour);
  CHECK(weekly.programming.blocks[0].to == 18 * kHour);
  CHECK(weekly.programming.blocks[1].days == 1 << 5);
  CHECK(weekly.programming.blocks[1].from == 18 * kHour);
  CHECK(weekly.programming.blocks[1].to == 0);
  CHECK_FALSE(weekly.programming.blocks[1].run.empty());
  CHECK(weekly.programming.blocks[1].run == weekly.programming.blocks[0].run);
  CHECK(weekly.programming.blocks[1].start == model::Start::soft);

  const auto list = import(R"({"number": 8, "name": "Eight", "programs": )" + programs + "}");
  const auto& all = list.block("All day");
  CHECK(all.order == model::Order::sequential);
  CHECK(all.play.size() == 4);
  CHECK(all.play[0].show == "Rocket Pups");
  CHECK(all.play[2].item_id == 12);
}

TEST_CASE("a list in turn becomes a strip, a mixed one a shuffle") {
  const auto list = [](std::initializer_list<std::pair<const char*, int>> programmes) {
    std::string text;
    for (const auto& [show, episode] : programmes)
      text += fmt::format(R"({}{{"type": "episode", "showTitle": "{}", "season": 1, "episode": {}}})", text.empty() ? "" : ",", show, episode);
    return import(R"({"number": 8, "name": "Eight", "programs": [)" + text + "]}").block("All day").order;
  };
  const char *pups = "Rocket Pups", *comet = "Captain Comet";
  CHECK(list({{pups, 1}, {pups, 2}, {comet, 1}, {comet, 2}}) == model::Order::sequential);
  CHECK(list({{pups, 1}, {comet, 1}, {pups, 2}, {comet, 2}, {pups, 3}}) == model::Order::strip);
  CHECK(list({{pups, 3}, {comet, 2}, {pups, 1}, {comet, 1}, {pups, 2}}) == model::Order::shuffle);
}

TEST_CASE("Tunarr: both generations of programmes, slots by identifier of the show") {
  const std::string programs = R"({
    "a": {"type": "content", "subtype": "episode", "id": "a", "title": "Part 1", "seasonNumber": 1, "episodeNumber": 1, "showId": "s1",
          "grandparent": {"type": "show", "id": "s1", "title": "Some other name", "externalIds": [{"type": "multi", "source": "tvdb", "id": "111"}]}},
    "b": {"type": "content", "id": "b", "duration": 5, "program": {"type": "episode", "title": "Part 1", "episodeNumber": 1, "identifiers": [],
          "season": {"type": "season", "index": 1, "show": {"uuid": "s2", "title": "Patrol", "year": 1955, "identifiers": []}}}},
    "c": {"type": "content", "id": "c", "program": {"type": "movie", "title": "Anything", "year": 1985, "identifiers": [{"type": "imdb", "id": "tt0001985"}]}},
    "d": {"type": "content", "id": "d", "program": {"type": "track", "title": "Song"}}})";
  const auto result = import(R"({"name": "Tee", "number": 12, "totalPrograms": 4, "startTimeOffsets": [0], "programs": )" + programs + R"(, "lineup": [
    {"type": "content", "id": "a", "duration": 1}, {"type": "content", "id": "b"}, {"type": "content", "id": "c"}, {"type": "content", "id": "d"},
    {"type": "content", "id": "nope"}, {"type": "flex", "duration": 9}, {"type": "redirect", "channelNumber": 3}],
    "schedule": {"type": "time", "period": "week", "padMs": 900000, "latenessMs": 0, "maxDays": 10, "flexPreference": "end", "timeZoneOffset": 0, "slots": [
      {"type": "show", "showId": "s1", "startTime": 118800000, "order": "next"}, {"type": "movie", "startTime": 126000000, "order": "alphanumeric"},
      {"type": "show", "showId": "s2", "startTime": 129600000, "order": "shuffle", "direction": "desc"}, {"type": "flex", "startTime": 133200000},
      {"type": "smart-collection", "smartCollectionId": "x", "startTime": 136800000, "order": "next"}, {"type": "flex", "startTime": 140400000}]}})");
  CHECK(result.channel.number == 12);
  CHECK(result.channel.grid_ms == 15 * 60'000);
  REQUIRE(result.programming.blocks.size() == 3);
  const auto& pups = result.block("Some other name");
  CHECK(pups.play.at(0).show == "Rocket Pups");  // by its identifier
  CHECK(pups.days == 1 << 1);
  CHECK(pups.from == 9 * kHour);
  CHECK(pups.to == 11 * kHour);
  CHECK(result.block("Patrol").play.at(0).year == 1955);
  CHECK(result.block("Patrol").order == model::Order::shuffle);
  CHECK(result.block("Movies").play.at(0).item_id == 12);
  CHECK(result.told(Fate::changed, "order 'alphanumeric' became sequential"));
  CHECK(result.told(Fate::left_out, "a slot of type 'smart-collection'"));
  CHECK(result.told(Fate::left_out, "a programme of type 'track'"));
  CHECK(result.told(Fate::left_out, "a programme that is not in 'programs'"));
}

TEST_CASE("ErsatzTV: instructions between times of the day become blocks") {
  const auto result = import(R"(
content:
  - show:
    key: PUPS
    guids:
      - source: tvdb
        value: "111"
    order: chronological
  - show: Captain Comet
    key: COMET
    guids: []
    order: shuffle
  - search:
    key: HORROR
    query: 'type:movie AND genre:"horror"'
    order: shuffle
  - search:
    key: ODD
    query: "type:movie AND release_date:[19900101 TO 19991231]"
  - collection: Late Shelf
    key: LATE
    order: random
  - collection: No such
    key: NONE
sequence:
  - key: MORNING
    items:
      - count: 2
        content: PUPS
      - count: 1
        content: COMET
        custom_title: x
reset:
  - skip_items: 3
    content: PUPS
playout:
  - wait_until: "6:00 AM"
  - sequence: MORNING
  - pad_to_next: 15
    content: HORROR
    filler_kind: postroll
  - wait_until: "12:00"
  - duration: 90 minutes
    content: COMET
  - pad_until: "8:00 PM"
    content: PUPS
  - all:
    content: HORROR
  - wait_until: "11:30 pm"
  - count: 1
    content: NONE
  - epg_group: true
  - twirl: 3
  - count: 1
    content: LATE
  - repeat: true
)", 9);
  CHECK(result.channel.number == 9);
  CHECK(result.channel.name == "Channel 9");
  CHECK(result.channel.grid_ms == 15 * 60'000);
  const auto& morning = result.block("PUPS, COMET");
  CHECK(morning.from == 6 * kHour);
  CHECK(morning.to == 12 * kHour);
  CHECK(morning.order == model::Order::strip);
  REQUIRE(morning.play.size() == 3);
  CHECK(morning.play[1].show == "Rocket Pups");
  CHECK(morning.play[2].show == "Captain Comet");
  CHECK(result.block("COMET").from == 12 * kHour);
  CHECK(result.block("COMET").to == 13 * kHour + kHour / 2);
  CHECK(result.block("COMET").order == model::Order::shuffle);
  CHECK(result.block("PUPS").to == 20 * kHour);
  CHECK(result.block("HORROR").from == 20 * kHour);
  CHECK(result.block("HORROR").to == 23 * kHour + kHour / 2);
  CHECK(result.block("HORROR").play.at(0).where == "type:movie tag:\"genre:horror\"");
  const auto& late = result.block("NONE, LATE");
  CHECK(late.to == 6 * kHour);
  CHECK(late.play.at(0).where == "collection:\"Late Shelf\"");
  REQUIRE(result.programming.pools.fillers.has_value());
  CHECK(result.told(Fate::missing, "content[5]: there is no collection or playlist 'No such'"));
  CHECK(result.told(Fate::left_out, "content[3]"));
  CHECK(result.told(Fate::left_out, "reset"));
  CHECK(result.told(Fate::left_out, "epg_group is not taken over"));
  CHECK(result.told(Fate::unknown, "53:5 playout[10].twirl: 'twirl' is not known"));
}

TEST_CASE("ErsatzTV: rounds of several days, and schedules that know no clock") {
  const auto two = import("content: [{show: Patrol, key: a}, {show: Rocket Pups, key: b}]\n"
                          "playout: [{wait_until: '08:00'}, {count: 1, content: b}, {wait_until: '08:00', tomorrow: true}, {count: 1, content: b},"
                          " {wait_until: '20:00'}, {count: 1, content: b}, {wait_until: '08:00', tomorrow: true}, {repeat: true}]", 1);
  REQUIRE(two.programming.blocks.size() == 3);
  CHECK(two.programming.blocks[0].every == 2);
  CHECK(two.programming.blocks[0].turn == 1);
  CHECK(two.programming.blocks[2].turn == 2);
  const auto none = import("content: [{show: Patrol, key: a}, {show: Rocket Pups, key: b}]\nplayout: [{count: 1, content: a}, {count: 1, content: b}]", 1);
  REQUIRE(none.programming.blocks.size() == 1);
  CHECK(none.programming.blocks[0].from == none.programming.blocks[0].to);
  CHECK(none.told(Fate::missing, "show 'Patrol' is 2 shows, of the years 1955, 1988"));
}

TEST_CASE("times and lengths as people write them") {
  CHECK(station::clock_time("6:00 AM") == 6 * kHour);
  CHECK(station::clock_time("12:30 am") == kHour / 2);
  CHECK(station::clock_time("12:00 PM") == 12 * kHour);
  CHECK(station::clock_time("18:30:15") == 18 * kHour + 1'815'000);
  for (const char* wrong : {"", "25:00", "13:00 PM", "0:30 AM", "noon", "::"}) CHECK_FALSE(station::clock_time(wrong));
  CHECK(station::clock_length("30 minutes") == kHour / 2);
  CHECK(station::clock_length("01:30:00") == kHour + kHour / 2);
  CHECK(station::clock_length("2h") == 2 * kHour);
  for (const char* wrong : {"", "0 minutes", "5 weeks", "-1 hour", "soon"}) CHECK_FALSE(station::clock_length(wrong));
}

TEST_CASE("what is no such file says so") {
  for (const char* text : {"", "[]", "{}", "[1, 2", "playout: 3", "- a\n- b", "{\"programs\": 3}", "content: []", "\x00\x01"})
    CHECK_THROWS_AS(import(text), base::Error);
  CHECK_THROWS_WITH_AS(import("content: []\nplayout: []"), "the file names no channel number", base::Error);
}

TEST_CASE("a file that goes on and on is cut, and says so") {
  std::string sequences = "content: [{show: Rocket Pups, key: a}]\nsequence:\n";
  for (int i = 0; i < 14; ++i) sequences += fmt::format("  - {{key: s{}, items: [{{sequence: s{}, repeat: 100}}]}}\n", i, i + 1);
  sequences += "  - {key: s14, items: [{count: 1, content: a}]}\nplayout: [{sequence: s0, repeat: 100}]";
  CHECK(import(sequences, 1).told(Fate::left_out, "what comes after 5000 steps"));
  CHECK(import("content: [{show: Rocket Pups, key: a}]\nsequence: [{key: s, items: [{sequence: s}, {count: 1, content: a}]}]\nplayout: [{sequence: s}]", 1)
            .told(Fate::left_out, "sequences inside sequences"));
  std::string many = R"({"number": 1, "name": "x", "programs": [)";
  for (int i = 0; i < 3000; ++i) many += fmt::format(R"({}{{"type": "movie", "title": "Unknown {}", "k{}": 1}})", i ? "," : "", i, i);
  const auto made = import(many + "]}");
  CHECK(made.programming.blocks.empty());
  CHECK(made.made.remarks.all().size() <= 1000);
  CHECK(made.made.remarks.count(Fate::missing) == 3000);
}
