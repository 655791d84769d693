#include "station/generate.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "catalog/catalog.h"
#include "catalog/folders.h"
#include "catalog/items.h"
#include "station/gap_score.h"
#include "station/markers.h"
#include "station/sync.h"
#include "station/validate.h"

using namespace retrovue;
using namespace retrovue::station;
using sources::Gaps;
using sources::Span;
namespace fs = std::filesystem;

namespace {

// A folder of films: black at 4 s and 12 s for a second, silent at the first only; cut after `seconds`.
struct Films {
  base::TempFolder folder;
  fs::path root = folder.path() / "films";
  catalog::Catalog catalog{folder.path() / "station.db", catalog::Mode::write};
  base::FixedClock clock{1'700'000'000'000};

  Films() {
    fs::create_directory(root);
    model::Folder source;
    source.name = "films";
    source.path = root.native();
    source.default_kind = model::ItemKind::movie;
    catalog.transaction(false, [&] { catalog::save_folder(catalog, source, 0); });
  }
  void film(const std::string& name, int seconds) {
    const auto length = std::to_string(seconds);
    const auto made = base::run({"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                                 "testsrc2=s=160x120:r=25:d=" + length + ",drawbox=color=black:t=fill:enable='between(n,100,124)+between(n,300,324)'", "-f", "lavfi", "-i",
                                 "sine=d=" + length + ",volume=0:enable='between(t,3.9,5.1)'", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le",
                                 (root / name).native()}, 60'000);
    INFO(made.err);
    REQUIRE(made.ok());
  }
  void take_in() {
    station::sync(catalog, clock, {});
    ValidateWish wish;
    wish.cache = folder.path() / "cache";
    REQUIRE(validate(catalog, clock, wish).failed == 0);
  }
  GenerateReport search(GenerateWish wish = {}) { return generate_markers(catalog, clock, wish); }
  std::vector<model::Marker> markers(const std::string& title, bool rejected = false) {
    return catalog::markers(catalog, catalog::find_item(catalog, title).id, rejected);
  }
};

JudgeWish judge(bool approve, model::Id id) {
  JudgeWish wish;
  wish.approve = approve;
  wish.ids = {id};
  return wish;
}

}  // namespace

TEST_CASE("silence raises the confidence of black, and black alone is never sure") {
  Gaps gaps;
  gaps.sound = true;
  gaps.black = {{1000, 2000}, {3000, 3100}, {5000, 9000}, {20'000, 21'000}, {30'000, 30'000}, {40'000, 41'000}};
  gaps.silent = {{500, 1250}, {1500, 5500}, {5500, 9500}, {39'000, 40'999}};
  const auto found = found_breaks(gaps, 100'000);
  REQUIRE(found.size() == 5);
  CHECK(*found[0].confidence == 875);  // three quarters are silent
  CHECK(*found[1].confidence == 910);  // short
  CHECK(*found[2].confidence == 1000);
  CHECK(*found[3].confidence == 500);
  CHECK(*found[4].confidence == 999);
  CHECK(found[0].start_ms == 101'000);
  CHECK(found[0].end_ms == 102'000);
  CHECK(found[3].confidence < model::kSureBreak);
  for (int step = 0; step <= 10; ++step) {  // more silence is never less
    static int before = 0;
    const auto one = found_breaks({{{0, 1000}}, {{0, step * 100}}, true, 0, ""}, 0);
    CHECK(*one[0].confidence > before);
    before = *one[0].confidence;
  }
  gaps.sound = false;
  for (const auto& one : found_breaks(gaps, 0)) CHECK(*one.confidence <= 500);
  gaps.black.clear();
  for (int n = 0; n < 2000; ++n) gaps.black.push_back({n * 1000, n * 1000 + 100 + n % 7});
  CHECK(found_breaks(gaps, 0).size() == 500);
}

TEST_CASE("a search is stored, not repeated, and does not bring back what was rejected") {
  Films films;
  films.film("Harbour.mkv", 16);
  films.film("Short.mkv", 8);
  films.take_in();
  GenerateWish rehearsal;
  rehearsal.dry_run = true;
  CHECK(films.search(rehearsal).added == 3);
  CHECK(films.markers("Harbour").empty());

  auto report = films.search();
  CHECK(report.searched == 2);
  CHECK(report.added == 3);
  CHECK(report.sure == 2);
  auto found = films.markers("Harbour");
  REQUIRE(found.size() == 2);
  CHECK(std::abs(found[0].start_ms - 4000) <= 40);
  CHECK(std::abs(*found[0].end_ms - 5000) <= 40);
  CHECK(found[0].confidence >= 950);
  CHECK(found[1].confidence < model::kSureBreak);
  // The planner has the sure one of each.
  REQUIRE(catalog::schedulable_markers(films.catalog).size() == 2);
  CHECK(catalog::schedulable_markers(films.catalog)[0].id == found[0].id);

  report = films.search();
  CHECK(report.searched == 0);
  CHECK(report.unchanged == 2);
  GenerateWish again;
  again.force = true;
  CHECK(films.search(again).kept == 3);
  CHECK(films.markers("Harbour")[0].id == found[0].id);

  judge_markers(films.catalog, films.clock, judge(false, found[0].id), false);
  judge_markers(films.catalog, films.clock, judge(true, found[1].id), false);
  report = films.search(again);
  CHECK(report.added == 0);
  CHECK(report.rejected == 1);
  const auto left = films.markers("Harbour");
  REQUIRE(left.size() == 1);
  CHECK(left[0].id == found[1].id);
  CHECK(left[0].status == model::MarkerStatus::approved);
  REQUIRE(catalog::schedulable_markers(films.catalog).size() == 2);
  CHECK(catalog::schedulable_markers(films.catalog)[0].id == found[1].id);
  CHECK(films.markers("Harbour", true).size() == 2);

  SUBCASE("moved by hand, it is not found a second time") {
    MarkerWish moved;
    moved.at = 4500;
    const auto mine = set_marker(films.catalog, films.clock, films.markers("Short")[0].id, moved, false);
    CHECK(mine.origin == model::MarkerOrigin::manual);
    CHECK_FALSE(mine.confidence);
    CHECK(films.search(again).added == 0);
    CHECK(films.markers("Short").size() == 1);
  }
  SUBCASE("another film in the file: what was only proposed is forgotten, what people said stays") {
    films.film("Short.mkv", 9);
    films.film("Harbour.mkv", 17);
    films.clock.set(films.clock.now() + 60'000);
    films.take_in();
    CHECK(films.markers("Short").empty());
    CHECK(films.markers("Harbour").size() == 1);
    CHECK(films.search().searched == 2);
    CHECK(films.markers("Short").size() == 1);
  }
  SUBCASE("a file that changed behind the catalog's back is not searched") {
    films.film("Short.mkv", 10);
    again.items = {"Short"};
    report = films.search(again);
    CHECK(report.failed == 1);
    CHECK(report.found[0].problem.find("has changed") != std::string::npos);
    CHECK(films.markers("Short").size() == 1);
  }
  SUBCASE("only what was detected can be judged, and all or none") {
    MarkerWish wish;
    wish.at = 1000;
    const auto manual = add_marker(films.catalog, films.clock, "Harbour", wish, false);
    auto both = judge(false, left[0].id);
    both.ids.push_back(manual.id);
    CHECK_THROWS_AS(judge_markers(films.catalog, films.clock, both, false), base::Error);
    CHECK(films.markers("Harbour").size() == 2);
  }
}

TEST_CASE("a quick search is known as such, and keeps what a whole one found") {
  Films films;
  films.film("Harbour.mkv", 30);
  films.take_in();
  GenerateWish quick;
  quick.quick = true;
  auto report = films.search(quick);
  CHECK(report.added == 1);
  CHECK(report.decoded_ms < report.media_ms / 3);
  CHECK(films.search(quick).unchanged == 1);
  CHECK(films.search().added == 1);  // black alone
  CHECK(films.search(quick).unchanged == 1);
  quick.force = true;
  report = films.search(quick);
  CHECK(report.removed == 0);
  CHECK(films.markers("Harbour").size() == 2);
}

TEST_CASE("the parts of a film follow each other") {
  Films films;
  films.film("Harbour cd1.mkv", 16);
  films.film("Harbour cd2.mkv", 8);
  films.take_in();
  CHECK(films.search().added == 3);
  const auto found = films.markers("Harbour");
  REQUIRE(found.size() == 3);
  CHECK(std::abs(found[2].start_ms - 20'000) <= 40);
}
