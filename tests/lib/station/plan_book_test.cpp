#include "station/plan_book.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "station/plan_edit.h"
#include "station/profiles.h"

using namespace retrovue;
using station::Millis;
namespace fs = std::filesystem;

namespace {
constexpr Millis kNow = 1'793'448'000'000;  // 2026-10-31T12:00:00Z: the clocks go back in the night that follows
constexpr Millis kHour = 3'600'000, kForever = INT64_MAX / 4;

constexpr std::string_view kStation = R"(
channel: {number: 5, name: Five, zone: America/New_York, grid: 30m, profile: sd, rating_limit: TV-14, lock: 1h, auto_approve: false}
breaks: {at: thirds, pod: [spots]}
pools: {spots: {type: commercial}, fillers: {type: filler}}
blocks:
  - {name: Day, from: "06:00", to: "20:00", play: {type: episode}, order: sequential}
  - {name: Night, from: "20:00", to: "02:00", play: {type: episode}, order: shuffle, rest: 3h}
)";

struct Desk {
  base::TempFolder folder;
  fs::path file = folder.path() / "station.db";
  std::vector<model::Profile> profiles = model::built_in_profiles();
  std::unique_ptr<catalog::Catalog> catalog;
  std::unique_ptr<schedule::Library> library;
  model::Channel channel;
  base::Rate rate;
  Millis now = kNow;

  Desk() {
    const auto maker = fs::path(RETROVUE_TESTS) / "bench/fill_catalog.py";
    const auto made = base::run({"python3", maker.string(), file.string(), "--items", "400"}, 60'000);
    REQUIRE_MESSAGE(made.ok(), made.err);
    catalog = std::make_unique<catalog::Catalog>(file, catalog::Mode::write);
    station::apply_station(*catalog, kStation, "test", profiles, false);
    channel = *catalog::channel_by_number(*catalog, 5);
    rate = station::find_profile(profiles, channel.profile).rate;
    library.reset(new schedule::Library(station::read_library(*catalog)));
  }
  station::Author author(const char* action) const { return {"eva", now, action, {}}; }
  void build(std::uint64_t seed, std::int64_t days) {
    station::BuildOptions options;
    options.days = days;
    options.seed = seed;
    options.now = now;
    station::build_plans(*catalog, {channel}, profiles, options);
  }
  int approve() { return station::approve_draft(*catalog, *library, channel, rate, author("approve"), false).change.revision; }
  int revert(std::optional<int> to) { return station::revert_plan(*catalog, *library, channel, rate, to, author("revert"), false).change.revision; }
  schedule::Pieces plan() { return schedule::pieces(catalog::planned_sheet(*catalog, channel.id, now - 24 * kHour, kForever)); }
  int edit(std::mt19937& random, bool dry_run) {
    constexpr const char* kNames[] = {"insert", "move", "swap", "remove"};
    const auto time = [&] { return now / 1'800'000 * 1'800'000 + static_cast<Millis>(random() % 120) * 1'800'000; };
    station::EditWish wish;
    wish.what = static_cast<station::Edit>(random() % 4);
    wish.from = time() + static_cast<Millis>(random() % 1'800'000);
    wish.at = time() + (random() % 8 ? 0 : 7 * 60'000);
    wish.item = library->items()[random() % library->items().size()].id;
    wish.force = random() % 2;
    return station::edit_plan(*catalog, *library, channel, rate, wish, author(kNames[static_cast<int>(wish.what)]), dry_run).change.revision;
  }
};

bool equal(const schedule::Pieces& a, const schedule::Pieces& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end(), schedule::same); }
}  // namespace

