#include <doctest/doctest.h>

#include <algorithm>

#include "schedule/breaks/cuts.h"
#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;
using model::EventKind;
using model::MarkerKind;

namespace {
std::vector<model::Event> of(const Plan& plan, EventKind kind) {
  std::vector<model::Event> all;
  std::copy_if(plan.events.begin(), plan.events.end(), std::back_inserter(all), [&](const auto& e) { return e.kind == kind; });
  return all;
}

// Forty spots of twenty companies; enough for anything a day needs.
void stock_spots(Shelf& shelf) {
  for (int i = 0; i < 40; ++i) shelf.spot("Company " + std::to_string(i % 20), (i % 2 ? 15 : 30) * kSecond);
}

Input one_episode() {
  auto in = input({block("b", "18:00", "18:30", {show("A")})});
  in.programming.pools.promos.emplace();
  in.programming.pools.idents.emplace();
  return in;
}
}  // namespace

TEST_CASE("acts are cut at ad_break markers and resume on the next frame") {
  Shelf shelf;
  const auto id = shelf.episode("A", 1, 1, 22 * kMinute).id;
  shelf.marker(id, MarkerKind::chapter, 3 * kMinute);
  shelf.marker(id, MarkerKind::ad_break, 7 * kMinute + 30 * kSecond);
  shelf.marker(id, MarkerKind::ad_break, 15 * kMinute);
  stock_spots(shelf);
  const auto in = one_episode();
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  const auto acts = of(plan, EventKind::program);
  REQUIRE(acts.size() == 3);
  CHECK(acts[1].in_frame == 450 * 25);
  CHECK(acts[1].in_ms == 450'000);
  CHECK(acts[2].in_frame == 900 * 25);
  CHECK(acts[2].out_ms == 22 * kMinute);
  CHECK(of(plan, EventKind::spot).size() > 8);
  CHECK(plan.unfilled_ms == 0);
}

TEST_CASE("a break that was found serves after chapters until it is approved, and is cut in its middle") {
  const base::Rate rate{25, 1};
  std::vector<model::Marker> markers(3);
  const Millis at[] = {5 * kMinute, 10 * kMinute, 15 * kMinute};
  for (std::size_t i = 0; i < 3; ++i) {
    markers[i].kind = MarkerKind::ad_break;
    markers[i].start_ms = at[i];
    markers[i].end_ms = at[i] + 2000;
    markers[i].origin = model::MarkerOrigin::detected;
    markers[i].status = model::MarkerStatus::proposed;
    markers[i].confidence = 900;
  }
  model::BreakRule rule;
  CutInput in{22 * 60 * 25, 8 * 60 * 25, 30 * kMinute, rate, markers};
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{301 * 25, 901 * 25});  // as many as are needed
  markers[1].status = model::MarkerStatus::approved;
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{601 * 25});
  markers[1].kind = MarkerKind::chapter;
  markers[1].origin = model::MarkerOrigin::file;
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{600 * 25});
  markers[1].kind = MarkerKind::ad_break;
  markers[1].origin = model::MarkerOrigin::manual;  // a range that somebody set begins where they said
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{600 * 25});
}

TEST_CASE("chapters serve where no ad break is set, else even thirds") {
  const base::Rate rate{25, 1};
  std::vector<model::Marker> chapters(4);
  const Millis at[] = {0, 5 * kMinute, 13 * kMinute, 21 * kMinute + 50 * kSecond};
  for (std::size_t i = 0; i < 4; ++i) {
    chapters[i].kind = MarkerKind::chapter;
    chapters[i].start_ms = at[i];
  }
  model::BreakRule rule;
  CutInput in{22 * 60 * 25, 8 * 60 * 25, 30 * kMinute, rate, chapters};
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{5 * 60 * 25, 13 * 60 * 25});
  rule.at = model::BreakAt::thirds;
  CHECK(cut_frames(in, rule) == std::vector<std::int64_t>{in.frames / 3, in.frames * 2 / 3});
  rule.at = model::BreakAt::none;
  CHECK(cut_frames(in, rule).empty());
  rule.at = model::BreakAt::markers;
  in.avail = 25 * 10;  // ten seconds are no break
  CHECK(cut_frames(in, rule).empty());
}

