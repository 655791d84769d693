#include "station/item_changes.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "catalog/channels.h"
#include "catalog/folders.h"
#include "catalog/items.h"
#include "catalog/plan.h"
#include "support/plex_station.h"

using namespace retrovue;
using model::ChangeClass;
namespace fs = std::filesystem;

namespace {
constexpr base::Millis kHour = 3'600'000;

// An hour per item and round, from an hour before now on.
void plan(Station& station, const std::vector<model::Id>& items, int rounds) {
  model::Channel channel;
  channel.number = 5;
  channel.name = "Retro";
  const auto id = catalog::save_channel(station.catalog, channel);
  const auto from = station.clock.now() - kHour;
  std::vector<model::Slot> slots;
  for (int round = 0; round < rounds; ++round)
    for (const auto item : items) {
      model::Slot slot;
      slot.start = from + static_cast<base::Millis>(slots.size()) * kHour;
      slot.end = slot.start + kHour;
      slot.item_id = item;
      slot.title = "x";
      slot.kind = model::ItemKind::movie;
      slots.push_back(slot);
    }
  catalog::replace_plan(station.catalog, id, from, slots.back().end, slots, {});
}

std::string classes(const station::ChangeReport& report, const std::string& title) {
  std::string all;
  for (const auto& item : report.items)
    if (item.change.title == title)
      for (const auto one : item.change.classes) all += std::string{all.empty() ? "" : " "} + std::string{model::to_text(one)};
  return all;
}

struct Movie {
  model::Id id;
  std::string key, title;
};
std::vector<Movie> movies(Station& station) {
  catalog::Query query(station.catalog, "SELECT i.id, g.external_key, i.title FROM items i JOIN origins g ON g.item_id = i.id WHERE i.kind = 'movie' ORDER BY i.id");
  std::vector<Movie> all;
  while (query.step()) all.push_back({query.integer(0), query.text(1), query.text(2)});
  return all;
}
}  // namespace

TEST_CASE("a sync says what changed of each item and which planned slots that touches, rehearsed or not") {
  FakePlex fake({"--plain", "--shows", "1", "--movies", "6"});
  Station station(fake);
  const auto first = station.sync();
  CHECK(first.changes.items.size() == static_cast<std::size_t>(first.total.added));
  for (const auto& item : first.changes.items) CHECK(item.change.classes == station::ChangeClasses{ChangeClass::fresh});
  CHECK(first.changes.planned_items == 0);
  CHECK(station.sync().changes.items.empty());

  const auto all = movies(station);
  REQUIRE(all.size() == 6);
  plan(station, {all[0].id, all[1].id, all[2].id}, 20);
  const auto edit = [&](const Movie& movie, const std::string& fields) {
    fake.tell("edit", fmt::format(R"({{"key":"{}","fields":{{"updatedAt":1800000000,{}}}}})", movie.key, fields));
  };
  edit(all[0], R"("summary":"Told anew")");
  edit(all[1], R"("duration":9242000)");
  edit(all[3], R"("duration":5151000,"summary":"And longer")");
  fake.tell("remove", fmt::format(R"({{"key":"{}"}})", all[2].key));
  fake.tell("mutate", R"({"name":"add_movie"})");
  const auto dry = station.sync([](auto& wish) { wish.dry_run = true; });
  const auto real = station.sync();
  for (const auto& report : {dry.changes, real.changes}) {
    REQUIRE(report.items.size() == 5);
    CHECK(classes(report, all[0].title) == "metadata");
    CHECK(classes(report, all[1].title) == "duration");
    CHECK(classes(report, all[2].title) == "removed");
    CHECK(classes(report, all[3].title) == "metadata duration");
    CHECK(report.planned_items == 3);
    CHECK(report.planned_slots == 59);  // the first has ended
    CHECK(report.left_out == 0);
    for (const auto& item : report.items) {
      const bool planned = item.change.item_id == all[0].id || item.change.item_id == all[1].id || item.change.item_id == all[2].id;
      CHECK(item.slots.size() == (planned ? 10 : 0));
      CHECK(item.all_slots == (!planned ? 0 : item.change.item_id == all[0].id ? 19 : 20));
      for (const auto& slot : item.slots) {
        CHECK(slot.channel == 5);
        CHECK(slot.start + kHour > station.clock.now());
      }
    }
  }
  const auto id_of_new = [](const station::SyncReport& report) {
    for (const auto& item : report.changes.items)
      if (item.change.classes == station::ChangeClasses{ChangeClass::fresh}) return item.change.item_id;
    return model::Id{-1};
  };
  CHECK(id_of_new(dry) == 0);
  CHECK(id_of_new(real) > 0);
  CHECK(station.sync().changes.items.empty());
}

