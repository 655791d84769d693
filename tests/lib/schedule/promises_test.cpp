#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
constexpr const char* kZones[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham",
                                  "Australia/Eucla",  "America/St_Johns", "Africa/Cairo",     "America/Santiago", "UTC"};
const base::Rate kRates[] = {{30000, 1001}, {25, 1}, {24000, 1001}, {60000, 1001}, {30, 1}, {50, 1}, {24, 1}};

// The days of four years on which the clocks change, and the leap day.
std::vector<base::Date> odd_days(const base::Zone& zone) {
  std::vector<base::Date> found{{2028, 2, 29}};
  for (base::Date date{2025, 1, 1}; date.year < 2029; date = base::add_days(date, 1))
    if (zone.local(zone.utc(date, 0)).offset_s != zone.local(zone.utc(base::add_days(date, 1), 0)).offset_s) found.push_back(date);
  return found;
}

Shelf episodes(int count, Millis length) {
  Shelf shelf;
  for (int n = 1; n <= count; ++n) shelf.episode("Show", 1, n, length);
  return shelf;
}

std::vector<model::Id> programmes(const std::vector<model::Slot>& slots) {
  std::vector<model::Id> ids;
  for (const auto& slot : slots)
    if (slot.item_id) ids.push_back(slot.item_id);
  return ids;
}

bool same_bytes(const Plan& a, const Plan& b) {
  const auto slot = [](const model::Slot& x, const model::Slot& y) {
    return x.item_id == y.item_id && x.start == y.start && x.end == y.end && x.title == y.title && x.block == y.block && x.round == y.round;
  };
  const auto event = [](const model::Event& x, const model::Event& y) {
    return x.item_id == y.item_id && x.start_frame == y.start_frame && x.frames == y.frames && x.kind == y.kind && x.in_frame == y.in_frame && x.out_ms == y.out_ms;
  };
  return std::equal(a.slots.begin(), a.slots.end(), b.slots.begin(), b.slots.end(), slot) &&
         std::equal(a.events.begin(), a.events.end(), b.events.begin(), b.events.end(), event) && a.warnings == b.warnings;
}
}  // namespace

TEST_CASE("slots are contiguous and events add up over every change of the clocks, at every rate") {
  Shelf shelf = episodes(20, 22 * kMinute + 41);
  for (int i = 0; i < 30; ++i) shelf.spot("Company " + std::to_string(i), i % 2 ? 30'000 : 14'980);
  const auto library = shelf.library();
  std::size_t changes = 0, rate = 0;
  for (const auto* name : kZones) {
    const base::Zone zone{name};
    for (const auto& date : odd_days(zone)) {
      ++changes;
      auto in = input({block("day", "06:00", "01:30", {show("Show")}), block("night", "01:30", "06:00", {show("Show")})});
      in.programming.blocks[1].order = model::Order::shuffle;
      in.programming.blocks[1].start = static_cast<model::Start>(changes % 3);
      in.channel.zone = name;
      in.rate = kRates[rate++ % std::size(kRates)];
      const Calendar calendar{in.channel};
      in.from = calendar.day_begin(base::add_days(date, -1));
      in.to = calendar.day_begin(base::add_days(date, 2));
      CAPTURE(name);
      CAPTURE(base::to_text(date));
      const auto plan = build(library, in);
      for (const auto& fault : faults(plan, in)) FAIL_CHECK(fault);
      CHECK(programmes(plan.slots).size() > 100);
      CHECK(same_bytes(plan, build(library, in)));
    }
  }
  CHECK(changes > 60);
}

TEST_CASE("what no rule means changes nothing when it joins the library") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Shelf shelf = episodes(10 + static_cast<int>(seed % 7), 22 * kMinute);
    for (int i = 0; i < 12; ++i) shelf.spot("Company " + std::to_string(i), 30'000);
    auto in = input({block("a", "06:00", "18:00", {show("Show")}), block("b", "18:00", "06:00", {show("Show")})});
    in.programming.blocks[0].order = static_cast<model::Order>(seed % 5);
    in.programming.blocks[1].order = static_cast<model::Order>(seed / 5 % 5);
    in.seed = seed;
    const auto before = build(shelf.library(), in);
    shelf.episode("Another show", 1, 1, 22 * kMinute);
    shelf.add(ItemKind::movie, "A movie", 90 * kMinute);
    CHECK(same_bytes(before, build(shelf.library(), in)));
  }
}