TEST_CASE("a hundred acts on a plan: it stays sound, what is locked stays, and every act can be taken back") {
  Desk desk;
  desk.build(1, 3);
  CHECK(desk.plan().empty());
  CHECK(desk.approve() == 1);
  std::mt19937 random{5};
  int done[6] = {}, refused = 0;
  for (int step = 0; step < 130; ++step) {
    desk.now += static_cast<Millis>(random() % 40) * 60'000;
    const auto before = desk.plan();
    const auto locked = station::locked_slots(*desk.catalog, desk.channel, desk.rate, desk.now, desk.channel.lock_ms);
    REQUIRE_FALSE(locked.slots.empty());
    const auto edge = locked.edge(0);
    const auto latest = catalog::latest_revision(*desk.catalog, desk.channel.id);
    int revision = 0;
    const auto act = random() % 6;
    try {
      if (act == 0) {
        desk.build(random() % 5, 3);
        CHECK(equal(desk.plan(), before));  // a draft changes nothing
        revision = desk.approve();
      } else if (act == 1) {
        revision = desk.revert(random() % 2 ? std::nullopt : std::optional{static_cast<int>(random() % static_cast<unsigned>(latest + 2))});
      } else {
        if (random() % 4 == 0) {
          desk.edit(random, true);
          CHECK(equal(desk.plan(), before));
        }
        revision = desk.edit(random, false);
      }
      ++done[act];
    } catch (const base::Error& error) {
      CHECK_MESSAGE(error.kind() != base::ErrorKind::busy, error.message());
      CHECK(equal(desk.plan(), before));  // all or nothing
      ++refused;
      continue;
    }
    const auto after = desk.plan();
    REQUIRE(after.size() > 20);
    for (std::size_t i = 0; i < before.size() && before[i].slot.start < edge; ++i) REQUIRE(schedule::same(before[i], after.at(i)));
    const auto checked = station::check_plan(*desk.catalog, *desk.library, desk.channel, desk.rate, desk.now, after.back().slot.end);
    for (const auto& finding : checked.findings) REQUIRE_MESSAGE(!finding.hard, finding.rule, " ", finding.text);
    CHECK((revision != 0) == !equal(before, after));
    if (revision == 0) continue;
    CHECK(revision == latest + 1);
    CHECK(desk.revert(revision - 1) == revision + 1);
    REQUIRE(equal(desk.plan(), before));
    CHECK(desk.revert(revision) == revision + 2);
    REQUIRE(equal(desk.plan(), after));
  }
  MESSAGE("builds ", done[0], ", returns ", done[1], ", edits ", done[2] + done[3] + done[4] + done[5], ", refused ", refused);
  CHECK(done[0] > 5);
  CHECK(done[1] > 5);
  CHECK(done[2] + done[3] + done[4] + done[5] > 30);
}

TEST_CASE("what was placed by hand is there after later builds, until it is taken out") {
  Desk desk;
  desk.build(1, 2);
  desk.approve();
  std::mt19937 random{9};
  const Millis at = (desk.now / 1'800'000 + 20) * 1'800'000;
  model::Id item = 0;
  for (const auto& one : desk.library->items()) {
    if (one.kind != model::ItemKind::episode) continue;
    try {
      station::edit_plan(*desk.catalog, *desk.library, desk.channel, desk.rate, {station::Edit::insert, 0, at, one.id, true}, desk.author("insert"), false);
      item = one.id;
      break;
    } catch (const base::Error&) {
    }
  }
  REQUIRE(item != 0);
  const auto there = [&] {
    const auto found = catalog::slots(*desk.catalog, desk.channel.id, at, at + 1);
    return !found.empty() && found.front().item_id == item && found.front().fixed && found.front().start == at;
  };
  CHECK(there());
  for (std::uint64_t seed = 2; seed < 6; ++seed) {
    desk.now += kHour;
    desk.build(seed, 2);
    desk.approve();
    CHECK(there());
  }
  station::edit_plan(*desk.catalog, *desk.library, desk.channel, desk.rate, {station::Edit::remove, at, 0, 0, false}, desk.author("remove"), false);
  CHECK_FALSE(there());
  const auto audit = catalog::audit_rows(*desk.catalog, "channel 5", 1);
  REQUIRE(audit.size() == 1);
  CHECK(audit.front().actor == "eva");
  CHECK(audit.front().action == "schedule remove");
}
