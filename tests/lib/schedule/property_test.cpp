#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/check.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
using Random = std::mt19937;

std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - least + 1));
}
template <typename T, std::size_t N>
const T& any_of(Random& random, const T (&list)[N]) {
  return list[random() % N];
}

constexpr const char* kZones[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham",
                                  "Australia/Eucla",  "America/St_Johns", "Africa/Cairo",     "America/Santiago", "UTC"};
// Around changes of the clocks on both halves of the globe, and leap days.
constexpr const char* kDates[] = {"2026-03-07T00:00:00Z", "2026-03-28T00:00:00Z", "2026-04-04T00:00:00Z", "2026-09-05T00:00:00Z",
                                  "2026-09-26T00:00:00Z", "2026-10-24T00:00:00Z", "2026-10-31T00:00:00Z", "2028-02-28T00:00:00Z",
                                  "2026-04-23T00:00:00Z", "2000-02-28T00:00:00Z"};
constexpr const char* kRatings[] = {"", "TV-Y", "TV-PG", "TV-14", "TV-MA", "PG-13", "R", "nonsense"};
const base::Rate kRates[] = {{30000, 1001}, {25, 1}, {24000, 1001}, {60000, 1001}, {30, 1}};

Shelf random_shelf(Random& random) {
  Shelf shelf;
  for (int s = 0; s < between(random, 0, 4); ++s) {
    const Millis length = between(random, 3, 70) * kMinute;
    for (int e = 1; e <= between(random, 1, 30); ++e) {
      auto& item = shelf.episode("Show " + std::to_string(s), static_cast<int>(between(random, 0, 3)), e, length + between(random, -90'000, 90'000));
      item.rating.code = any_of(random, kRatings);
      if (random() % 5 == 0) item.tags.push_back("tone:dark");
      if (random() % 9 == 0) item.daypart = "evening";
      if (random() % 9 == 0) item.demographic = random() % 2 ? "kids" : "adults";
      if (random() % 9 == 0) item.warnings = "Gore, language";
      if (random() % 9 == 0) item.season_window = random() % 2 ? "halloween" : "03-01..04-10";
    }
  }
  for (int m = 0; m < between(random, 0, 6); ++m) shelf.add(ItemKind::movie, "Film", between(random, 60, 200) * kMinute + 77).rating.code = any_of(random, kRatings);
  const Millis lengths[] = {15'000, 30'000, 60'000, 14'980, 30'047, 9'760};
  for (int c = 0; c < between(random, 0, 60); ++c) {
    auto& spot = shelf.spot("Company " + std::to_string(random() % 12), any_of(random, lengths));
    if (random() % 6 == 0) spot.daypart = "evening";
    if (random() % 7 == 0) spot.rating.code = any_of(random, kRatings);
    if (random() % 8 == 0) spot.flight_end = utc("2026-10-25T12:00:00Z");
    if (random() % 8 == 0) spot.expires = utc("2026-03-29T03:00:00Z");
  }
  const ItemKind kinds[] = {ItemKind::bumper, ItemKind::promo, ItemKind::ident, ItemKind::filler, ItemKind::interstitial, ItemKind::intro};
  for (int k = 0; k < between(random, 0, 12); ++k) shelf.add(any_of(random, kinds), "piece", between(random, 1'000, 240'000));
  const std::size_t programmes = shelf.items.size();
  for (int m = 0; m < between(random, 0, 80); ++m) {
    const auto& item = shelf.items[random() % std::max<std::size_t>(programmes, 1) % std::max<std::size_t>(shelf.items.size(), 1)];
    shelf.marker(item.id, random() % 2 ? model::MarkerKind::ad_break : model::MarkerKind::chapter, between(random, 0, item.duration_ms));
  }
  return shelf;
}

