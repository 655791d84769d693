#include "station/sync.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "catalog/folders.h"
#include "catalog/history.h"
#include "catalog/item_scan.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "catalog/query.h"

using namespace retrovue;
using namespace retrovue::station;
namespace fs = std::filesystem;

namespace {

struct Station {
  base::TempFolder folder;
  fs::path root = folder.path() / "media", db = folder.path() / "station.db";
  catalog::Catalog catalog{db, catalog::Mode::write};
  base::FixedClock clock{1'700'000'000'000};
  model::Folder source;

  Station() {
    fs::create_directory(root);
    source.name = "media";
    source.path = root.native();
    catalog.transaction(false, [&] { catalog::save_folder(catalog, source, 0); });
  }
  void file(const std::string& relative, const std::string& content) {
    fs::create_directories((root / relative).parent_path());
    std::ofstream(root / relative, std::ios::binary) << content;
  }
  SyncReport run(bool dry = false, bool allow = false) {
    SyncWish wish;
    wish.dry_run = dry;
    wish.allow_removals = allow;
    const auto report = station::sync(catalog, clock, wish);
    const auto& c = report.total;
    CHECK(c.scanned == c.added + c.updated + c.unchanged + c.failed);
    return report;
  }
  model::Item item(const std::string& title) { return catalog::find_item(catalog, title); }
  std::int64_t number(const char* sql) {
    catalog::Query query(catalog, sql);
    return query.step() ? query.integer(0) : -1;
  }
};

std::string bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a sync adds, then finds nothing to do and writes nothing") {
  Station s;
  s.file("Alien (1979).mkv", "a");
  s.file("Show (1990)/Season 1/Show S01E01 - Pilot.mkv", "b");
  s.file("Commercials/Cola/Snow.mp4", "c");
  auto report = s.run();
  CHECK(report.total.added == 3);
  CHECK(report.total.scanned == 3);
  REQUIRE(report.libraries.size() == 1);
  CHECK(report.libraries[0].server == "media");
  report = s.run();
  CHECK(report.total.unchanged == 3);
  CHECK(report.total.db_writes == 0);
  const auto pilot = s.item("Pilot");
  CHECK(pilot.show == "Show");
  CHECK(pilot.show_year == 1990);
  CHECK(pilot.path == (s.root / "Show (1990)/Season 1/Show S01E01 - Pilot.mkv").native());
  CHECK(pilot.state == model::ItemState::normal);
  CHECK_FALSE(pilot.validated);
  CHECK(s.item("Snow").company == "Cola");
  CHECK(catalog::sync_runs(s.catalog, 10).size() == 2);
}

TEST_CASE("a dry run reports the same and leaves the bytes of the catalog") {
  Station s;
  s.file("Alien (1979).mkv", "a");
  s.file("Show/Season 1/Show S01E01.mkv", "b");
  s.run();
  s.file("Brazil (1985).mkv", "c");
  s.file("Alien (1979).mkv", "longer");
  fs::remove(s.root / "Show/Season 1/Show S01E01.mkv");
  fs::rename(s.root / "Alien (1979).mkv", s.root / "Aliens (1986).mkv");
  catalog::execute(s.catalog, "PRAGMA wal_checkpoint(TRUNCATE)");
  const auto before = bytes(s.db);
  SyncReport dry;
  {
    catalog::Catalog rehearsal(s.db, catalog::Mode::rehearse);
    SyncWish wish;
    wish.dry_run = true;
    dry = station::sync(rehearsal, s.clock, wish);
  }
  CHECK(bytes(s.db) == before);
  const auto real = s.run();
  base::JsonWriter one, two;
  auto same_time = real;
  same_time.seconds = dry.seconds;
  REQUIRE(same_time.libraries.size() == dry.libraries.size());
  for (std::size_t i = 0; i < dry.libraries.size(); ++i) same_time.libraries[i].duration = dry.libraries[i].duration;
  for (auto& [change, slots, all_slots] : same_time.changes.items)  // what a rehearsal adds has no id
    if (change.classes == ChangeClasses{model::ChangeClass::fresh}) change.item_id = 0;
  write_json(one, dry);
  write_json(two, same_time);
  CHECK(one.take() == two.take());
  CHECK(real.total.added == 2);
  CHECK(real.total.removed == 2);
}