TEST_CASE("thinning break points loses no frame of the programme") {
  Shelf shelf;
  const auto id = shelf.add(ItemKind::movie, "Film", 100 * kMinute).id;
  for (int minute = 3; minute < 99; minute += 4) shelf.marker(id, MarkerKind::ad_break, minute * kMinute + 17);
  stock_spots(shelf);
  auto in = input({block("b", "18:00", "20:00", {type(ItemKind::movie)})});
  in.rate = {30000, 1001};
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  std::int64_t shown = 0;
  const auto acts = of(plan, EventKind::program);
  for (const auto& act : acts) shown += act.frames;
  CHECK(shown == in.rate.index_at_ms(100 * kMinute));
  CHECK(acts.size() <= 13);
  CHECK(acts.size() >= 5);
}

TEST_CASE("no two spots of a company in one break, none before its rest is over") {
  Shelf shelf;
  for (int i = 1; i <= 6; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  stock_spots(shelf);
  auto in = input({block("b", "18:00", "21:00", {show("A")})});
  in.programming.breaks.spot_rest = 15 * kMinute;
  const auto library = shelf.library();
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  std::set<std::string> companies;
  std::map<model::Id, std::int64_t> last;
  for (const auto& event : plan.events) {
    if (event.kind == EventKind::program) companies.clear();
    if (event.kind != EventKind::spot) continue;
    CHECK(companies.insert(library.find(event.item_id)->company).second);
    if (last.count(event.item_id)) CHECK((event.start_frame - last[event.item_id]) * 40 >= 15 * kMinute);
    last[event.item_id] = event.start_frame;
  }
  CHECK(plan.soft.empty());
}

TEST_CASE("flights, expiry and dayparts of spots hold at the time of the break") {
  Shelf shelf;
  for (int i = 1; i <= 48; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  const auto noon = utc("2026-11-23T12:00:00Z");
  for (int i = 0; i < 30; ++i) {
    auto& spot = shelf.spot("C" + std::to_string(i), 30 * kSecond);
    if (i % 3 == 0) spot.flight_start = noon;
    if (i % 3 == 1) spot.expires = noon;
    if (i % 3 == 2) spot.daypart = "Morning";
  }
  auto in = input({block("b", "06:00", "06:00", {show("A")})});
  model::Daypart morning;
  morning.name = "morning";
  morning.from = 6 * kHour;
  morning.to = 10 * kHour;
  in.programming.dayparts.push_back(morning);
  in.programming.breaks.spot_rest = 0;
  const auto library = shelf.library();
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  int seen[3] = {0, 0, 0};
  for (const auto& event : of(plan, EventKind::spot)) {
    const auto at = model::frame_start(in.rate, event.start_frame), end = at + event.frames * 40;
    const auto& spot = *library.find(event.item_id);
    const bool right[3] = {at >= noon, end <= noon, at < utc("2026-11-23T10:00:00Z")};
    const int which = spot.flight_start ? 0 : spot.expires ? 1 : 2;
    CHECK(right[which]);
    ++seen[which];
  }
  for (const int n : seen) CHECK(n > 0);
}

TEST_CASE("bumpers stand at both ends of a break, the ident at the end of the slot") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  stock_spots(shelf);
  shelf.add(ItemKind::bumper, "out", 5 * kSecond);
  shelf.add(ItemKind::bumper, "in", 5 * kSecond);
  shelf.add(ItemKind::ident, "id", 10 * kSecond);
  shelf.add(ItemKind::promo, "soon", 20 * kSecond);
  const auto in = input({block("b", "18:00", "18:30", {show("A")})});
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  const auto& events = plan.events;
  int acts = 0;
  for (std::size_t i = 1; i + 1 < events.size(); ++i) {
    if (events[i].kind != EventKind::program) continue;
    ++acts;
    if (acts > 1) CHECK(events[i - 1].kind == EventKind::bumper);
    if (acts < 3) CHECK(events[i + 1].kind == EventKind::bumper);
  }
  CHECK(acts == 3);
  CHECK(of(plan, EventKind::ident).size() >= 1);
  CHECK(of(plan, EventKind::promo).size() >= 1);
}

TEST_CASE("a filler is cut to fit; without one slate is left and named") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute + 7 * kSecond + 480);
  for (int i = 0; i < 40; ++i) shelf.spot("C" + std::to_string(i), 30 * kSecond);
  auto in = one_episode();
  SUBCASE("filler") {
    shelf.add(ItemKind::filler, "fish tank", 10 * kMinute);
    const auto plan = build(shelf.library(), in);
    CHECK(faults(plan, in).empty());
    CHECK(plan.unfilled_ms < 1000);
    CHECK(of(plan, EventKind::filler).size() == 1);
  }
  SUBCASE("none") {
    const auto plan = build(shelf.library(), in);
    CHECK(faults(plan, in).empty());
    CHECK(plan.unfilled_ms == 22'520);
    REQUIRE(plan.warnings.size() == 1);
    CHECK(plan.warnings[0].find("'b'") != std::string::npos);
  }
}