Input random_input(Random& random) {
  Input in;
  in.channel.number = static_cast<int>(between(random, 1, 99));
  in.channel.zone = any_of(random, kZones);
  const Millis grids[] = {5, 10, 15, 30, 60, 120};
  in.channel.grid_ms = any_of(random, grids) * kMinute;
  const Millis starts[] = {0, 90, 150, 360, 365, 1439};
  in.channel.day_start_ms = any_of(random, starts) * kMinute;
  in.channel.rating_limit = random() % 4 == 0 ? any_of(random, kRatings) : "";
  in.rate = any_of(random, kRates);
  in.seed = random();
  const model::Days days[] = {model::kDaily, model::kWeekdays, model::kWeekends, 1, 64, 42};
  for (int b = 0; b < between(random, 0, 6); ++b) {
    model::Block block;
    block.name = "block " + std::to_string(b);
    block.days = any_of(random, days);
    block.from = between(random, 0, 287) * 5 * kMinute;
    block.to = random() % 4 == 0 ? block.from : between(random, 0, 287) * 5 * kMinute;
    for (int p = 0; p < between(random, 1, 2); ++p) {
      if (random() % 3 == 0) block.play.push_back(type(ItemKind::movie));
      else block.play.push_back(show("show " + std::to_string(random() % 5)));
    }
    if (random() % 5 == 0) block.season.push_back({{}, {}, random() % 2 ? "easter" : "halloween", 0, 0, 0, 40, 9});
    if (random() % 6 == 0) block.every = 2, block.weeks = random() % 2, block.turn = 1 + static_cast<int>(random() % 2);
    block.order = static_cast<model::Order>(random() % 5);
    block.start = static_cast<model::Start>(random() % 3);
    block.rest = random() % 2 ? between(random, 0, 72) * kHour : 0;
    block.rating = random() % 3 == 0 ? any_of(random, kRatings) : "";
    block.priority = static_cast<int>(random() % 3);
    if (random() % 3 == 0) block.delay = between(random, 0, 90) * kMinute;
    if (random() % 4 == 0) block.run = random() % 2 ? "north" : "south";
    if (random() % 3 == 0) block.intro = {type(ItemKind::intro)};
    in.programming.blocks.push_back(block);
  }
  for (int d = 0; d < between(random, 0, 2); ++d) {
    model::Daypart part;
    part.name = d ? "evening" : "morning";
    part.from = between(random, 0, 1439) * kMinute;
    part.to = between(random, 0, 1439) * kMinute;
    part.rating = any_of(random, kRatings);
    if (random() % 2) part.avoid = {"tone:dark"};
    if (random() % 4 == 0) part.demographic = {"kids"};
    if (random() % 4 == 0) part.avoid_warnings = {"gore"};
    in.programming.dayparts.push_back(part);
  }
  auto& rule = in.programming.breaks;
  rule.at = static_cast<model::BreakAt>(random() % 3);
  rule.after = random() % 3 != 0;
  rule.from_start = between(random, 0, 300) * kSecond;
  rule.between = between(random, 0, 600) * kSecond;
  rule.longest = between(random, 10, 400) * kSecond;
  rule.per_hour = static_cast<int>(between(random, 0, 12));
  rule.spot_rest = between(random, 0, 60) * kMinute;
  const base::Zone zone{in.channel.zone};
  const Calendar calendar{zone, in.channel.day_start_ms, in.channel.grid_ms};
  in.from = calendar.day_begin(calendar.date_of(utc(any_of(random, kDates))));
  if (random() % 4 == 0) in.from = calendar.line_from(in.from + between(random, 0, 20) * kHour, in.channel.grid_ms);
  in.to = in.from + between(random, 1, 96) * kHour;
  in.ends_exactly = random() % 3 == 0;
  return in;
}

CheckInput to_check(const Plan& plan, const Input& in) { return {in.channel, in.rate, in.programming, plan.slots, plan.events}; }