TEST_CASE("a renamed file keeps id, markers, tags and what was probed") {
  Station s;
  s.file("Alien (1979).mkv", "a");
  s.file("Show/Season 1/Show S01E01.mkv", "bb");
  s.run();
  const auto id = s.item("Alien").id;
  catalog::execute(s.catalog,
                   "INSERT INTO markers (item_id, kind, start_ms) SELECT id, 'ad_break', 5 FROM items WHERE title = 'Alien';"
                   "UPDATE files SET verdict = 'playable', probed_signature = signature, duration_ms = 9000;"
                   "UPDATE items SET validated = 1, duration_ms = 9000");
  fs::create_directory(s.root / "Films");
  fs::rename(s.root / "Alien (1979).mkv", s.root / "Films/Alien Director (1979).mkv");
  fs::rename(s.root / "Show", s.root / "The Show (1990)");
  const auto report = s.run();
  CHECK(report.total.updated == 2);
  CHECK(report.total.added == 0);
  CHECK(report.total.removed == 0);
  const auto moved = s.item("Alien Director");
  CHECK(moved.id == id);
  CHECK(moved.validated);
  CHECK(moved.duration_ms == 9000);
  CHECK(catalog::markers(s.catalog, id).size() == 1);
  CHECK(s.number("SELECT count(*) FROM files") == 2);
  CHECK(s.run().total.unchanged == 2);
}

TEST_CASE("a changed file must be probed again") {
  Station s;
  s.file("Alien (1979).mkv", "a");
  s.run();
  catalog::execute(s.catalog, "UPDATE files SET verdict = 'playable', probed_signature = signature, duration_ms = 9000; UPDATE items SET validated = 1");
  s.file("Alien (1979).mkv", "another");
  CHECK(s.run().total.updated == 1);
  CHECK_FALSE(s.item("Alien").validated);
}

TEST_CASE("a removed file is file_not_found, and normal again when it is back") {
  Station s;
  s.file("Alien (1979).mkv", "a");
  s.file("Brazil (1985).mkv", "b");
  s.run();
  catalog::execute(s.catalog, "UPDATE files SET verdict = 'playable', probed_signature = signature, duration_ms = 9000; UPDATE items SET validated = 1");
  const auto id = s.item("Alien").id;
  fs::rename(s.root / "Alien (1979).mkv", s.folder.path() / "away.mkv");
  CHECK(s.run().total.removed == 1);
  CHECK(s.item("Alien").state == model::ItemState::file_not_found);
  CHECK_FALSE(s.item("Alien").validated);
  CHECK(catalog::schedulable_items(s.catalog).size() == 1);
  CHECK(s.run().total.removed == 0);
  fs::rename(s.folder.path() / "away.mkv", s.root / "Alien (1979).mkv");
  CHECK(s.run().total.updated == 1);
  CHECK(s.item("Alien").id == id);
  CHECK(s.item("Alien").state == model::ItemState::normal);
  CHECK(s.item("Alien").validated);
  const auto log = catalog::state_changes(s.catalog, id);
  REQUIRE(log.size() == 2);
  CHECK(log[0].to == "file_not_found");
  CHECK(log[1].cause == "the file is back");
}

TEST_CASE("an empty, missing or mostly lost folder removes nothing") {
  Station s;
  for (int i = 0; i < 40; ++i) s.file("Film " + std::to_string(i) + " (1990).mkv", std::to_string(i));
  s.run();
  fs::rename(s.root, s.folder.path() / "unmounted");
  auto report = s.run();
  CHECK(report.unreachable);
  CHECK(report.errors.size() == 1);
  fs::create_directory(s.root);
  report = s.run();
  REQUIRE(report.guard);
  CHECK(report.guard->known == 40);
  for (int i = 0; i < 20; ++i)
    fs::rename(s.folder.path() / "unmounted" / ("Film " + std::to_string(i) + " (1990).mkv"), s.root / ("Film " + std::to_string(i) + " (1990).mkv"));
  s.file("New (2000).mkv", "x");
  report = s.run();
  REQUIRE(report.guard);
  CHECK(report.guard->missing == 20);
  CHECK(report.total.added == 0);
  CHECK(s.number("SELECT count(*) FROM items WHERE state = 'normal'") == 40);
  report = s.run(false, true);
  CHECK_FALSE(report.guard);
  CHECK(report.total.removed == 20);
  CHECK(report.total.added == 1);
}

