#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "catalog/checks.h"
#include "catalog/folders.h"
#include "catalog/history.h"
#include "catalog/item_scan.h"
#include "catalog/items.h"
#include "model/item_fields.h"
#include "model/item_state.h"
#include "station/items.h"
#include "station/markers.h"
#include "station/sync.h"
#include "station/validate.h"

using namespace retrovue;
using namespace retrovue::station;
namespace fs = std::filesystem;

namespace {

struct Library {
  base::TempFolder folder;
  fs::path root = folder.path() / "media";
  catalog::Catalog catalog{folder.path() / "station.db", catalog::Mode::write};
  base::FixedClock clock{1'700'000'000'000};

  Library() {
    fs::create_directory(root);
    model::Folder source;
    source.name = "media";
    source.path = root.native();
    catalog.transaction(false, [&] { catalog::save_folder(catalog, source, 0); });
  }
  // Ten seconds in two chapters.
  void clip(const std::string& name) {
    const auto list = folder.path() / "chapters.txt";
    std::ofstream(list) << ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=10000\ntitle=Two\n";
    const auto made = base::run({"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=10", "-i", list.native(), "-map_chapters", "1", "-c:v",
                                 "libx264", "-preset", "ultrafast", (root / name).native()}, 60'000);
    INFO(made.err);
    REQUIRE(made.ok());
  }
  void sync() { station::sync(catalog, clock, {}); }
  ValidateReport check(bool all = false) {
    ValidateWish wish;
    wish.all = all;
    wish.jobs = 2;
    wish.cache = folder.path() / "cache";
    return validate(catalog, clock, wish);
  }
  model::Item item(const std::string& title) { return catalog::find_item(catalog, title); }
};

}  // namespace

TEST_CASE("a checked file makes its item schedulable, with chapters as markers that stay the same") {
  Library l;
  l.clip("Alien (1979).mkv");
  l.sync();
  auto report = l.check();
  CHECK(report.playable == 1);
  const auto item = l.item("Alien");
  CHECK(item.validated);
  CHECK(item.duration_ms == 10'000);
  const auto before = catalog::markers(l.catalog, item.id);
  REQUIRE(before.size() == 2);
  CHECK(before[1].start_ms == 4000);
  CHECK(before[1].title == "Two");
  CHECK(before[1].origin == model::MarkerOrigin::file);
  const auto file = catalog::files(l.catalog, item.id).front();
  CHECK(file.verdict == model::FileVerdict::playable);
  CHECK(file.signature == file.probed_signature);
  REQUIRE(file.streams.size() == 1);
  CHECK(catalog::keyframes(l.catalog, file.id).front() == 0);
  CHECK(l.check().checked == 0);
  CHECK(l.check(true).playable == 1);
  CHECK(catalog::markers(l.catalog, item.id)[1].id == before[1].id);
  // A chapter that was taken away or changed by hand does not come back.
  station::remove_markers(l.catalog, l.clock, {before[0].id}, false);
  MarkerWish later;
  later.at = 5000;
  station::set_marker(l.catalog, l.clock, before[1].id, later, false);
  l.check(true);
  const auto after = catalog::markers(l.catalog, item.id);
  REQUIRE(after.size() == 1);
  CHECK(after[0].id == before[1].id);
  CHECK(after[0].start_ms == 5000);
  CHECK(after[0].origin == model::MarkerOrigin::manual);
}

TEST_CASE("a file that fails makes its item an error until it is good again") {
  Library l;
  std::ofstream(l.root / "Alien (1979).mkv") << "no film";
  l.sync();
  auto report = l.check();
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0].verdict == model::FileVerdict::unsupported);
  CHECK(l.item("Alien").state == model::ItemState::error);
  REQUIRE(catalog::errors(l.catalog, {}).size() == 1);
  l.check(true);
  auto stored = catalog::errors(l.catalog, {});
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].operation == "validate");
  CHECK(stored[0].retries == 1);
  CHECK_FALSE(stored[0].resolved_at);
  CHECK(base::Json::parse(stored[0].context)["verdict"].text_or("") == "unsupported");
  CHECK(catalog::errors(l.catalog, {{}, "auth", false, 10}).empty());
  CHECK(catalog::schedulable_items(l.catalog).empty());
  l.clip("Alien (1979).mkv");
  l.sync();
  CHECK(l.check().playable == 1);
  CHECK(l.item("Alien").state == model::ItemState::normal);
  CHECK(catalog::errors(l.catalog, {}).empty());
  stored = catalog::errors(l.catalog, {{}, "file", true, 10});
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].resolved_at);
  fs::remove(l.root / "Alien (1979).mkv");
  CHECK(l.check(true).failed == 1);
  CHECK(l.item("Alien").state == model::ItemState::file_not_found);
}

