#include <doctest/doctest.h>

#include "fixture.h"
#include "schedule/check.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
model::Block council(std::string_view from, std::string_view to) {
  auto made = block("Council", from, to, {});
  made.live = type(ItemKind::live);
  made.live->title = "City council";
  made.start = model::Start::hard;
  made.priority = 1;
  return made;
}

struct Station {
  Shelf shelf;
  Input in;
  explicit Station(model::Block live) : in(input({block("Sitcoms", "06:00", "06:00", {show("Cheers")}), std::move(live)})) {
    for (int e = 1; e <= 200; ++e) shelf.episode("Cheers", 1, e, 22 * kMinute);
    for (int s = 0; s < 8; ++s) shelf.spot("Company " + std::to_string(s), 30 * kSecond);
    shelf.add(ItemKind::live, "City council", 0);
  }
};

std::vector<const model::Slot*> live_slots(const Plan& plan) {
  std::vector<const model::Slot*> found;
  for (const auto& slot : plan.slots)
    if (slot.kind == ItemKind::live) found.push_back(&slot);
  return found;
}
}  // namespace

TEST_CASE("a live input has its window to the second, whatever was on before") {
  Station s(council("19:07", "20:23"));
  const auto library = s.shelf.library();
  const auto plan = build(library, s.in);
  CHECK(faults(plan, s.in).empty());
  const auto live = live_slots(plan);
  REQUIRE(live.size() == 1);
  CHECK(live[0]->start == utc("2026-11-23T19:07:00Z"));
  CHECK(live[0]->end == utc("2026-11-23T20:23:00Z"));
  CHECK(live[0]->title == "City council");
  int events = 0;
  for (const auto& event : plan.events) {
    if (event.kind != model::EventKind::live) continue;
    ++events;
    CHECK(event.in_frame == 0);
    CHECK(event.frames == s.in.rate.count_of_ms(76 * kMinute));
  }
  CHECK(events == 1);
  CHECK(check(library, {s.in.channel, s.in.rate, s.in.programming, plan.slots, plan.events}).empty());
}

TEST_CASE("a window does not disturb the run of the block around it, and is on air each day where it is on all day") {
  Station s(council("12:00", "13:00"));
  const auto plan = build(s.shelf.library(), s.in);
  int next = 1;
  for (const auto& slot : plan.slots)
    if (slot.kind == ItemKind::episode) CHECK(slot.episode == next++);
  CHECK(next > 40);

  Station whole(council("00:00", "00:00"));
  whole.in.to += 24 * kHour;
  const auto days = build(whole.shelf.library(), whole.in);
  CHECK(faults(days, whole.in).empty());
  for (const auto* slot : live_slots(days)) CHECK(slot->end - slot->start <= 24 * kHour);
  CHECK(live_slots(days).size() == 3);
}

TEST_CASE("only the block's own breaks interrupt a live input, which runs on behind them") {
  Station s(council("19:00", "21:00"));
  s.in.programming.blocks[1].breaks = model::BreakRule{};
  s.in.programming.blocks[1].breaks->per_hour = 2;
  const auto library = s.shelf.library();
  const auto plan = build(library, s.in);
  CHECK(faults(plan, s.in).empty());
  std::size_t slot = 0;
  while (plan.slots[slot].kind != ItemKind::live) ++slot;
  const auto begin = model::frame_at(s.in.rate, plan.slots[slot].start);
  int acts = 0, spots = 0;
  for (const auto& event : plan.events) {
    if (event.slot_id != static_cast<model::Id>(slot)) continue;
    spots += event.kind == model::EventKind::spot;
    if (event.kind != model::EventKind::live) continue;
    ++acts;
    CHECK(event.in_frame == event.start_frame - begin);
  }
  CHECK(acts >= 3);
  CHECK(spots > 0);
  CHECK(plan.events.back().start_frame > begin);
  CHECK(check(library, {s.in.channel, s.in.rate, s.in.programming, plan.slots, plan.events}).empty());
}

TEST_CASE("an input that may not air leaves filler and says why") {
  Station gone(council("19:00", "20:00"));
  gone.shelf.items.pop_back();
  const auto plan = build(gone.shelf.library(), gone.in);
  CHECK(faults(plan, gone.in).empty());
  CHECK(live_slots(plan).empty());
  REQUIRE(!plan.warnings.empty());
  CHECK(plan.warnings.front().find("block 'Council' cannot show its live input, which is no live input of this station any more") != std::string::npos);

  Station late(council("19:00", "20:00"));
  late.in.programming.blocks[1].rating = "TV-G";  // an input that nobody rated is not taken for harmless
  const auto rated = build(late.shelf.library(), late.in);
  CHECK(live_slots(rated).empty());
  CHECK(rated.warnings.front().find("unrated, under a rating ceiling") != std::string::npos);
}

TEST_CASE("a file of type live is no live input, and nothing else takes one") {
  Station s(council("19:00", "20:00"));
  s.shelf.items.back().duration_ms = kHour;
  CHECK(live_slots(build(s.shelf.library(), s.in)).empty());
  Station pools(council("03:00", "04:00"));
  pools.in.programming.pools.fillers = std::vector{type(ItemKind::live)};
  const auto plan = build(pools.shelf.library(), pools.in);
  CHECK(faults(plan, pools.in).empty());
  for (const auto& event : plan.events) CHECK((event.kind != model::EventKind::filler || event.item_id != pools.shelf.items.back().id));
}
