#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/parts.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
constexpr Millis kDay = 24 * kHour;

std::string told(std::string_view title) {
  const auto part = part_title(title);
  return part ? part->story + "|" + std::to_string(part->part) : "none";
}

// Ten single episodes and two stories, of two and of three parts, half an hour each.
Shelf stories() {
  Shelf shelf;
  const auto add = [&](const std::string& title, int number) { shelf.episode("A", 1, number, 22 * kMinute).title = title; };
  for (int i = 1; i <= 5; ++i) add("Single " + std::to_string(i), i);
  add("Exodus (1)", 6);
  add("Exodus (2)", 7);
  for (int i = 8; i <= 12; ++i) add("Single " + std::to_string(i), i);
  add("Siege, Part One", 13);
  add("Siege, Part Two", 14);
  add("Siege, Part Three", 15);
  return shelf;
}

// Every part stands right behind the one before it; says how many stories were told.
std::size_t whole_stories(const std::vector<model::Slot>& slots) {
  std::size_t stories = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto part = part_title(slots[i].title);
    if (!part) continue;
    if (part->part == 1) ++stories;
    else {
      REQUIRE(i > 0);
      CHECK(slots[i - 1].end == slots[i].start);
      const auto before = part_title(slots[i - 1].title);
      CHECK((before && before->story == part->story && before->part == part->part - 1));
    }
    const int last = part->story == "exodus" ? 2 : 3;
    if (part->part < last) {
      REQUIRE(i + 1 < slots.size());
      CHECK(told(slots[i + 1].title) == part->story + "|" + std::to_string(part->part + 1));
    }
  }
  return stories;
}
}  // namespace

TEST_CASE("part numbers are read from the end of a title") {
  CHECK(told("Exodus (1)") == "exodus|1");
  CHECK(told("Exodus, Part 2") == "exodus|2");
  CHECK(told("Exodus: Part Two") == "exodus|2");
  CHECK(told("Exodus (Pt. II)") == "exodus|2");
  CHECK(told("Exodus - Part III") == "exodus|3");
  CHECK(told("Part 1") == "|1");
  CHECK(told("Exodus [3]") == "exodus|3");
  for (const auto* title : {"", "Exodus", "Apollo 13", "(1)st", "Part", "Exodus (0)", "Exodus (2004)", "Rampart 2", "I", "Henry V", "Party (of)", "()", "part (", "Exodus Part 99"})
    CHECK(told(title) == "none");
  CHECK(told("(1)") == "|1");
}

TEST_CASE("stories are told whole where episodes are drawn, also over builds that end inside them") {
  const auto library = stories().library();
  for (const auto order : {model::Order::shuffle, model::Order::random})
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      auto in = input({block("b", "18:00", "21:00", {show("A")})});
      in.programming.blocks[0].order = order;
      in.seed = seed;
      in.to = in.from + 8 * kDay;
      const auto whole = build(library, in);
      CHECK(faults(whole, in).empty());
      CHECK(whole_stories(whole.slots) > (order == model::Order::shuffle ? 4 : 0));
      // Piece by piece: the next build goes on with the part that is due.
      std::vector<model::Slot> pieces;
      for (const Millis end = in.to; in.from < end;) {
        in.to = std::min(end, in.from + kHour);
        auto plan = build(library, in);
        pieces.insert(pieces.end(), plan.slots.begin(), plan.slots.end());
        in.from = plan.slots.back().end;
        remember(in, plan.slots);
      }
      whole_stories(pieces);
    }
}

TEST_CASE("a shuffled round with stories still airs everything once") {
  const auto library = stories().library();
  auto in = input({block("b", "06:00", "06:00", {show("A")})});
  in.programming.blocks[0].order = model::Order::shuffle;
  in.to = in.from + 15 * kHour;  // 30 half hours: two rounds
  const auto plan = build(library, in);
  std::map<model::Id, int> times;
  for (const auto& slot : plan.slots) ++times[slot.item_id];
  REQUIRE(times.size() == 15);
  for (const auto& [item, count] : times) CHECK(count == 2);
}