TEST_CASE("of a server's files: replaced, renamed, back") {
  FakePlex fake({"--plain", "--shows", "0", "--movies", "1"});
  Station station(fake);
  station.sync();
  const auto movie = movies(station).front();
  fake.tell("mutate", R"({"name":"replaced_file"})");
  CHECK(classes(station.sync().changes, movie.title).find("file") != std::string::npos);
  fake.tell("mutate", R"({"name":"renamed_file"})");
  const auto renamed = classes(station.sync().changes, movie.title);
  CHECK(renamed.find("moved") != std::string::npos);
  CHECK(renamed.find("file") == std::string::npos);
}

TEST_CASE("of a folder's files: other bytes, another name, gone and back") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "retrovue.db", catalog::Mode::write);
  base::FixedClock clock{1'700'500'000'000};
  model::Folder source;
  source.name = "media";
  source.path = (folder.path() / "media").native();
  fs::create_directory(source.path);
  catalog.transaction(false, [&] { catalog::save_folder(catalog, source, 0); });
  const auto sync = [&] {
    station::SyncWish wish;
    wish.allow_removals = true;
    return station::sync(catalog, clock, wish).changes;
  };
  const auto path = fs::path(source.path) / "Alien (1979).mkv", moved = fs::path(source.path) / "Films/Alien (1979).mkv";
  std::ofstream(path) << "a";
  std::ofstream(fs::path(source.path) / "Brazil (1985).mkv") << "b";
  CHECK(classes(sync(), "Alien") == "new");
  std::ofstream(path) << "longer";
  CHECK(classes(sync(), "Alien") == "file");
  fs::create_directory(moved.parent_path());
  fs::rename(path, moved);
  CHECK(classes(sync(), "Alien") == "moved");
  const auto aside = folder.path() / "aside";
  fs::rename(moved, aside);
  CHECK(classes(sync(), "Alien") == "removed");
  fs::rename(aside, moved);
  CHECK(classes(sync(), "Alien") == "returned");
  CHECK(sync().items.empty());
}

TEST_CASE("a report of many changes is bounded and keeps those that are planned") {
  FakePlex fake({"--plain", "--shows", "1", "--movies", "2"});
  Station station(fake);
  station.sync();
  const auto all = movies(station);
  plan(station, {all[0].id}, 3);
  std::vector<station::ItemChange> changes;
  for (int i = 0; i < 500; ++i) changes.push_back({0, fmt::format("new {}", i), {ChangeClass::fresh}});
  changes.push_back({all[0].id, "late", {ChangeClass::file}});
  changes.push_back({all[0].id, "late", {ChangeClass::metadata}});
  const auto report = station::change_report(station.catalog, changes, station.clock.now());
  CHECK(report.items.size() == 200);
  CHECK(report.left_out == 301);
  CHECK(report.items.front().change.title == "late");
  CHECK(classes(report, "late") == "metadata file");
  CHECK(report.planned_slots == 2);
  base::JsonWriter json;
  json.object();
  station::write_json(json, report);
  const auto read = base::Json::parse(json.end().take());
  CHECK(read["changes"].size() == 200);
  CHECK(read["changes"].at(0)["slots"].at(0)["channel"].integer() == 5);
  CHECK(read["changes"].at(1)["item_id"].integer() == std::nullopt);
  CHECK(read["changes_left_out"].integer() == 301);
  CHECK(read["planned"]["items"].integer() == 1);
}
