#include <doctest/doctest.h>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
constexpr Millis kDay = 24 * kHour;

Shelf three_shows() {
  Shelf shelf;
  for (const auto* name : {"A", "B", "C"})
    for (int i = 1; i <= 30; ++i) shelf.episode(name, 1, i, 22 * kMinute);
  return shelf;
}
// Titles of a block's programmes, a line for each day.
std::vector<std::string> days(const std::vector<model::Slot>& slots, const Input& in) {
  std::vector<std::string> lines;
  for (const auto& slot : slots) {
    if (!slot.item_id) continue;
    const auto day = static_cast<std::size_t>((slot.start - in.from) / kDay);
    if (lines.size() <= day) lines.resize(day + 1);
    lines[day] += (lines[day].empty() ? "" : ", ") + slot.title;
  }
  return lines;
}
// The same, built in pieces that also end in the middle of a block.
std::vector<model::Slot> in_pieces(const Library& library, Input in, Millis step) {
  std::vector<model::Slot> all;
  const Millis end = in.to;
  while (in.from < end) {
    in.to = std::min(end, in.from + step);
    const auto plan = build(library, in);
    all.insert(all.end(), plan.slots.begin(), plan.slots.end());
    in.from = plan.slots.back().end;
    remember(in, plan.slots);
  }
  return all;
}
}  // namespace

TEST_CASE("a strip gives each show its time, day for day") {
  const auto library = three_shows().library();
  auto in = input({block("strip", "18:00", "20:00", {show("A"), show("B"), show("A"), show("C")})});
  in.programming.blocks[0].order = model::Order::strip;
  in.to = in.from + 3 * kDay;
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  CHECK(days(plan.slots, in) == std::vector<std::string>{"A 1, B 1, A 2, C 1", "A 3, B 2, A 4, C 2", "A 5, B 3, A 6, C 3"});
  CHECK(days(in_pieces(library, in, 5 * kHour), in) == days(plan.slots, in));
  CHECK(days(in_pieces(library, in, 13 * kHour), in) == days(plan.slots, in));  // the first piece ends at 19:00
  in.programming.blocks[0].to += kHour;  // longer than the list: round again, and from the top the next day
  CHECK(days(build(library, in).slots, in).at(1) == "A 4, B 3, A 5, C 2, A 6, B 4");
}

TEST_CASE("a marathon stays with a show and then lets the one that has been away longest have its day") {
  const auto library = three_shows().library();
  auto in = input({block("marathon", "18:00", "20:00", {show("B"), show("A"), show("C")})});
  in.programming.blocks[0].order = model::Order::marathon;
  in.to = in.from + 5 * kDay;
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  CHECK(days(plan.slots, in) == std::vector<std::string>{"B 1, B 2, B 3, B 4", "A 1, A 2, A 3, A 4", "C 1, C 2, C 3, C 4", "B 5, B 6, B 7, B 8",
                                                         "A 5, A 6, A 7, A 8"});
  for (const Millis step : {kDay, 5 * kHour, 13 * kHour}) CHECK(days(in_pieces(library, in, step), in) == days(plan.slots, in));
  SUBCASE("an interruption does not change the show") {
    auto news = block("news", "19:00", "19:30", {show("C")});
    news.priority = 5;
    in.programming.blocks.push_back(news);
    CHECK(days(build(library, in).slots, in).at(0) == "B 1, B 2, C 1, B 3");
  }
}

TEST_CASE("a holiday block takes the place of the usual one in its days only") {
  auto shelf = three_shows();
  auto usual = block("usual", "18:00", "19:00", {show("A")}), feast = block("feast", "18:00", "19:00", {show("B")});
  feast.priority = 1;
  feast.season.push_back({{}, {}, "thanksgiving", 0, 0, 0, 1, 1});  // the Thursday of this week
  auto in = input({usual, feast});
  in.to = in.from + 7 * kDay;
  const auto plan = build(shelf.library(), in);
  CHECK(days(plan.slots, in) == std::vector<std::string>{"A 1, A 2", "A 3, A 4", "B 1, B 2", "B 3, B 4", "B 5, B 6", "A 5, A 6", "A 7, A 8"});
  REQUIRE(plan.overlaps.size() == 1);
  CHECK(plan.overlaps[0].winner == "feast");
  CHECK(plan.overlaps[0].times == 3);
}

TEST_CASE("dayparts bind by demographic and warnings, items by their season") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute).demographic = "adults";
  shelf.episode("A", 1, 2, 22 * kMinute).warnings = "Strong gore";
  shelf.episode("A", 1, 3, 22 * kMinute).season_window = "halloween";
  shelf.episode("A", 1, 4, 22 * kMinute).season_window = "thanksgiving";
  shelf.episode("A", 1, 5, 22 * kMinute).demographic = "kids";
  auto in = input({block("b", "18:00", "20:00", {show("A")})});
  CHECK(days(build(shelf.library(), in).slots, in).at(0) == "A 1, A 2, A 4, A 5");
  model::Daypart family;
  family.name = "family";
  family.from = 18 * kHour;
  family.to = 20 * kHour;
  family.demographic = {"Kids"};
  family.avoid_warnings = {"gore"};
  in.programming.dayparts = {family};
  CHECK(days(build(shelf.library(), in).slots, in).at(0) == "A 4, A 5, A 4, A 5");
}

TEST_CASE("a daypart binds when somebody said it, not as the default of a type") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  shelf.spot("said", 30 * kSecond).daypart = "late";
  auto& other = shelf.spot("default", 30 * kSecond);
  other.daypart = "late";
  other.daypart_defaulted = true;
  auto in = input({block("b", "18:00", "20:00", {show("A")})});
  model::Daypart late;
  late.name = "late";
  late.from = 22 * kHour;
  late.to = 23 * kHour;
  in.programming.dayparts = {late};
  std::set<model::Id> spots;
  for (const auto& event : build(shelf.library(), in).events)
    if (event.kind == model::EventKind::spot) spots.insert(event.item_id);
  CHECK(spots == std::set<model::Id>{3});
}
