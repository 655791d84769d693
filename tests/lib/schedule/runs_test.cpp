#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
constexpr Millis kDay = 24 * kHour;

// Programmes of plans, by time.
std::vector<model::Slot> programmes_of(const std::vector<Plan>& plans) {
  std::vector<model::Slot> all;
  for (const auto& plan : plans)
    for (const auto& slot : plan.slots)
      if (slot.item_id) all.push_back(slot);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  return all;
}

// Days of one channel, each built from what the days before planned; change may alter the library between them.
std::vector<model::Slot> by_day(Input in, Shelf& shelf, int days, const std::function<void(int)>& change) {
  std::vector<model::Slot> all;
  const Millis begin = in.from;
  for (int day = 0; day < days; ++day) {
    change(day);
    in.to = begin + (day + 1) * kDay;
    const auto plan = build(shelf.library(), in);
    all.insert(all.end(), plan.slots.begin(), plan.slots.end());
    in.from = plan.slots.back().end;
    remember(in, plan.slots);
  }
  return all;
}

Input sharing(int number, std::string_view zone, std::string_view from, std::string_view to) {
  auto in = input({block("b" + std::to_string(number), from, to, {show("Serial")})});
  in.channel.number = number;
  in.channel.zone = zone;
  in.programming.blocks[0].run = "serial";
  return in;
}
}  // namespace

TEST_CASE("nothing of a shuffled run repeats until all have aired, whatever joins or leaves the library") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    Shelf shelf;
    for (int i = 1; i <= 25; ++i) shelf.episode("A", 1, i, 22 * kMinute);
    auto in = input({block("b", "06:00", "10:00", {show("A")})});
    in.programming.blocks[0].order = model::Order::shuffle;
    in.seed = random();
    std::map<model::Id, Millis> joined, left;
    for (const auto& item : shelf.items) joined[item.id] = in.from;
    model::Id next = 1000;
    const auto slots = by_day(in, shelf, 20, [&](int day) {
      const Millis now = in.from + day * kDay;
      if (day && random() % 2) {
        shelf.episode("A", 2, static_cast<int>(next), 22 * kMinute).id = next;
        joined[next++] = now;
      }
      if (day && random() % 3 == 0) {
        const auto victim = shelf.items.begin() + static_cast<std::ptrdiff_t>(random() % shelf.items.size());
        left[victim->id] = now;
        shelf.items.erase(victim);
      }
    });
    // Between two airings of an item, every other that was there all the while has aired.
    std::map<model::Id, Millis> last;
    std::map<model::Id, int> rounds;
    for (const auto& slot : slots) {
      if (!slot.item_id) continue;
      CHECK(slot.round > rounds[slot.item_id]);  // once in a round
      rounds[slot.item_id] = slot.round;
    }
    int newest = 0;
    for (const auto& slot : slots) {
      if (!slot.item_id) continue;
      CHECK(slot.round >= newest);
      if (slot.round > newest && newest > 0)  // a round ends when all that are there have aired in it
        for (const auto& [id, since] : joined) {
          const auto gone = left.find(id);
          if (since > slot.start - kDay || (gone != left.end() && gone->second <= slot.start)) continue;
          const bool aired_in_it = std::any_of(slots.begin(), slots.end(), [&](const auto& s) { return s.item_id == id && s.round == newest; });
          CHECK(aired_in_it);
        }
      newest = std::max(newest, slot.round);
    }
    CHECK(newest >= 4);
  }
}