namespace {
// What airs in each round, without one item and without what ended the rounds before in either plan: a round does not
// begin with the item that ended the one before it, so who that was may move it.
std::map<int, std::vector<model::Id>> rounds(const std::vector<model::Slot>& slots, model::Id without, const std::map<int, std::vector<model::Id>>& edges) {
  std::map<int, std::vector<model::Id>> found;
  for (const auto& slot : slots) {
    const auto edge = edges.find(slot.round);
    const bool at_edge = edge != edges.end() && std::count(edge->second.begin(), edge->second.end(), slot.item_id);
    if (slot.item_id && slot.item_id != without && !at_edge) found[slot.round].push_back(slot.item_id);
  }
  return found;
}

void note_edges(const std::vector<model::Slot>& slots, std::map<int, std::vector<model::Id>>& edges) {
  for (std::size_t i = 1; i < slots.size(); ++i)
    if (slots[i].round > slots[i - 1].round) edges[slots[i].round].push_back(slots[i - 1].item_id);
}
}  // namespace

TEST_CASE("one more episode comes in at its place and moves the others, but not their order") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    for (const auto order : {model::Order::sequential, model::Order::shuffle}) {
      CAPTURE(seed);
      CAPTURE(static_cast<int>(order));
      Shelf shelf = episodes(5 + static_cast<int>(seed % 30), 22 * kMinute);
      auto in = input({block("a", "06:00", "06:00", {show("Show")})});
      in.programming.blocks[0].order = order;
      in.seed = seed;
      const auto before = build(shelf.library(), in).slots;
      const auto added = shelf.episode("Show", 2, 1, 22 * kMinute).id;
      const auto after = build(shelf.library(), in).slots;
      const auto ids = programmes(after);
      if (ids.size() > shelf.items.size()) CHECK(std::count(ids.begin(), ids.end(), added) > 0);
      std::map<int, std::vector<model::Id>> edges;
      if (order == model::Order::shuffle) {
        note_edges(before, edges);
        note_edges(after, edges);
      }
      const auto was = rounds(before, added, edges);
      for (const auto& [round, now] : rounds(after, added, edges)) {
        CAPTURE(round);
        REQUIRE(was.contains(round));
        const auto& then = was.at(round);
        const auto common = static_cast<std::ptrdiff_t>(std::min(now.size(), then.size()));  // the day ends in a round
        CHECK(std::equal(now.begin(), now.begin() + common, then.begin()));
      }
    }
  }
}

TEST_CASE("rest holds over days that are planned one by one, as in one plan of all") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    for (const auto order : {model::Order::shuffle, model::Order::random}) {
      CAPTURE(seed);
      CAPTURE(static_cast<int>(order));
      const auto library = episodes(60, 22 * kMinute).library();
      auto in = input({block("a", "06:00", "06:00", {show("Show")})});
      in.programming.blocks[0].order = order;
      in.programming.blocks[0].rest = (10 + static_cast<Millis>(seed % 14)) * kHour;
      in.programming.breaks.at = model::BreakAt::none;
      in.channel.zone = kZones[seed % std::size(kZones)];
      in.seed = seed;
      const Calendar calendar{in.channel};
      const auto first = calendar.date_of(in.from);
      in.from = calendar.day_begin(first);
      in.to = calendar.day_begin(base::add_days(first, 8));
      const auto whole = build(library, in);
      std::vector<model::Slot> joined;
      Input part = in;
      for (int day = 1; day <= 8; ++day) {
        part.to = calendar.day_begin(base::add_days(first, day));
        const auto plan = build(library, part);
        CHECK(plan.soft.empty());
        joined.insert(joined.end(), plan.slots.begin(), plan.slots.end());
        part.from = joined.back().end;
        remember(part, plan.slots);
      }
      CHECK(programmes(joined) == programmes(whole.slots));
      std::map<model::Id, Millis> aired;
      for (const auto& slot : joined) {
        if (slot.item_id == 0) continue;
        if (const auto last = aired.find(slot.item_id); last != aired.end()) REQUIRE(slot.start - last->second >= in.programming.blocks[0].rest);
        aired[slot.item_id] = slot.start;
      }
    }
  }
}
