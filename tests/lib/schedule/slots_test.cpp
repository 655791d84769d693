#include <doctest/doctest.h>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
std::vector<std::string> titles(const Plan& plan) {
  std::vector<std::string> all;
  for (const auto& slot : plan.slots) all.push_back(slot.title);
  return all;
}
const model::Slot* slot_at(const Plan& plan, std::string_view at) {
  for (const auto& slot : plan.slots)
    if (slot.start == utc(at)) return &slot;
  return nullptr;
}
}  // namespace

TEST_CASE("a sequential block goes on where the plan before it stopped") {
  Shelf shelf;
  for (int i = 1; i <= 5; ++i) shelf.episode("Cheers", 1, i, 22 * kMinute);
  shelf.episode("Cheers", 0, 1, 22 * kMinute).title = "special";
  auto in = input({block("sitcoms", "17:00", "19:00", {show("cheers")})});
  in.to = in.from + 48 * kHour;
  const auto library = shelf.library();
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  CHECK(titles(plan) == std::vector<std::string>{"Off air", "Cheers 1", "Cheers 2", "Cheers 3", "Cheers 4", "Off air", "Off air",
                                                 "Cheers 5", "special", "Cheers 1", "Cheers 2", "Off air"});

  SUBCASE("and a rebuild of the second day from the stored first day says the same") {
    Input second = in;
    second.from = in.from + 24 * kHour;
    remember(second, plan.slots);
    const auto again = build(library, second);
    REQUIRE(again.slots.size() == 6);
    CHECK(again.slots[1].title == "Cheers 5");
  }
  SUBCASE("a removed episode does not throw it back") {
    Input second = in;
    second.from = in.from + 24 * kHour;
    remember(second, plan.slots);
    Shelf less = shelf;
    std::erase_if(less.items, [](const Item& item) { return item.title == "Cheers 4"; });
    CHECK(build(less.library(), second).slots[1].title == "Cheers 5");
  }
}

TEST_CASE("a shuffled block repeats nothing until all have aired, also across builds") {
  Shelf shelf;
  for (int i = 1; i <= 30; ++i) shelf.episode("Show", 1, i, 22 * kMinute);
  const auto library = shelf.library();
  auto in = input({block("all day", "06:00", "06:00", {show("Show")})});
  in.programming.blocks[0].order = model::Order::shuffle;
  in.to = in.from + 15 * 24 * kHour;
  const auto whole = build(library, in);
  CHECK(faults(whole, in).empty());
  for (std::size_t round = 0; round + 30 <= whole.slots.size(); round += 30) {
    std::set<model::Id> seen;
    for (std::size_t i = round; i < round + 30; ++i) seen.insert(whole.slots[i].item_id);
    CHECK(seen.size() == 30);
  }
  std::vector<model::Slot> by_day;
  for (int day = 0; day < 15; ++day) {
    Input one = in;
    one.from = in.from + day * 24 * kHour;
    one.to = one.from + 24 * kHour;
    remember(one, by_day);
    const auto plan = build(library, one);
    by_day.insert(by_day.end(), plan.slots.begin(), plan.slots.end());
  }
  REQUIRE(by_day.size() == whole.slots.size());
  for (std::size_t i = 0; i < by_day.size(); ++i) CHECK(by_day[i].item_id == whole.slots[i].item_id);
  in.seed = 2;
  CHECK(build(library, in).slots[0].item_id != whole.slots[0].item_id);
}

TEST_CASE("a 31-minute episode takes one and a half grid steps, not two") {
  Shelf shelf;
  for (int i = 1; i <= 9; ++i) shelf.episode("Long", 1, i, 31 * kMinute);
  auto in = input({block("b", "18:00", "21:00", {show("Long")})});
  const auto plan = build(shelf.library(), in);
  REQUIRE(plan.slots.size() >= 3);
  CHECK(plan.slots[1].end - plan.slots[1].start == 45 * kMinute);
}