bool same(const Plan& a, const Plan& b) {
  if (a.slots.size() != b.slots.size() || a.events.size() != b.events.size() || a.warnings != b.warnings) return false;
  for (std::size_t i = 0; i < a.slots.size(); ++i)
    if (a.slots[i].item_id != b.slots[i].item_id || a.slots[i].start != b.slots[i].start) return false;
  for (std::size_t i = 0; i < a.events.size(); ++i)
    if (a.events[i].item_id != b.events[i].item_id || a.events[i].frames != b.events[i].frames) return false;
  return true;
}
}  // namespace

TEST_CASE("random stations: contiguous, to the frame, deterministic, no hard rule broken") {
  std::size_t programmes = 0, spots = 0;
  for (unsigned seed = 1; seed <= 720; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    auto shelf = random_shelf(random);
    const auto in = random_input(random);
    const auto plan = build(shelf.library(), in);
    for (const auto& fault : faults(plan, in)) FAIL_CHECK(fault);
    const auto library = shelf.library();
    for (const auto& finding : check(library, to_check(plan, in)))
      FAIL_CHECK(finding.rule, ": ", finding.text);
    std::shuffle(shelf.items.begin(), shelf.items.end(), random);
    CHECK(same(plan, build(shelf.library(), in)));
    for (const auto& slot : plan.slots) programmes += slot.item_id != 0;
    for (const auto& event : plan.events) spots += event.kind == model::EventKind::spot;
  }
  CHECK(programmes > 5000);  // the stations are not all dark
  CHECK(spots > 5000);
}

TEST_CASE("day by day gives the same plan as the whole") {
  for (unsigned seed = 1000; seed < 1060; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto library = random_shelf(random).library();
    auto in = random_input(random);
    in.ends_exactly = false;
    const Calendar calendar{in.channel};
    in.from = calendar.day_begin(calendar.date_of(in.from));
    in.to = calendar.day_begin(base::add_days(calendar.date_of(in.from), 3));
    const auto whole = build(library, in);
    Plan joined;
    Input part = in;
    for (int day = 1; day <= 3; ++day) {
      part.to = calendar.day_begin(base::add_days(calendar.date_of(in.from), day));
      if (part.from >= part.to) continue;
      const auto plan = build(library, part);
      joined.slots.insert(joined.slots.end(), plan.slots.begin(), plan.slots.end());
      for (const auto& event : plan.events) {
        joined.events.push_back(event);
        if (event.item_id) part.past_airings.push_back({event.item_id, model::frame_start(in.rate, event.start_frame)});
      }
      part.from = joined.slots.back().end;
      remember(part, plan.slots);
    }
    joined.warnings = whole.warnings;
    CHECK(same(whole, joined));
  }
}

TEST_CASE("the check finds what is wrong") {
  Shelf shelf;
  for (int i = 1; i <= 10; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  for (int i = 0; i < 20; ++i) shelf.spot("C" + std::to_string(i), 30 * kSecond);
  const auto in = input({block("b", "06:00", "12:00", {show("A")})});
  const auto library = shelf.library();
  const auto plan = build(library, in);
  CHECK(check(library, to_check(plan, in)).empty());
  auto channel = in.channel;
  auto slots = plan.slots;
  auto events = plan.events;
  std::string expected;
  SUBCASE("gap") { expected = "gap", slots.erase(slots.begin() + 2); }
  SUBCASE("overlap") { expected = "overlap", slots[1].end += kMinute; }
  SUBCASE("grid") { expected = "grid", slots[1].start += kMinute; }
  SUBCASE("file") { expected = "file", slots[1].item_id = 999; }
  SUBCASE("events") { expected = "events", events[3].frames += 1; }
  SUBCASE("missing event") { expected = "events", events.erase(events.begin() + 4); }
  SUBCASE("rating") { expected = "rule", channel.rating_limit = "TV-PG"; }
  bool named = false;
  for (const auto& finding : check(library, {channel, in.rate, in.programming, slots, events})) named = named || finding.rule == expected;
  CHECK(named);
}