TEST_CASE("what failed cools down before it is tried again") {
  constexpr base::Millis minute = 60'000, hour = 60 * minute, day = 24 * hour;
  using model::FileVerdict;
  CHECK(cool_down(FileVerdict::damaged, 1) == hour);
  CHECK(cool_down(FileVerdict::unsupported, 3) == 4 * hour);
  CHECK(cool_down(FileVerdict::damaged, 1000) == 7 * day);
  CHECK(cool_down(FileVerdict::unreadable, 9) == 15 * minute);
  Library l;
  std::ofstream(l.root / "Alien (1979).mkv") << "no film";
  l.sync();
  auto now = l.clock.now();
  const auto at = [&](base::Millis later) {
    l.clock.set(now += later);
    return l.check();
  };
  CHECK(at(0).failed == 1);
  auto report = at(hour - 1);
  CHECK(report.checked == 0);
  CHECK(report.cooling == 1);
  CHECK(report.unchanged == 1);
  report = at(1);
  CHECK(report.failed == 1);
  CHECK(report.cooling == 0);
  CHECK(at(2 * hour - 1).checked == 0);
  CHECK(at(1).checked == 1);
  auto detail = item_detail(l.catalog, "Alien");
  CHECK(detail.trouble.count == 3);
  CHECK(detail.trouble.last_at == now);
  CHECK(detail.trouble.message == "not a media file, or of a kind that ffmpeg does not know");
  // Naming it, or --all, does not wait, and counts.
  ValidateWish named;
  named.items = {"Alien"};
  named.cache = l.folder.path() / "cache";
  CHECK(validate(l.catalog, l.clock, named).failed == 1);
  CHECK(l.check(true).failed == 1);
  CHECK(item_detail(l.catalog, "Alien").trouble.count == 5);
  CHECK(at(16 * hour - 1).checked == 0);
  // Another file than failed is tried at once.
  l.clip("Alien (1979).mkv");
  l.sync();
  CHECK(at(0).playable == 1);
  detail = item_detail(l.catalog, "Alien");
  CHECK(detail.trouble.count == 0);
  CHECK(detail.trouble.message.empty());
}