TEST_CASE("a story that a block cannot hold is played part by part, and apart means apart") {
  const auto library = stories().library();
  auto in = input({block("b", "18:00", "19:00", {show("A")})});
  in.programming.blocks[0].order = model::Order::shuffle;
  in.to = in.from + 30 * kDay;
  std::set<std::string> titles;
  for (const auto& slot : build(library, in).slots) titles.insert(slot.title);
  CHECK(titles.count("Siege, Part Three") == 1);  // an hour and a half in a block of one hour
  in.programming.blocks[0].to = 21 * kHour;
  in.programming.blocks[0].parts = model::Parts::apart;
  bool torn = false;
  const auto plan = build(library, in);
  for (std::size_t i = 0; i + 1 < plan.slots.size(); ++i)
    torn = torn || (told(plan.slots[i].title) == "exodus|1" && told(plan.slots[i + 1].title) != "exodus|2");
  CHECK(torn);
}

TEST_CASE("a sequential block that keeps parts together waits for the time they need") {
  auto shelf = stories();
  shelf.add(ItemKind::filler, "filler", 10 * kMinute);
  const auto library = shelf.library();
  auto in = input({block("b", "18:00", "19:30", {show("A")})});
  in.programming.blocks[0].parts = model::Parts::together;
  in.to = in.from + 7 * kDay;
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  CHECK(whole_stories(plan.slots) >= 2);
  // Three a day: 1-3; 4, 5, no time for two more; 6, 7, 8; 9-11; 12, no time for three; 13-15; 1.
  std::vector<int> first;
  for (const auto& slot : plan.slots)
    if (slot.item_id && (slot.start - in.from) % kDay == 12 * kHour) first.push_back(slot.episode.value_or(0));
  CHECK(first == std::vector{1, 4, 6, 9, 12, 13, 1});
}

TEST_CASE("a programme that prefers a part of the day comes first in it and last elsewhere") {
  Shelf shelf;
  for (int i = 1; i <= 6; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  shelf.episode("A", 1, 7, 22 * kMinute).daypart = "morning";
  shelf.episode("A", 1, 8, 22 * kMinute).daypart = "Morning";
  shelf.episode("A", 1, 9, 22 * kMinute).daypart = "no such part";
  const auto library = shelf.library();
  model::Daypart morning;
  morning.name = "morning";
  morning.from = 6 * kHour;
  morning.to = 9 * kHour;
  for (const auto order : {model::Order::shuffle, model::Order::random})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      auto in = input({block("b", "06:00", "12:00", {show("A")})});
      in.programming.dayparts = {morning};
      in.programming.blocks[0].order = order;
      in.programming.blocks[0].rest = 4 * kHour;
      in.seed = seed;
      in.to = in.from + 5 * kHour;
      const auto plan = build(library, in);
      std::set<int> opening;
      for (int i = 0; i < 2; ++i) opening.insert(*plan.slots[static_cast<std::size_t>(i)].episode);
      CHECK(opening == std::set{7, 8});
      in.from += 3 * kHour;  // after the morning they come when the others have aired
      const auto late = build(library, in);
      for (std::size_t i = 0; i < 2; ++i) CHECK((*late.slots[i].episode < 7 || *late.slots[i].episode == 9));
    }
}

TEST_CASE("what is kept for a channel airs on no other") {
  Shelf shelf;
  for (int i = 1; i <= 4; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  shelf.items[0].tags = {"channel:7"};
  shelf.items[1].tags = {"channel:5", "genre:x"};
  shelf.items[2].tags = {"channel:retro seven", "channel:FIVE"};
  shelf.add(ItemKind::promo, "promo", 20 * kSecond).tags = {"channel:7"};
  const auto library = shelf.library();
  auto in = input({block("b", "06:00", "06:00", {show("A")})});
  in.channel.name = "Retro Five";
  in.channel.call_sign = "five";
  std::set<model::Id> seen;
  for (const auto& event : build(library, in).events) seen.insert(event.item_id);
  seen.erase(0);
  CHECK(seen == std::set<model::Id>{2, 3, 4});
  in.channel.number = 7;
  in.channel.name = "Retro Seven";
  in.channel.call_sign = "";
  seen.clear();
  for (const auto& event : build(library, in).events) seen.insert(event.item_id);
  seen.erase(0);
  CHECK(seen == std::set<model::Id>{1, 3, 4, 5});
}
