#include "schedule/improve.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/check.h"
#include "support/rounds.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
Shelf shelf_of(std::mt19937& random) {
  Shelf shelf;
  for (int s = 0; s < 12; ++s)
    for (int e = 1; e <= 12; ++e) {
      auto& item = shelf.episode("Show " + std::to_string(s), 1, e, 22 * kMinute + static_cast<Millis>(random() % 200) * kSecond);
      item.daypart = random() % 4 == 0 ? "Evening" : random() % 4 == 0 ? "Morning" : "";
      item.rating.code = random() % 5 == 0 ? "TV-MA" : "TV-PG";
    }
  for (int s = 0; s < 40; ++s) shelf.spot("Company " + std::to_string(s % 11), (10 + 5 * static_cast<Millis>(random() % 5)) * kSecond);
  return shelf;
}

Input week(model::Order order, std::uint64_t seed) {
  auto in = input({block("Day", "06:00", "20:00", {type(ItemKind::episode)}), block("Night", "20:00", "06:00", {type(ItemKind::episode)})});
  in.to = in.from + 7 * 24 * kHour;
  in.seed = seed;
  for (auto& one : in.programming.blocks) one.order = order, one.rest = 12 * kHour;
  model::Daypart morning, evening;
  morning.name = "Morning", morning.from = 6 * kHour, morning.to = 12 * kHour, morning.rating = "TV-14";
  evening.name = "Evening", evening.from = 18 * kHour, evening.to = 23 * kHour;
  in.programming.dayparts = {morning, evening};
  in.programming.breaks.pod = {model::PodPart::spots};
  return in;
}

int soft_times(const Plan& plan, std::string_view rule) {
  int times = 0;
  for (const auto& soft : plan.soft)
    if (rule.empty() || soft.rule == rule) times += soft.times;
  return times;
}
}  // namespace

TEST_CASE("exchanges make plans better than they were made, and break no rule that held") {
  std::mt19937 random(3);
  std::int64_t made = 0, improved = 0, black = 0;
  for (int round = 0; round < rounds(40); ++round) {
    const auto shelf = shelf_of(random);
    const auto library = shelf.library();
    const model::Order orders[] = {model::Order::shuffle, model::Order::random, model::Order::scored};
    auto in = week(orders[round % 3], random());
    const auto greedy = build(library, in);
    in.optimize = 20;
    const auto plan = build(library, in);
    REQUIRE(faults(plan, in).empty());
    for (const auto& finding : check(library, {in.channel, in.rate, in.programming, plan.slots, plan.events})) CHECK_MESSAGE(!finding.hard, finding.text);
    CHECK(plan.improved.total() <= plan.made.total());
    CHECK(plan.made.unfilled == greedy.unfilled_ms);
    CHECK(soft_times(plan, {}) <= soft_times(greedy, {}));
    made += plan.made.total() - plan.made.unfilled;
    improved += plan.improved.total() - plan.improved.unfilled;
    black += plan.improved.unfilled - plan.made.unfilled;
    // The same programmes as often, in slots of the same length; in a shuffle none twice in a round.
    REQUIRE(plan.slots.size() == greedy.slots.size());
    std::vector<model::Id> before, after;
    for (std::size_t i = 0; i < plan.slots.size(); ++i) {
      CHECK(plan.slots[i].start == greedy.slots[i].start);
      CHECK(plan.slots[i].round == greedy.slots[i].round);
      before.push_back(greedy.slots[i].item_id);
      after.push_back(plan.slots[i].item_id);
    }
    CHECK(std::is_permutation(before.begin(), before.end(), after.begin()));
    const auto again = build(library, in);
    CHECK(std::equal(again.events.begin(), again.events.end(), plan.events.begin(), plan.events.end(),
                     [](const auto& a, const auto& b) { return a.start_frame == b.start_frame && a.item_id == b.item_id && a.in_frame == b.in_frame; }));
  }
  CHECK(improved < made * 17 / 20);
  MESSAGE("programmes of 40 weeks: penalty " << made << " as made, " << improved << " after exchanges; slate " << black << " ms more");
}

TEST_CASE("what is by hand, in order, in a shared run or part of a story stays where it is") {
  std::mt19937 random(9);
  auto shelf = shelf_of(random);
  const auto library = shelf.library();
  auto in = week(model::Order::sequential, 4);
  in.programming.blocks[1].order = model::Order::shuffle;
  in.programming.blocks[1].run = "nights";
  model::Slot fixed;
  fixed.start = in.from + 9 * kHour;
  fixed.end = fixed.start + 30 * kMinute;
  fixed.item_id = shelf.items.front().id;
  fixed.title = shelf.items.front().title;
  fixed.fixed = true;
  in.fixed = {fixed};
  const auto greedy = build(library, in);
  in.optimize = 50;
  const auto plan = build(library, in);
  for (std::size_t i = 0; i < plan.slots.size(); ++i) CHECK(plan.slots[i].item_id == greedy.slots[i].item_id);
}