TEST_CASE("what could not be read is left alone for a quarter of an hour") {
  Library l;
  l.clip("Alien (1979).mkv");
  l.sync();
  l.check();
  catalog::execute(l.catalog, "UPDATE files SET verdict = 'unreadable'; UPDATE items SET state = 'unavailable', validated = 0");
  auto report = l.check();
  CHECK(report.checked == 0);
  CHECK(report.cooling == 1);
  l.clock.set(l.clock.now() + 15 * 60'000);
  report = l.check();
  CHECK(report.playable == 1);
  CHECK(report.cooling == 0);
  CHECK(l.item("Alien").state == model::ItemState::normal);
}

TEST_CASE("an item in parts is as long as all of them, and airs only whole") {
  Library l;
  l.clip("Long (1999) cd1.mkv");
  l.clip("Long (1999) cd2.mkv");
  l.sync();
  CHECK(l.check().playable == 2);
  CHECK(l.item("Long").duration_ms == 20'000);
  CHECK(l.item("Long").validated);
  const auto files = catalog::files(l.catalog, l.item("Long").id);
  REQUIRE(files.size() == 2);
  CHECK(files[0].part == 1);
  CHECK(files[1].part == 2);
  fs::rename(l.root / "Long (1999) cd2.mkv", l.folder.path() / "away.mkv");
  const auto id = l.item("Long").id;
  l.sync();
  CHECK_FALSE(catalog::item(l.catalog, id)->validated);
  fs::rename(l.folder.path() / "away.mkv", l.root / "Long (1999) cd2.mkv");
  l.sync();
  CHECK(catalog::item(l.catalog, id)->validated);
  std::ofstream(l.root / "Long (1999) cd2.mkv") << "spoilt";
  l.sync();
  CHECK(l.check().failed == 1);
  CHECK_FALSE(l.item("Long").validated);
}

TEST_CASE("a copy that was lost is made again, an old one goes") {
  Library l;
  l.clip("Alien (1979).ts");
  l.sync();
  CHECK(l.check().copied == 1);
  const auto first = catalog::files(l.catalog, l.item("Alien").id).front().play_path;
  REQUIRE(fs::exists(first));
  CHECK(l.check().checked == 0);
  fs::remove(first);
  CHECK(l.check().copied == 1);
  REQUIRE(fs::exists(first));
  fs::last_write_time(l.root / "Alien (1979).ts", fs::last_write_time(l.root / "Alien (1979).ts") + std::chrono::seconds(5));
  l.sync();
  CHECK(l.check().copied == 1);
  const auto second = catalog::files(l.catalog, l.item("Alien").id).front().play_path;
  CHECK(second != first);
  CHECK(fs::exists(second));
  CHECK_FALSE(fs::exists(first));
}

TEST_CASE("a full sync ends in the same catalog as an incremental one") {
  Library l;
  std::ofstream(l.root / "Alien (1979).mkv") << "a";
  std::ofstream(l.root / "Show S01E01.mkv") << "bb";
  l.sync();
  const auto content = [&] {
    std::string text;
    for (const auto& item : catalog::items(l.catalog, {})) text += model::item_values(item) + item.path + std::to_string(item.id);
    return text;
  };
  const auto before = content();
  SyncWish wish;
  wish.full = true;
  CHECK(station::sync(l.catalog, l.clock, wish).total.unchanged == 2);
  CHECK(content() == before);
  CHECK(catalog::sync_runs(l.catalog, 1).front().mode == "full");
}

TEST_CASE("a folder removed while its files are checked is no error") {
  Library l;
  l.clip("Alien (1979).mkv");
  l.clip("Brazil (1985).mkv");
  l.sync();
  ValidateWish wish;
  wish.jobs = 1;
  wish.progress = [&](std::size_t done, std::size_t, const std::string&) {
    if (done == 1) l.catalog.transaction(false, [&] { catalog::remove_folder(l.catalog, catalog::folders(l.catalog).front()); });
  };
  CHECK(validate(l.catalog, l.clock, wish).checked == 2);
  CHECK(catalog::items(l.catalog, {}).empty());
}

TEST_CASE("validation stores nothing under a dry run") {
  Library l;
  l.clip("Alien (1979).mkv");
  l.sync();
  ValidateWish wish;
  wish.dry_run = true;
  CHECK(validate(l.catalog, l.clock, wish).playable == 1);
  CHECK_FALSE(l.item("Alien").validated);
}

TEST_CASE("item values: set, cleared, given back, all or none") {
  Library l;
  std::ofstream(l.root / "Alien (1979).mkv") << "a";
  std::ofstream(l.root / "Brazil (1985).mkv") << "bb";
  l.sync();
  station::change_items(l.catalog, l.clock, {"Alien"}, {{"year", ""}, {"company", "Cola"}}, {}, false);
  CHECK_FALSE(l.item("Alien").year);
  l.sync();
  CHECK_FALSE(l.item("Alien").year);
  station::change_items(l.catalog, l.clock, {"Alien"}, {}, {"year"}, false);
  CHECK(l.item("Alien").year == 1979);
  CHECK(l.item("Alien").company == "Cola");
  CHECK_THROWS_AS(station::change_items(l.catalog, l.clock, {"Alien", "Nothing"}, {{"title", "X"}}, {}, false), base::Error);
  CHECK_THROWS_AS(station::change_items(l.catalog, l.clock, {"Alien"}, {{"title", " "}}, {}, false), base::Error);
  CHECK_THROWS_AS(station::change_items(l.catalog, l.clock, {"Alien"}, {{"flight_start", "2026-02-01"}, {"flight_end", "2026-01-01"}}, {}, false), base::Error);
  CHECK(l.item("Alien").title == "Alien");
}

TEST_CASE("every field goes to text and back") {
  model::Item item;
  item.kind = model::ItemKind::episode;
  for (const auto& field : model::item_fields()) {
    if (field.form == "N") field.set(item, "1901");
    else if (field.form == "TEXT") field.set(item, "words: \"with\" {signs}");
    else if (field.form == "TIME") field.set(item, "2026-11-20T23:46:00.000Z");
    else if (field.name == "rating") field.set(item, "us-tv:TV-PG");
    CHECK_FALSE(field.get(item).empty());
  }
  item.tags = {"genre:war"};
  item.guids = {{"imdb", "tt1"}};
  const auto values = model::item_values(item);
  model::Item again;
  model::apply_item_values(again, values);
  CHECK(model::item_values(again) == values);
  CHECK(again.rating.system == "us-tv");
  CHECK(again.guids == item.guids);
}

TEST_CASE("state changes follow the table and are logged") {
  using enum model::ItemState;
  CHECK(model::legal_transition(normal, error));
  CHECK(model::legal_transition(file_not_found, normal));
  CHECK_FALSE(model::legal_transition(file_not_found, error));
  CHECK_FALSE(model::legal_transition(remote_only, error));
  CHECK_FALSE(model::legal_transition(normal, normal));
  Library l;
  std::ofstream(l.root / "Alien (1979).mkv") << "a";
  l.sync();
  const auto id = l.item("Alien").id;
  l.catalog.transaction(false, [&] {
    catalog::ItemWriter writer(l.catalog, 7);
    writer.set_state(id, file_not_found, "gone");
    writer.set_state(id, file_not_found, "gone");
  });
  CHECK_THROWS_AS(l.catalog.transaction(false, [&] { catalog::ItemWriter(l.catalog, 8).set_state(id, error, "x"); }), base::Error);
  const auto log = catalog::state_changes(l.catalog, id);
  REQUIRE(log.size() == 1);
  CHECK(log[0].at == 7);
  CHECK(log[0].cause == "gone");
}
