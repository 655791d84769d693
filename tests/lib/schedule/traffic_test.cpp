#include "schedule/traffic.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
// A day and a half of half-hour episodes with three breaks each, and plenty of spots of forty companies.
struct Station {
  Shelf shelf;
  Input in = input({block("b", "06:00", "06:00", {show("A")})});
  Station() {
    for (int i = 1; i <= 40; ++i) {
      const auto& episode = shelf.episode("A", 1, i, 23 * kMinute);
      for (int part = 1; part <= 3; ++part) shelf.marker(episode.id, model::MarkerKind::ad_break, part * 6 * kMinute);
    }
    const Millis lengths[] = {30'000, 15'000, 60'000, 29'960};
    for (int i = 0; i < 160; ++i) shelf.spot("C" + std::to_string(i % 40), lengths[i % 4]);
    for (std::size_t i = 40; i < 200; ++i) shelf.items[i].category = "k" + std::to_string(i % 9);
  }
  Booking& book(const std::string& name, const std::string& company, const char* from, const char* to, std::int64_t target) {
    Booking made;
    made.campaign.name = name;
    made.campaign.spots.emplace_back().company = company;
    made.campaign.from = base::parse_date(from);
    made.campaign.to = base::parse_date(to);
    made.campaign.target = made.target = target;
    in.bookings.push_back(made);
    return in.bookings.back();
  }
  std::vector<Millis> plays(const Plan& plan, const std::string& company) const {
    std::vector<Millis> all;
    for (const auto& event : plan.events)
      if (event.kind == model::EventKind::spot && shelf.items[static_cast<std::size_t>(event.item_id - 1)].company == company)
        all.push_back(model::frame_start(in.rate, event.start_frame));
    return all;
  }
};

TrafficInput to_check(const Plan& plan, const Input& in) {
  TrafficInput to{in.channel, in.rate, in.programming, in.queries, {}, plan.slots, plan.events, 0, INT64_MAX};
  for (const auto& one : in.bookings) to.campaigns.push_back(one.campaign);
  return to;
}
std::set<std::string> rules(const Library& library, const TrafficInput& input) {
  std::set<std::string> names;
  for (const auto& one : check_traffic(library, input)) names.insert(one.rule);
  return names;
}
}  // namespace

TEST_CASE("a target is delivered evenly over its flight, and no sooner") {
  Station station;
  station.in.to = station.in.from + 10 * 24 * kHour;
  station.book("Cola", "C3", "2026-11-24", "2026-11-30", 70);
  const auto plan = build(station.shelf.library(), station.in);
  const auto plays = station.plays(plan, "C3");
  CHECK(plays.size() == 70);
  std::map<std::int64_t, int> days;
  for (const auto at : plays) ++days[(at - station.in.from) / (24 * kHour)];
  CHECK(days.size() == 7);
  CHECK(days.begin()->first == 1);
  for (const auto& [day, count] : days) CHECK(count == 10);
}

TEST_CASE("weight and priority decide who goes first when caps leave room for little") {
  Station station;
  station.in.programming.traffic.category = model::Separation{55 * kMinute, 0, true};
  for (auto& item : station.shelf.items)
    if (item.company == "C1" || item.company == "C2") item.category = "soap";
  station.book("One", "C1", "2026-11-23", "2026-11-23", 24);
  auto& two = station.book("Two", "C2", "2026-11-23", "2026-11-23", 24);
  SUBCASE("weight") { two.campaign.weight = 5; }
  SUBCASE("priority") {
    two.campaign.priority = 3;
    std::swap(station.in.bookings[0], station.in.bookings[1]);
  }
  const auto plan = build(station.shelf.library(), station.in);
  const auto one = station.plays(plan, "C1").size(), other = station.plays(plan, "C2").size();
  CHECK(one + other > 15);
  CHECK(other > one);
  CHECK(std::any_of(plan.warnings.begin(), plan.warnings.end(), [](const auto& text) { return text.find("campaign 'One' ends with") != std::string::npos; }));
}