TEST_CASE("a channel without break material still has a whole plan") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  const auto in = one_episode();
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  CHECK(of(plan, EventKind::program).size() == 1);
  CHECK(plan.unfilled_ms == 8 * kMinute);
}

TEST_CASE("the same programme airs with breaks in one block and whole in another") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  stock_spots(shelf);
  auto in = input({block("with", "18:00", "18:30", {show("A")}), block("without", "20:00", "20:30", {show("A")})});
  model::BreakRule none;
  none.at = model::BreakAt::none;
  none.after = false;
  in.programming.blocks[1].breaks = none;
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  int acts[2] = {0, 0}, spots[2] = {0, 0};
  for (const auto& event : plan.events) {
    const auto& slot = plan.slots[static_cast<std::size_t>(event.slot_id)];
    const int which = slot.block == "without";
    if (event.kind == EventKind::program) ++acts[which];
    if (event.kind == EventKind::spot) ++spots[which];
  }
  CHECK(acts[0] == 3);
  CHECK(acts[1] == 1);
  CHECK(spots[0] > 0);
  CHECK(spots[1] == 0);
}

TEST_CASE("intro and outro stand at the edges of a block only") {
  Shelf shelf;
  for (int i = 1; i <= 8; ++i) shelf.episode("A", 1, i, 22 * kMinute);
  shelf.add(ItemKind::intro, "welcome", 12 * kSecond);
  shelf.add(ItemKind::outro, "goodbye", 9 * kSecond);
  auto in = input({block("b", "18:00", "20:00", {show("A")})});
  in.programming.blocks[0].intro = {type(ItemKind::intro)};
  in.programming.blocks[0].outro = {type(ItemKind::outro)};
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  std::vector<std::pair<model::Id, std::string>> edges;
  for (const auto& event : plan.events)
    if (event.kind == EventKind::bumper) edges.emplace_back(event.slot_id, event.title);
  CHECK(edges == std::vector<std::pair<model::Id, std::string>>{{1, "welcome"}, {4, "goodbye"}});
}

TEST_CASE("a spot for a daypart airs wholly inside it, also late in its break") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 26 * kMinute);
  for (int i = 0; i < 30; ++i) shelf.spot("C" + std::to_string(i), 30 * kSecond).daypart = "early";
  auto in = one_episode();
  model::Daypart early;
  early.name = "early";
  early.from = 17 * kHour;
  early.to = 18 * kHour + 28 * kMinute;
  in.programming.dayparts = {early};
  in.programming.breaks.at = model::BreakAt::none;
  const auto plan = build(shelf.library(), in);
  CHECK(of(plan, EventKind::spot).empty());  // the break lasts from 18:26 to 18:30
  in.programming.dayparts[0].to += 2 * kMinute;
  CHECK(of(build(shelf.library(), in), EventKind::spot).size() == 8);
}

TEST_CASE("spots that are some frames off their nominal length fill the breaks of a slot to less than a fifth of a second") {
  std::mt19937 random(3);
  Shelf shelf;
  for (int i = 1; i <= 40; ++i) shelf.episode("A", 1, i, 21 * kMinute + static_cast<Millis>(random() % 90) * kSecond);
  const Millis lengths[] = {10, 15, 30, 30, 60};
  for (int i = 0; i < 150; ++i) {
    auto& spot = shelf.spot("Company " + std::to_string(i % 30), lengths[random() % 5] * kSecond - static_cast<Millis>(random() % 1200));
    spot.category = "category " + std::to_string(random() % 6);
  }
  for (int i = 0; i < 3; ++i) shelf.add(ItemKind::bumper, "bumper", 4 * kSecond), shelf.add(ItemKind::promo, "promo", 20 * kSecond);
  auto in = input({block("b", "06:00", "06:00", {show("A")})});
  in.programming.breaks.at = model::BreakAt::thirds;
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  CHECK(plan.breaks >= 96);
  CHECK(plan.longest_unfilled_ms <= 200);
  CHECK(plan.unfilled_ms <= 100 * static_cast<Millis>(plan.breaks));
  CHECK(plan.soft.empty());
}