TEST_CASE("a new item changes the order of nothing else in a shuffled round") {
  Shelf shelf;
  for (int i = 1; i <= 40; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  auto in = input({block("b", "06:00", "06:00", {show("A")})});
  in.programming.blocks[0].order = model::Order::shuffle;
  const auto order = [&] {
    std::vector<model::Id> ids;
    for (const auto& slot : build(shelf.library(), in).slots)
      if (slot.round == 1 && slot.item_id != 500) ids.push_back(slot.item_id);
    return ids;
  };
  in.to = in.from + kDay;
  const auto before = order();
  shelf.episode("A", 2, 1, 22 * kMinute).id = 500;
  const auto after = order();
  REQUIRE(before.size() == 40);
  for (std::size_t i = 0; i < after.size(); ++i) CHECK(before[i] == after[i]);
}

TEST_CASE("a sequential run goes on behind what was removed, and an item that comes back under a new id is not new") {
  Shelf shelf;
  for (int i = 1; i <= 12; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  auto in = input({block("b", "18:00", "20:00", {show("A")})});
  const auto first = build(shelf.library(), in);
  Input second = in;
  second.from = first.slots.back().end;
  second.to = second.from + kDay;
  remember(second, first.slots);  // 1 to 4 were planned
  const auto next = [&](Shelf& s) { return build(s.library(), second).slots[1].title; };
  CHECK(next(shelf) == "A 5");
  SUBCASE("the last one and all before it are gone, also from the catalog") {
    std::erase_if(shelf.items, [](const Item& item) { return item.id <= 4; });
    for (auto& airing : second.past) airing.item_id = 0;
    CHECK(next(shelf) == "A 5");
  }
  SUBCASE("so are the next ones") {
    std::erase_if(shelf.items, [](const Item& item) { return item.id >= 3 && item.id <= 6; });
    CHECK(next(shelf) == "A 7");
  }
  SUBCASE("all that is left lies before: the run begins again") {
    std::erase_if(shelf.items, [](const Item& item) { return item.id >= 4; });
    CHECK(next(shelf) == "A 1");
  }
  SUBCASE("a rebuilt server") {
    for (auto& item : shelf.items) item.id += 100;
    CHECK(next(shelf) == "A 5");
  }
  SUBCASE("an episode added before stays unaired until the run comes round") {
    auto& added = shelf.episode("A", 0, 1, 22 * kMinute);
    added.title = "pilot";
    added.season = 1;
    added.episode = 0;
    CHECK(next(shelf) == "A 5");
  }
}

TEST_CASE("channels that share a run continue each other; others keep their own position") {
  Shelf shelf;
  for (int i = 1; i <= 300; ++i) shelf.episode("Serial", 1, i, 22 * kMinute);
  const auto library = shelf.library();
  const auto a = sharing(5, "UTC", "18:00", "20:00"), b = sharing(6, "America/New_York", "15:00", "16:30");
  auto own = sharing(7, "UTC", "18:00", "19:00");
  own.programming.blocks[0].run.clear();
  std::vector<Input> inputs{a, b, own};
  for (auto& in : inputs) in.to = in.from + 3 * kDay;
  const auto plans = build(library, inputs);
  const auto shared = programmes_of({plans[0], plans[1]});
  REQUIRE(shared.size() > 12);
  for (std::size_t i = 0; i < shared.size(); ++i) CHECK(shared[i].episode == static_cast<int>(i) + 1);
  const auto alone = programmes_of({plans[2]});
  for (std::size_t i = 0; i < alone.size(); ++i) CHECK(alone[i].episode == static_cast<int>(i) + 1);

  SUBCASE("day by day as in one go") {
    std::vector<Plan> joined(3);
    for (int day = 1; day <= 3; ++day) {
      for (auto& in : inputs) in.to = a.from + day * kDay;
      const auto some = build(library, inputs);
      for (std::size_t i = 0; i < 3; ++i) {
        joined[i].slots.insert(joined[i].slots.end(), some[i].slots.begin(), some[i].slots.end());
        inputs[i].from = some[i].slots.back().end;
        remember(inputs[i], some[i].slots);
        for (std::size_t k = 0; k < 2; ++k)
          for (const auto& slot : some[i].slots)
            if (i < 2 && k != i && slot.item_id) {
              inputs[k].elsewhere.push_back(aired(slot));
              inputs[k].elsewhere.back().channel = inputs[i].channel.number;
            }
      }
    }
    const auto again = programmes_of({joined[0], joined[1]});
    REQUIRE(again.size() == shared.size());
    for (std::size_t i = 0; i < again.size(); ++i) CHECK(again[i].item_id == shared[i].item_id);
  }
  SUBCASE("a channel built alone goes on from what the other one plans, moment by moment") {
    Input one = inputs[0];
    for (const auto& slot : plans[1].slots)
      if (slot.item_id) {
        one.elsewhere.push_back(aired(slot));
        one.elsewhere.back().channel = 6;
      }
    const auto again = build(library, one);
    CHECK(again.slots.size() == plans[0].slots.size());
    for (std::size_t i = 0; i < again.slots.size(); ++i) CHECK(again.slots[i].item_id == plans[0].slots[i].item_id);
  }
}