TEST_CASE("missed plays are made good in the daypart they were in") {
  Station station;
  station.in.to = station.in.from + 2 * 24 * kHour;
  model::Daypart prime;
  prime.name = "prime";
  prime.from = 18 * kHour, prime.to = 20 * kHour;
  station.in.programming.dayparts.push_back(prime);
  station.book("Cola", "C3", "2026-11-20", "2026-11-29", 10);
  const auto in_prime = [&](const Plan& plan) {
    const auto plays = station.plays(plan, "C3");
    return std::count_if(plays.begin(), plays.end(), [](Millis at) { return at / kHour % 24 >= 18 && at / kHour % 24 < 20; });
  };
  station.in.bookings.front().made_good = -3;  // three days' plays are behind us
  const auto plain = build(station.shelf.library(), station.in);
  station.in.bookings.front().owed["prime"] = 4;
  const auto made = build(station.shelf.library(), station.in);
  CHECK(station.plays(plain, "C3").size() == 2);
  CHECK(station.plays(made, "C3").size() == 6);
  CHECK(in_prime(made) >= 4);
}

TEST_CASE("what nobody can make good is named at the end of the flight") {
  Station station;
  auto& cola = station.book("Cola", "C3", "2026-11-23", "2026-11-23", 3);
  cola.campaign.per_day = 3;
  cola.owed["prime"] = 2;
  const auto plan = build(station.shelf.library(), station.in);
  CHECK(station.plays(plan, "C3").size() == 3);
  CHECK(std::any_of(plan.warnings.begin(), plan.warnings.end(), [](const auto& text) { return text.find("'Cola' ends with") != std::string::npos; }));
}

TEST_CASE("the traffic check names each rule") {
  Station station;
  station.book("Cola", "C3", "2026-11-23", "2026-11-29", 40);
  station.in.programming.breaks.spot_rest = 0;
  const auto library = station.shelf.library();
  const auto plan = build(library, station.in);
  auto checked = to_check(plan, station.in);
  CHECK(check_traffic(library, checked).empty());
  auto& traffic = checked.programming.traffic;
  auto& campaign = checked.campaigns.front();
  std::string expected;
  bool hard = true;
  auto shelf = station.shelf;
  const auto each = [&](auto act) {
    for (auto& item : shelf.items)
      if (item.kind == ItemKind::commercial) act(item);
  };
  SUBCASE("company") { expected = "company", traffic.company = model::Separation{6 * kHour, 0, true}; }
  SUBCASE("company, soft") { expected = "company", traffic.company = model::Separation{6 * kHour, 0, false}, hard = false; }
  SUBCASE("company in break") { expected = "company_in_break", each([](auto& item) { item.company = "one"; }); }
  SUBCASE("company per hour") { expected = "company_per_hour", traffic.company = model::Separation{0, 1, true}, each([](auto& i) { i.company = "one"; }); }
  SUBCASE("category") { expected = "category", traffic.category = model::Separation{2 * kHour, 0, true}; }
  SUBCASE("category in break") { expected = "category_in_break", traffic.category = model::Separation{}, each([](auto& i) { i.category = "one"; }); }
  SUBCASE("spot") { expected = "spot", traffic.spot = model::Separation{23 * kHour, 0, true}; }
  SUBCASE("spot rest") { expected = "spot_rest", checked.programming.breaks.spot_rest = 23 * kHour, hard = false; }
  SUBCASE("flight") { expected = "flight", each([&](auto& item) { item.flight_end = station.in.from + kHour; }); }
  SUBCASE("expired") { expected = "expired", each([&](auto& item) { item.expires = station.in.from + kHour; }); }
  SUBCASE("season") { expected = "season", each([](auto& item) { item.season_window = "07-01..07-31"; }); }
  SUBCASE("daypart") {
    expected = "daypart";
    checked.programming.dayparts.emplace_back().name = "noon";
    checked.programming.dayparts.back().from = 12 * kHour, checked.programming.dayparts.back().to = 13 * kHour;
    each([](auto& item) { item.daypart = "noon"; });
  }
  SUBCASE("campaign flight") { expected = "campaign_flight", campaign.to = base::parse_date("2026-11-22"), campaign.from.reset(); }
  SUBCASE("campaign daypart") { expected = "campaign_daypart", campaign.dayparts = {"noon"}; }
  SUBCASE("campaign season") { expected = "campaign_season", campaign.season.push_back({{}, {}, "easter", 0, 0, 0, 0, 0}); }
  SUBCASE("campaign per day") { expected = "campaign_per_day", campaign.per_day = 2; }
  SUBCASE("campaign per hour") { expected = "campaign_per_hour", campaign.per_hour = 1, campaign.spots = {type(ItemKind::commercial)}; }
  const auto changed = shelf.library();
  if (expected.empty()) return;
  CHECK(rules(changed, checked).count(expected));
  for (const auto& one : check_traffic(changed, checked))
    if (one.rule == expected) CHECK(one.hard == hard);
}
