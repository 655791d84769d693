#include "station/guide.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/file.h"
#include "base/process.h"
#include "base/zone.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "guide/formats.h"
#include "station/playlog.h"
#include "station/profiles.h"
#include "station/program.h"

using namespace retrovue;
namespace fs = std::filesystem;

namespace {
// 2026-11-01: clocks in New York go back, so one of the broadcast days has 25 hours.
constexpr model::Millis kNow = 1'793'448'000'000;  // 2026-10-31T12:00:00Z
constexpr model::Millis kDays = 4 * 86'400'000LL;

constexpr std::string_view kStation = R"(
channel: {number: 5, name: Five, zone: America/New_York, grid: 30m, profile: sd}
breaks: {at: markers, pod: [bumper_out, spots, bumper_in]}
pools: {spots: {type: commercial}, fillers: {type: filler}}
blocks:
  - {name: Day, days: daily, from: "06:00", to: "20:00", play: {type: episode}, order: shuffle}
  - {name: Films, days: daily, from: "20:00", to: "02:00", play: {type: movie}, order: random}
---
channel: {number: 6, name: Six, zone: Europe/Berlin, grid: 5m, profile: wide25}
blocks:
  - {name: All, days: daily, from: "06:00", to: "06:00", play: {type: episode}, order: random}
)";

struct Planned {
  base::TempFolder folder;
  fs::path file = folder.path() / "station.db";
  std::vector<model::Profile> profiles = model::built_in_profiles();
  std::unique_ptr<catalog::Catalog> catalog;

  Planned() {
    const auto maker = fs::path(RETROVUE_TESTS) / "bench/fill_catalog.py";
    const auto made = base::run({"python3", maker.string(), file.string(), "--items", "2000"}, 60'000);
    REQUIRE_MESSAGE(made.ok(), made.err);
    catalog = std::make_unique<catalog::Catalog>(file, catalog::Mode::write);
    station::apply_station(*catalog, kStation, "test", profiles, false);
    station::BuildOptions options;
    options.days = 5;
    options.now = kNow;
    station::build_plans(*catalog, catalog::channels(*catalog), profiles, options);
  }
};
}  // namespace

TEST_CASE("the guide equals the air at a thousand random instants") {
  Planned planned;
  auto& catalog = *planned.catalog;
  std::mt19937_64 random{11};
  int programmes = 0, off_air = 0, melded = 0;
  for (const auto& channel : catalog::channels(catalog)) {
    const auto profile = station::find_profile(planned.profiles, channel.profile);
    const auto entries = station::guide_listings(catalog, channel, kNow, kNow + kDays);
    REQUIRE(entries.size() > 50);
    CHECK(guide::faults(entries).empty());
    station::CatalogPlaylog playlog{catalog, channel.id, profile};
    for (int i = 0; i < 500; ++i) {
      const auto at = kNow + static_cast<model::Millis>(random() % kDays);
      const auto entry = std::find_if(entries.begin(), entries.end(), [&](const guide::Listing& e) { return e.start <= at && at < e.end; });
      REQUIRE(entry != entries.end());
      const auto frame = model::frame_at(profile.rate, at);
      const auto aired = playlog.event_at(frame);
      REQUIRE((aired.event.start_frame <= frame && frame < aired.event.start_frame + aired.event.frames));
      const auto slot = aired.event.slot_id ? catalog::slot_by_id(catalog, aired.event.slot_id) : std::nullopt;
      if (slot && slot->item_id != 0) {
        CAPTURE(at);
        REQUIRE(entry->item_id == slot->item_id);
        REQUIRE(entry->title == (slot->show.empty() ? slot->title : slot->show));
        if (aired.event.kind == model::EventKind::program) REQUIRE(aired.event.item_id == entry->item_id);
        ++programmes;
      } else if (entry->off_air) {
        ++off_air;
      } else {
        // Filler inside another entry's time: it touches that entry's programme and is short.
        REQUIRE((!slot || slot->end - slot->start < guide::ListingOptions{}.meld_below));
        ++melded;
      }
    }
  }
  CHECK(programmes + off_air + melded == 1000);
  CHECK(programmes > 700);
  CHECK(off_air > 20);  // channel 5 has nothing from 02:00 to 06:00
}

TEST_CASE("a whole guide is its pieces, and check finds nothing in a fresh plan") {
  Planned planned;
  auto& catalog = *planned.catalog;
  for (const auto format : {station::GuideFormat::xmltv, station::GuideFormat::m3u, station::GuideFormat::json}) {
    const station::GuideRequest request{format, station::guide_channels(catalog), kNow, kNow + kDays, "http://tv"};
    const auto whole = station::whole_guide(catalog, request);
    station::GuideWriter writer{request};
    std::string pieces;
    std::size_t count = 0;
    for (; writer.next(catalog, pieces); ++count) {
    }
    CHECK(pieces == whole);
    CHECK(count == (format == station::GuideFormat::m3u ? 1 : 4));
    if (format == station::GuideFormat::json) CHECK(base::Json::parse(whole).size() > 100);
  }
  for (const auto& finding : station::check_guide(catalog, station::guide_channels(catalog), kNow, kNow + kDays)) {
    CHECK(finding.faults == std::vector<std::string>{});
    CHECK(finding.warnings == std::vector<std::string>{});
    CHECK(finding.events > finding.slots);
  }
}

TEST_CASE("premieres and repeats come from plan and as-run") {
  Planned planned;
  auto& catalog = *planned.catalog;
  const auto channel = catalog::channels(catalog).front();
  auto entries = station::guide_listings(catalog, channel, kNow + 86'400'000, kNow + kDays);
  const auto premiere = std::find_if(entries.begin(), entries.end(), [](const guide::Listing& e) { return e.premiere; });
  REQUIRE(premiere != entries.end());
  model::AsRun row;
  row.channel_id = channel.id;
  row.kind = model::EventKind::program;
  row.item_id = premiere->item_id;
  row.title = premiere->title;
  row.actual_start = kNow - 10 * 86'400'000LL;
  row.actual_frames = 100;
  row.status = "aired";
  catalog.transaction(false, [&] { catalog::append_as_run(catalog, {row}); });
  const auto after = station::guide_listings(catalog, channel, kNow + 86'400'000, kNow + kDays);
  const auto same = std::find_if(after.begin(), after.end(), [&](const guide::Listing& e) { return e.start == premiere->start; });
  REQUIRE(same != after.end());
  CHECK_FALSE(same->premiere);
  CHECK(same->previous == row.actual_start);
}

TEST_CASE("the guide does not depend on where its window begins") {
  Planned planned;
  auto& catalog = *planned.catalog;
  for (const auto& channel : catalog::channels(catalog)) {
    const auto whole = station::guide_listings(catalog, channel, kNow, kNow + kDays);
    for (std::size_t i = 5; i + 1 < whole.size(); i += 7) {
      const auto part = station::guide_listings(catalog, channel, whole[i].start, kNow + kDays);
      REQUIRE(part.size() == whole.size() - i);
      CHECK(part.front().start == whole[i].start);
      CHECK(part.front().end == whole[i].end);
      CHECK(part.front().title == whole[i].title);
      CHECK(part.front().premiere == whole[i].premiere);
    }
  }
}
