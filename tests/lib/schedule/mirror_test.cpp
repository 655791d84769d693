#include "schedule/mirror.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/check.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
Shelf shelf_of(std::mt19937& random) {
  Shelf shelf;
  for (int e = 1; e <= 20; ++e) shelf.episode("Show", 1, e, (20 + static_cast<Millis>(random() % 12)) * kMinute + static_cast<Millis>(random() % 1000));
  shelf.add(ItemKind::movie, "Film", 30 * kMinute);  // fills a slot to the frame
  const Millis lengths[] = {10'000, 15'000, 30'000, 29'963};
  for (int s = 0; s < 30; ++s) shelf.spot("Company " + std::to_string(s % 9), lengths[random() % 4]);
  if (random() % 2) shelf.add(ItemKind::filler, "Fish", 10 * kMinute);
  return shelf;
}

std::int64_t frames_of(const Piece& piece) {
  std::int64_t sum = 0;
  for (const auto& event : piece.events) sum += event.frames;
  return sum;
}
}  // namespace

TEST_CASE("a mirror airs every slot of its source, to the frame, at every rate and shift") {
  std::mt19937 random(5);
  const base::Rate rates[] = {{30000, 1001}, {24000, 1001}, {60000, 1001}, {25, 1}};
  int grew = 0, shrank = 0, cut = 0;
  for (int round = 0; round < 200; ++round) {
    const auto shelf = shelf_of(random);
    const auto library = shelf.library();
    auto in = input({block("Day", "06:00", "06:00", {type(random() % 3 ? ItemKind::episode : ItemKind::movie)})});
    in.rate = rates[random() % 4];
    in.seed = random();
    in.programming.breaks.pod = {model::PodPart::spots};
    auto plan = build(library, in);
    REQUIRE(faults(plan, in).empty());
    const auto source = pieces({plan.slots, plan.events});
    const Millis shift = random() % 3 ? static_cast<Millis>(random() % 48) * 30 * kMinute : static_cast<Millis>(random() % 90'000'000);
    Remarks remarks;
    const auto made = mirrored(library, {in.channel, {}, in.rate, shift, in.from + shift, source.back().slot.end + shift}, source, remarks);
    CHECK(remarks.warnings(base::Zone{}).empty());
    REQUIRE(made.size() == source.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
      CHECK(made[i].slot.start == source[i].slot.start + shift);
      CHECK(made[i].slot.title == source[i].slot.title);
      CHECK(made[i].slot.run.empty());
      const auto more = frames_of(made[i]) - frames_of(source[i]);
      REQUIRE(std::abs(more) <= 1);
      if (in.rate.den == 1 && shift % 40 == 0) CHECK(more == 0);
      grew += more > 0;
      shrank += more < 0;
      // Every piece is the same stretch of the same file, but for the one that lost the frame.
      std::vector<model::Event> before, after;
      std::copy_if(source[i].events.begin(), source[i].events.end(), std::back_inserter(before), [](const auto& e) { return e.item_id != 0; });
      std::copy_if(made[i].events.begin(), made[i].events.end(), std::back_inserter(after), [](const auto& e) { return e.item_id != 0; });
      REQUIRE(before.size() == after.size());
      int shorter = 0;
      for (std::size_t k = 0; k < before.size(); ++k) {
        CHECK(after[k].item_id == before[k].item_id);
        CHECK(after[k].in_frame == before[k].in_frame);
        if (after[k].frames == before[k].frames) continue;
        ++shorter;
        CHECK(after[k].kind != model::EventKind::program);
        CHECK(after[k].frames == before[k].frames - 1);
      }
      CHECK(shorter <= (more < 0 ? 1 : 0));
      cut += shorter;
    }
    // The same eyes that judge every plan; a plan moved by something odd stands off the grid, which is no fault of a mirror.
    const auto whole = sheet(made);
    for (const auto& finding : check(library, {in.channel, in.rate, in.programming, whole.slots, whole.events})) CHECK_MESSAGE(!finding.hard, finding.text);
  }
  CHECK(grew > 100);
  CHECK(shrank > 100);
  MESSAGE(grew << " slots gained a frame, " << shrank << " lost one, " << cut << " of them from break material");
}

TEST_CASE("what the source lacks, and what the mirror forbids, is slate and told") {
  Shelf shelf;
  for (int e = 1; e <= 10; ++e) shelf.episode("Show", 1, e, 25 * kMinute).rating.code = e % 2 ? "TV-PG" : "TV-MA";
  auto& loud = shelf.spot("Loud", 30'000);
  loud.rating.code = "TV-MA";
  const auto loud_id = loud.id;
  shelf.spot("Quiet", 30'000);
  const auto library = shelf.library();
  auto in = input({block("Day", "06:00", "06:00", {type(ItemKind::episode)})});
  in.programming.breaks.pod = {model::PodPart::spots};
  const auto plan = build(library, in);
  auto source = pieces({plan.slots, plan.events});
  CHECK(std::any_of(plan.events.begin(), plan.events.end(), [&](const auto& e) { return e.item_id == loud_id; }));
  source.erase(source.begin() + 4, source.begin() + 6);

  model::Channel mirror;
  mirror.number = 6;
  mirror.rating_limit = "TV-14";
  Remarks remarks;
  const auto made = mirrored(library, {mirror, {}, in.rate, kHour, in.from, source.back().slot.end + kHour}, source, remarks);
  const auto whole = sheet(made);
  model::Programming rules = in.programming;
  for (const auto& finding : check(library, {mirror, in.rate, rules, whole.slots, whole.events})) CHECK_MESSAGE(!finding.hard, finding.text);
  CHECK(made.front().slot.status == "off_air");
  CHECK(made.front().slot.end == in.from + kHour);
  CHECK(std::count_if(made.begin(), made.end(), [](const auto& p) { return p.slot.status == "off_air"; }) == 2);
  for (const auto& slot : whole.slots) CHECK(slot.rating.code != "TV-MA");
  for (const auto& event : whole.events) CHECK(event.item_id != loud_id);
  CHECK(std::any_of(made.begin(), made.end(), [](const auto& p) { return p.slot.status == "filler"; }));
  const auto told = remarks.warnings(base::Zone{});
  REQUIRE(told.size() == 3);
  CHECK(told[0].find("no whole slot") != std::string::npos);

  Remarks nothing;
  const auto dark = mirrored(library, {mirror, {}, in.rate, kHour, in.from, in.from + 50 * kHour}, {}, nothing);
  REQUIRE(dark.size() == 3);  // a slot for each day
  CHECK(dark.back().slot.end == in.from + 50 * kHour);
  for (const auto& piece : dark) CHECK(frames_of(piece) == model::frame_at(in.rate, piece.slot.end) - model::frame_at(in.rate, piece.slot.start));
}