TEST_CASE("overrides and hand-set tags survive, source tags follow the source") {
  Station s;
  s.file("Commercials/Cola/december/Snow.mp4", "a");
  s.run();
  const auto id = s.item("Snow").id;
  s.catalog.transaction(false, [&] {
    catalog::ItemWriter writer(s.catalog, 5);
    writer.set_override(id, "title", "Snow 1985");
    writer.settle(id);
    writer.add_tag(id, "brand:cola");
    CHECK(writer.remove_tag(id, "month:december"));
  });
  s.file("Commercials/Cola/december/Snow.mp4", "longer");
  CHECK(s.run().total.updated == 1);
  CHECK(s.item("Snow 1985").tags == std::vector<std::string>{"brand:cola"});
  fs::create_directory(s.root / "Commercials/Cola/christmas");
  fs::rename(s.root / "Commercials/Cola/december/Snow.mp4", s.root / "Commercials/Cola/christmas/Snow.mp4");
  s.run();
  CHECK(s.item("Snow 1985").id == id);
  CHECK(s.item("Snow 1985").tags == std::vector<std::string>{"brand:cola", "holiday:christmas"});
}

TEST_CASE("one file in two folders is one item with two origins") {
  Station s;
  s.file("sub/Alien (1979).mkv", "a");
  model::Folder second;
  second.name = "second";
  second.path = (s.root / "sub").native();
  s.catalog.transaction(false, [&] { catalog::save_folder(s.catalog, second, 0); });
  CHECK(s.run().total.added == 2);
  CHECK(s.number("SELECT count(*) FROM items") == 1);
  CHECK(s.number("SELECT count(*) FROM origins") == 2);
  CHECK(s.run().total.unchanged == 2);
  // One of the two sources goes: the item stays with the other.
  s.catalog.transaction(false, [&] { CHECK(catalog::remove_folder(s.catalog, s.source) == 0); });
  CHECK(s.item("Alien").source == "second");
  s.catalog.transaction(false, [&] { CHECK(catalog::remove_folder(s.catalog, second) == 1); });
  CHECK(s.number("SELECT count(*) FROM items") == 0);
}

TEST_CASE("shows with one title and different years stay two") {
  Station s;
  s.file("Galactica (1978)/Season 1/Galactica S01E01.mkv", "a");
  s.file("Galactica (2003)/Season 1/Galactica S01E01.mkv", "b");
  s.file("Galactica/Season 1/Galactica S01E01.mkv", "c");
  s.run();
  CHECK(s.number("SELECT count(*) FROM shows") == 3);
}

TEST_CASE("a sync that was killed continues where it was") {
  Station s;
  for (int i = 0; i < 1200; ++i) s.file("Film " + std::to_string(i) + " (1990).mkv", std::to_string(i));
  SyncWish wish;
  struct Killed {};
  wish.progress = [](const SyncProgress& progress) {
    if (progress.item_number == 1100) throw Killed{};
  };
  CHECK_THROWS_AS(station::sync(s.catalog, s.clock, wish), Killed);
  CHECK(s.number("SELECT count(*) FROM items") == 1000);
  const auto report = s.run();
  CHECK(report.total.added == 200);
  CHECK(report.total.unchanged == 1000);
  const auto runs = catalog::sync_runs(s.catalog, 10);
  REQUIRE(runs.size() == 2);
  CHECK(runs[1].status == "interrupted");
  CHECK(runs[0].status == "done");
}

TEST_CASE("progress has two levels and never runs backwards") {
  Station s;
  for (int i = 0; i < 30; ++i) s.file("Film " + std::to_string(i) + " (1990).mkv", std::to_string(i));
  SyncWish wish;
  std::size_t last = 0, calls = 0;
  wish.progress = [&](const SyncProgress& progress) {
    CHECK(progress.item_number >= last);
    CHECK(progress.libraries == 1);
    last = progress.item_number;
    ++calls;
  };
  station::sync(s.catalog, s.clock, wish);
  CHECK(last == 30);
  CHECK(calls == 31);
}
