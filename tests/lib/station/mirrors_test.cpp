#include "station/mirrors.h"

#include <doctest/doctest.h>

#include <memory>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "catalog/channels.h"
#include "schedule/mirror.h"
#include "station/plan_edit.h"
#include "station/profiles.h"

using namespace retrovue;
using station::Millis;

namespace {
constexpr Millis kNow = 1'793'448'000'000;  // 2026-10-31T12:00:00Z: the clocks go back in the night that follows
constexpr Millis kHour = 3'600'000, kForever = INT64_MAX / 4;

constexpr std::string_view kStation = R"(
channel: {number: 5, name: Five, zone: America/New_York, profile: sd, lock: 1h}
breaks: {at: thirds, pod: [spots]}
pools: {spots: {type: commercial}, fillers: {type: filler}}
blocks:
  - {name: Day, from: "06:00", to: "06:00", play: {type: episode}, order: shuffle}
---
channel: {number: 6, name: Later, zone: America/New_York, profile: sd}
mirror: {channel: 5, shift: 1h}
---
channel: {number: 7, name: Much later, zone: America/Chicago, profile: sd}
mirror: {channel: 6, shift: 1h17m}
)";

struct Desk {
  base::TempFolder folder;
  std::vector<model::Profile> profiles = model::built_in_profiles();
  std::unique_ptr<catalog::Catalog> catalog;
  std::unique_ptr<schedule::Library> library;
  model::Channel source;
  base::Rate rate;
  Millis now = kNow;

  Desk() {
    const auto file = folder.path() / "station.db";
    const auto made = base::run({"python3", std::filesystem::path(RETROVUE_SOURCE) / "tests/bench/fill_catalog.py", file.string(), "--items", "400"}, 60'000);
    REQUIRE_MESSAGE(made.ok(), made.err);
    catalog = std::make_unique<catalog::Catalog>(file, catalog::Mode::write);
    station::apply_station(*catalog, kStation, "test", profiles, false);
    source = *catalog::channel_by_number(*catalog, 5);
    rate = station::find_profile(profiles, source.profile).rate;
    library.reset(new schedule::Library(station::read_library(*catalog)));
  }
  station::Author author(const char* action) const { return {"eva", now, action, {}}; }
  void build(std::uint64_t seed) {
    station::BuildOptions options;
    options.days = 3;
    options.seed = seed;
    options.now = now;
    station::build_plans(*catalog, {source}, profiles, options);
  }
  schedule::Pieces plan(int number) {
    return schedule::pieces(catalog::planned_sheet(*catalog, catalog::channel_by_number(*catalog, number)->id, kNow - 24 * kHour, kForever));
  }
  // Every slot of one channel stands on the other, later by the shift and the same to the frame; and that plan is sound.
  void compare(int from, int to, Millis shift) {
    const auto mirror = plan(to);
    std::size_t at = 0, found = 0;
    for (auto& piece : plan(from)) {
      const auto wanted = schedule::later(piece, shift, rate);
      while (at < mirror.size() && mirror[at].slot.start < wanted.slot.start) ++at;
      REQUIRE(at < mirror.size());
      REQUIRE(schedule::same(mirror[at], wanted));
      ++found;
    }
    CHECK(found > 50);
    CHECK(mirror.back().slot.end == plan(from).back().slot.end + shift);
    const auto checked = station::check_plan(*catalog, *library, *catalog::channel_by_number(*catalog, to), rate, mirror.front().slot.start, mirror.back().slot.end);
    for (const auto& finding : checked.findings) CHECK_MESSAGE(!finding.hard, finding.text);
  }
};
}  // namespace

TEST_CASE("mirrors follow every act on their source, to the frame") {
  Desk desk;
  desk.build(1);
  std::mt19937 random{11};
  int done = 0;
  for (int step = 0; step < 60; ++step) {
    desk.now += static_cast<Millis>(random() % 30) * 60'000;
    try {
      if (const auto act = random() % 8; act == 0) {
        desk.build(random() % 5);
      } else if (act == 1) {
        station::revert_plan(*desk.catalog, *desk.library, desk.source, desk.rate, std::nullopt, desk.author("revert"), false);
      } else {
        constexpr const char* kNames[] = {"insert", "move", "swap", "remove"};
        const auto time = [&] { return desk.now / 1'800'000 * 1'800'000 + static_cast<Millis>(random() % 100) * 1'800'000; };
        station::EditWish wish;
        wish.what = static_cast<station::Edit>(random() % 4);
        wish.from = time();
        wish.at = time();
        wish.item = desk.library->items()[random() % desk.library->items().size()].id;
        wish.force = true;
        station::edit_plan(*desk.catalog, *desk.library, desk.source, desk.rate, wish, desk.author(kNames[static_cast<int>(wish.what)]), false);
      }
      ++done;
    } catch (const base::Error& error) {
      CHECK_MESSAGE(error.kind() != base::ErrorKind::busy, error.message());
    }
    desk.compare(5, 6, kHour);
    desk.compare(6, 7, 77 * 60'000);
  }
  CHECK(done > 15);
}