TEST_CASE("what comes after an overrun follows its start rule") {
  Shelf shelf;
  shelf.add(ItemKind::movie, "Film", 130 * kMinute);
  for (int i = 1; i <= 9; ++i) shelf.episode("News", 1, i, 25 * kMinute);
  auto film = block("film", "20:00", "22:00", {type(ItemKind::movie)});
  auto news = block("news", "22:00", "23:00", {show("News")});
  SUBCASE("grid: on the next (half) grid line") {
    const auto plan = build(shelf.library(), input({film, news}));
    REQUIRE(slot_at(plan, "2026-11-23T22:15:00Z"));
    CHECK(slot_at(plan, "2026-11-23T22:15:00Z")->title == "News 1");
  }
  SUBCASE("soft: at once, and back on the grid after it") {
    news.start = model::Start::soft;
    const auto plan = build(shelf.library(), input({film, news}));
    REQUIRE(slot_at(plan, "2026-11-23T22:10:00Z"));
    CHECK(slot_at(plan, "2026-11-23T22:10:00Z")->end == utc("2026-11-23T22:45:00Z"));
  }
  SUBCASE("hard: on time, and what would run over is not started") {
    news.start = model::Start::hard;
    const auto plan = build(shelf.library(), input({film, news}));
    REQUIRE(slot_at(plan, "2026-11-23T20:00:00Z"));
    CHECK(slot_at(plan, "2026-11-23T20:00:00Z")->item_id == 0);
    CHECK(slot_at(plan, "2026-11-23T22:00:00Z")->title == "News 1");
    CHECK(plan.warnings.size() >= 1);
  }
}

TEST_CASE("ceilings of channel, block and daypart bind; unrated is never mild") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute).rating = {"us-tv", "TV-MA"};
  shelf.episode("A", 1, 2, 22 * kMinute).rating = {"us-tv", "TV-PG"};
  shelf.episode("A", 1, 3, 22 * kMinute);
  auto in = input({block("b", "18:00", "20:00", {show("A")})});
  SUBCASE("channel") { in.channel.rating_limit = "TV-14"; }
  SUBCASE("block") { in.programming.blocks[0].rating = "PG-13"; }
  SUBCASE("daypart") {
    model::Daypart evening;
    evening.name = "evening";
    evening.from = 17 * kHour;
    evening.to = 23 * kHour;
    evening.rating = "TV-PG";
    in.programming.dayparts.push_back(evening);
  }
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  for (const auto& slot : plan.slots)
    if (slot.item_id) CHECK(slot.item_id == 2);
}

TEST_CASE("rest is kept while it can be and named when not") {
  Shelf shelf;
  for (int i = 1; i <= 3; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  auto in = input({block("b", "18:00", "22:00", {show("A")})});
  in.programming.blocks[0].rest = 24 * kHour;
  in.programming.blocks[0].order = model::Order::random;
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  std::set<model::Id> first;
  for (std::size_t i = 1; i <= 3; ++i) first.insert(plan.slots[i].item_id);
  CHECK(first.size() == 3);
  REQUIRE(plan.soft.size() == 1);
  CHECK(plan.soft[0].rule == "rest");
  CHECK(plan.soft[0].where == "b");
  CHECK(plan.soft[0].times == 5);
}

TEST_CASE("a block with nothing to play is named, filled, and breaks nothing else") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  shelf.spot("Acme", 30 * kSecond).tags = {"genre:comedy"};  // break material is never a programme
  model::Selector comedy;
  comedy.tags = {"genre:comedy"};
  auto in = input({block("void", "18:00", "20:00", {comedy}), block("a", "20:00", "21:00", {show("A")})});
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  REQUIRE(slot_at(plan, "2026-11-23T18:00:00Z"));
  CHECK(slot_at(plan, "2026-11-23T18:00:00Z")->item_id == 0);
  CHECK(slot_at(plan, "2026-11-23T20:00:00Z")->title == "A 1");
  REQUIRE(!plan.warnings.empty());
  CHECK(plan.warnings[0].find("'void'") != std::string::npos);
}

TEST_CASE("a plan may have to end exactly where a stored one begins") {
  Shelf shelf;
  for (int i = 1; i <= 9; ++i) shelf.episode("Long", 1, i, 50 * kMinute);
  auto in = input({block("b", "06:00", "06:00", {show("Long")})});
  in.to = in.from + 5 * kHour + 30 * kMinute;
  CHECK(build(shelf.library(), in).slots.back().end == in.from + 6 * kHour);
  in.ends_exactly = true;
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
}
