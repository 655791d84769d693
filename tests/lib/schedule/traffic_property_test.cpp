#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/check.h"
#include "schedule/traffic.h"
#include "support/rounds.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
using Random = std::mt19937;

std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - least + 1));
}
bool chance(Random& random, unsigned of) { return random() % of == 0; }
template <typename T, std::size_t N>
const T& any_of(Random& random, const T (&list)[N]) {
  return list[random() % N];
}

constexpr const char* kZones[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"};
constexpr const char* kDates[] = {"2026-03-07T00:00:00Z", "2026-03-28T00:00:00Z", "2026-04-04T00:00:00Z", "2026-10-24T00:00:00Z", "2026-10-31T00:00:00Z"};
const base::Rate kRates[] = {{30000, 1001}, {25, 1}, {24000, 1001}};

Shelf spots(Random& random) {
  Shelf shelf;
  for (int e = 1; e <= 30; ++e) {
    auto& item = shelf.episode("Show", 1, e, between(random, 18, 55) * kMinute + between(random, 0, 59'000));
    for (int m = 1; m <= between(random, 0, 5); ++m) shelf.marker(item.id, model::MarkerKind::ad_break, item.duration_ms * m / 6);
  }
  const Millis lengths[] = {10'000, 15'000, 30'000, 60'000, 14'980, 30'047};
  const int companies = static_cast<int>(between(random, 2, 25)), categories = static_cast<int>(between(random, 1, 8));
  for (int c = 0; c < between(random, 5, 90); ++c) {
    auto& spot = shelf.spot(chance(random, 8) ? "" : "Company " + std::to_string(random() % static_cast<unsigned>(companies)), any_of(random, lengths));
    if (!chance(random, 4)) spot.category = "category " + std::to_string(random() % static_cast<unsigned>(categories));
    if (chance(random, 8)) spot.daypart = chance(random, 2) ? "evening" : "morning";
    if (chance(random, 12)) spot.flight_end = utc("2026-10-25T12:00:00Z");
    if (chance(random, 12)) spot.flight_start = utc("2026-03-29T03:00:00Z");
    if (chance(random, 12)) spot.season_window = chance(random, 2) ? "halloween" : "03-01..04-10";
    if (chance(random, 3)) spot.tags = {"brand:" + std::to_string(random() % 4)};
  }
  const ItemKind kinds[] = {ItemKind::bumper, ItemKind::promo, ItemKind::ident, ItemKind::promo};
  for (int k = 0; k < between(random, 0, 8); ++k) shelf.add(any_of(random, kinds), "piece", between(random, 2'000, 31'000));
  if (chance(random, 3)) shelf.add(ItemKind::filler, "filler", between(random, 20'000, 900'000));
  return shelf;
}

std::optional<model::Separation> separation(Random& random) {
  if (chance(random, 3)) return std::nullopt;
  model::Separation rule;
  rule.apart = chance(random, 3) ? 0 : between(random, 1, 40) * kMinute;
  rule.per_hour = chance(random, 2) ? 0 : static_cast<int>(between(random, 1, 8));
  rule.hard = !chance(random, 3);
  return rule;
}

Booking booking(Random& random, int number, const base::Date& first) {
  Booking made;
  auto& c = made.campaign;
  c.name = "campaign " + std::to_string(number);
  auto& selector = c.spots.emplace_back();
  if (chance(random, 2)) selector.company = "company " + std::to_string(random() % 8);
  else selector.tags = {"brand:" + std::to_string(random() % 4)};
  if (chance(random, 3)) c.company = "Company " + std::to_string(random() % 4);
  if (chance(random, 3)) c.category = "category " + std::to_string(random() % 4);
  if (!chance(random, 3)) c.from = base::add_days(first, static_cast<int>(between(random, -3, 2)));
  if (!chance(random, 3)) c.to = base::add_days(c.from.value_or(first), static_cast<int>(between(random, 0, 4)));
  c.weight = static_cast<int>(between(random, 1, 5));
  if (c.from && c.to && chance(random, 2)) c.target = made.target = between(random, 1, 200);
  if (chance(random, 2)) c.per_hour = static_cast<int>(between(random, 1, 4));
  if (chance(random, 2)) c.per_day = static_cast<int>(between(random, 1, 20));
  if (chance(random, 3)) c.dayparts.push_back("evening");
  if (chance(random, 4)) c.dayparts.push_back("morning");
  if (chance(random, 6)) c.season.push_back({{}, {}, "easter", 0, 0, 0, 7, 7});
  c.priority = static_cast<int>(between(random, 0, 2));
  if (chance(random, 4)) made.owed["evening"] = between(random, 1, 5);
  return made;
}

Input station(Random& random) {
  Input in = input({block("b", "06:00", "06:00", {show("Show")})});
  in.channel.zone = any_of(random, kZones);
  in.rate = any_of(random, kRates);
  in.seed = random();
  const Millis starts[] = {0, 150, 360};
  in.channel.day_start_ms = any_of(random, starts) * kMinute;
  auto& p = in.programming;
  if (chance(random, 3)) p.blocks.push_back(block("night", "22:00", "03:00", {show("Show")}));
  for (const char* name : {"morning", "evening"}) {
    model::Daypart part;
    part.name = name;
    part.from = between(random, 0, 95) * 15 * kMinute;
    part.to = between(random, 0, 95) * 15 * kMinute;
    if (!chance(random, 6)) p.dayparts.push_back(part);
  }
  p.breaks.at = static_cast<model::BreakAt>(random() % 3);
  p.breaks.after = !chance(random, 4);
  p.breaks.longest = between(random, 20, 300) * kSecond;
  p.breaks.spot_rest = chance(random, 4) ? 0 : between(random, 1, 60) * kMinute;
  p.breaks.one_per_company = !chance(random, 4);
  if (chance(random, 2)) std::shuffle(p.breaks.pod.begin(), p.breaks.pod.end(), random);
  p.traffic = {separation(random), separation(random), separation(random)};
  const Calendar calendar{in.channel};
  const auto first = calendar.date_of(utc(any_of(random, kDates)));
  for (int c = 0; c < between(random, 0, 6); ++c) in.bookings.push_back(booking(random, c, first));
  std::stable_sort(in.bookings.begin(), in.bookings.end(), [](const Booking& a, const Booking& b) { return a.campaign.priority > b.campaign.priority; });
  in.from = calendar.day_begin(first);
  in.to = calendar.day_begin(base::add_days(first, 2));
  return in;
}

std::vector<TrafficFinding> broken(const Library& library, const Plan& plan, const Input& in) {
  TrafficInput to{in.channel, in.rate, in.programming, in.queries, {}, plan.slots, plan.events, plan.slots.front().start, plan.slots.back().end};
  for (const auto& one : in.bookings) to.campaigns.push_back(one.campaign);
  return check_traffic(library, to);
}
std::string words(const TrafficFinding& f) {
  return f.rule + " " + std::to_string(f.item) + " of " + f.what + ": '" + f.title + "' at " + base::rfc3339_utc(f.at) + ", '" + f.other_title + "' " +
         std::to_string(f.distance.value_or(0)) + " ms before, " + std::to_string(f.count.value_or(0)) + " of " + std::to_string(f.limit.value_or(0));
}

std::vector<Airing> aired_spots(const Plan& plan, const Input& in, Millis from, Millis to) {
  std::vector<Airing> all;
  for (const auto& event : plan.events) {
    const auto at = model::frame_start(in.rate, event.start_frame);
    if (event.kind == model::EventKind::spot && at >= from && at < to) all.push_back({event.item_id, at});
  }
  return all;
}
void told(Input& in, const Plan& plan) {
  for (const auto& event : plan.events)
    if (event.item_id && event.kind != model::EventKind::program) in.past_airings.push_back({event.item_id, model::frame_start(in.rate, event.start_frame)});
  for (const auto& airing : aired_spots(plan, in, 0, INT64_MAX)) in.past_spots.push_back(airing);
  in.from = plan.slots.back().end;
  remember(in, plan.slots);
}
void append(Plan& all, const Plan& part) {
  const auto slots = static_cast<model::Id>(all.slots.size());
  all.slots.insert(all.slots.end(), part.slots.begin(), part.slots.end());
  for (auto event : part.events) {
    event.slot_id += slots;
    all.events.push_back(event);
  }
}
bool same(const Plan& a, const Plan& b) {
  return a.events.size() == b.events.size() && std::equal(a.events.begin(), a.events.end(), b.events.begin(), [](const auto& x, const auto& y) {
    return x.item_id == y.item_id && x.start_frame == y.start_frame && x.frames == y.frames && x.kind == y.kind;
  });
}
}  // namespace

TEST_CASE("random campaigns and rules: no hard rule broken, soft ones reported, same inputs same bytes") {
  std::size_t shown = 0, of_campaigns = 0, soft = 0;
  for (unsigned seed = 1; seed <= static_cast<unsigned>(rounds(2500)); ++seed) {
    CAPTURE(seed);
    Random random(seed);
    auto shelf = spots(random);
    const auto in = station(random);
    const auto library = shelf.library();
    const auto plan = build(library, in);
    for (const auto& fault : faults(plan, in)) FAIL_CHECK(fault);
    std::set<std::string> reported;
    for (const auto& one : plan.soft) reported.insert(one.rule);
    for (const auto& finding : broken(library, plan, in)) {
      if (finding.hard) FAIL_CHECK(words(finding));
      const auto name = finding.rule.substr(0, finding.rule.find("_in_break"));
      if (!reported.count(name.substr(0, name.find("_per_hour")))) FAIL_CHECK("not reported: ", words(finding));
      ++soft;
    }
    for (const auto& finding : check(library, {in.channel, in.rate, in.programming, plan.slots, plan.events})) FAIL_CHECK(finding.text);
    if (seed % 10 == 0) {
      std::shuffle(shelf.items.begin(), shelf.items.end(), random);
      CHECK(same(plan, build(shelf.library(), in)));
    }
    Filters filters(in.queries);
    for (const auto& airing : aired_spots(plan, in, 0, INT64_MAX)) {
      ++shown;
      of_campaigns += std::any_of(in.bookings.begin(), in.bookings.end(), [&](const Booking& one) {
        return std::any_of(one.campaign.spots.begin(), one.campaign.spots.end(), [&](const auto& s) { return filters.may(s, *library.find(airing.item_id)); });
      });
    }
  }
  CHECK(shown > static_cast<std::size_t>(rounds(100'000)));  // the breaks are not empty because everything is forbidden
  CHECK(of_campaigns > static_cast<std::size_t>(rounds(10'000)));
  CHECK(soft > static_cast<std::size_t>(rounds(1000)));
}

TEST_CASE("separation, caps and pace hold day by day as in one plan of the whole") {
  std::size_t shown = 0;
  for (unsigned seed = 5000; seed < 5250; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto library = spots(random).library();
    auto in = station(random);
    for (auto& one : in.bookings) one.owed.clear();
    const Calendar calendar{in.channel};
    const auto first = calendar.date_of(in.from);
    in.to = calendar.day_begin(base::add_days(first, 3));
    const auto whole = build(library, in);
    Plan joined;
    Input part = in;
    for (int day = 1; day <= 3; ++day) {
      part.to = calendar.day_begin(base::add_days(first, day));
      if (part.from >= part.to) continue;
      const auto plan = build(library, part);
      append(joined, plan);
      told(part, plan);
    }
    CHECK(same(whole, joined));
    for (const auto& finding : broken(library, joined, in))
      if (finding.hard) FAIL_CHECK(words(finding));
    shown += aired_spots(joined, in, 0, INT64_MAX).size();
  }
  CHECK(shown > 20'000);
}

TEST_CASE("a day that is planned again keeps the rules on both sides of it") {
  for (unsigned seed = 7000; seed < 7250; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto library = spots(random).library();
    auto in = station(random);
    const Calendar calendar{in.channel};
    const auto first = calendar.date_of(in.from);
    in.to = calendar.day_begin(base::add_days(first, 3));
    const auto whole = build(library, in);
    const auto slot_at = [&](Millis at) {
      return static_cast<std::size_t>(std::find_if(whole.slots.begin(), whole.slots.end(), [&](const auto& slot) { return slot.end > at; }) - whole.slots.begin());
    };
    const auto one = slot_at(calendar.day_begin(base::add_days(first, 1))), two = slot_at(calendar.day_begin(base::add_days(first, 2)) + 7 * kHour);
    REQUIRE(two < whole.slots.size());
    const auto cut = [&](std::size_t from, std::size_t to) {
      Plan part;
      part.slots.assign(whole.slots.begin() + static_cast<std::ptrdiff_t>(from), whole.slots.begin() + static_cast<std::ptrdiff_t>(to));
      for (auto event : whole.events)
        if (event.slot_id >= static_cast<model::Id>(from) && event.slot_id < static_cast<model::Id>(to)) {
          event.slot_id -= static_cast<model::Id>(from);
          part.events.push_back(event);
        }
      return part;
    };
    if (one == 0) continue;
    Plan joined = cut(0, one);
    const auto rest = cut(two, whole.slots.size());
    Input part = in;
    told(part, joined);
    part.to = whole.slots[two].start;
    part.ends_exactly = true;
    part.seed = random();
    part.later_spots = aired_spots(rest, in, 0, INT64_MAX);
    append(joined, build(library, part));
    append(joined, rest);
    for (const auto& finding : broken(library, joined, in))
      if (finding.hard) FAIL_CHECK(words(finding));
  }
}
