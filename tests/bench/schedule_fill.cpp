// How well breaks are filled: a fortnight of half-hour episodes with spots as they are really cut, some frames off their
// nominal length, and beside it the same breaks filled first-fit from a list that goes round. Then the same with campaigns, caps and
// separations. Prints figures as scripts/bench does.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <random>
#include <set>

#include "schedule/plan.h"
#include "schedule/traffic.h"

using namespace retrovue;
using namespace retrovue::schedule;
using model::ItemKind;

namespace {
constexpr Millis kSecond = 1000, kMinute = 60'000, kHour = 3'600'000;
constexpr int kDays = 14, kCampaigns = 24, kPerHour = 3;
constexpr Millis kApart = 8 * kMinute;

struct Break {
  Millis at = 0;
  std::vector<const model::Item*> spots;
};
struct Tally {
  std::size_t breaks = 0, company_twice = 0, too_soon = 0, category_twice = 0;
  std::int64_t unfilled = 0;  // frames
  std::map<model::Id, Millis> last;
  std::size_t violations() const { return company_twice + too_soon; }
  // Under the rules of the second part.
  std::size_t too_near = 0, over_cap = 0;
  std::map<std::string, Millis> company_last;
  std::map<std::string, std::vector<Millis>> company_plays;
  std::size_t traffic_violations() const { return company_twice + too_near + over_cap; }

  void add(const Break& one, Millis rest) {
    ++breaks;
    std::set<std::string> companies, categories;
    for (const auto* spot : one.spots) {
      company_twice += !companies.insert(spot->company).second;
      category_twice += !categories.insert(spot->category).second;
      const auto known = last.find(spot->id);
      too_soon += known != last.end() && one.at - known->second < rest;
      last[spot->id] = one.at;
      const auto before = company_last.find(spot->company);
      too_near += before != company_last.end() && before->second != one.at && one.at - before->second < kApart;
      company_last[spot->company] = one.at;
      auto& plays = company_plays[spot->company];
      plays.push_back(one.at);
      over_cap += std::count_if(plays.begin(), plays.end(), [&](Millis at) { return one.at - at < kHour; }) > kPerHour;
    }
  }
};

Library shelves(std::mt19937& random) {
  std::vector<model::Item> items;
  std::vector<model::Marker> markers;
  const auto add = [&](ItemKind kind, Millis length) -> model::Item& {
    model::Item item;
    item.id = static_cast<model::Id>(items.size() + 1);
    item.kind = kind;
    item.title = fmt::format("item {}", item.id);
    item.duration_ms = length;
    items.push_back(item);
    return items.back();
  };
  for (int i = 0; i < 200; ++i) {
    auto& episode = add(ItemKind::episode, 21 * kMinute + static_cast<Millis>(random() % (100 * kSecond)));
    episode.show = "Show";
    episode.season = 1;
    episode.episode = i + 1;
    for (int part = 1; part <= 3; ++part) {
      model::Marker marker;
      marker.id = static_cast<model::Id>(markers.size() + 1);
      marker.item_id = episode.id;
      marker.kind = model::MarkerKind::ad_break;
      marker.start_ms = episode.duration_ms * part / 4 + static_cast<Millis>(random() % (20 * kSecond));
      markers.push_back(marker);
    }
  }
  const Millis lengths[] = {10, 15, 15, 30, 30, 30, 30, 60};
  for (int i = 0; i < 300; ++i) {
    auto& spot = add(ItemKind::commercial, lengths[random() % 8] * kSecond - 700 + static_cast<Millis>(random() % 1200));
    spot.company = fmt::format("company {}", random() % 50);
    spot.category = fmt::format("category {}", random() % 8);
  }
  for (int i = 0; i < 12; ++i) add(ItemKind::promo, 30 * kSecond - static_cast<Millis>(random() % 900));
  for (int i = 0; i < 4; ++i) add(ItemKind::ident, 10 * kSecond - static_cast<Millis>(random() % 900));
  for (int i = 0; i < 4; ++i) add(ItemKind::bumper, 5 * kSecond - static_cast<Millis>(random() % 900));
  return {items, markers};
}

Tally of_plan(const Library& library, const Plan& plan, const Input& in) {
  Tally tally;
  std::optional<Break> open;
  const auto close = [&] {
    if (open) tally.add(*open, in.programming.breaks.spot_rest);
    open.reset();
  };
  for (const auto& event : plan.events) {
    if (event.kind == model::EventKind::program) {
      close();
      continue;
    }
    if (!open) open = Break{model::frame_start(in.rate, event.start_frame), {}};
    if (event.kind == model::EventKind::spot) open->spots.push_back(library.find(event.item_id));
    if (event.item_id == 0) tally.unfilled += event.frames;
  }
  close();
  return tally;
}

// The same slots with as many breaks: each takes the next spots of the list that still fit into its share.
Tally first_fit(const Library& library, const Plan& plan, const Input& in) {
  std::vector<const model::Item*> spots;
  for (const auto& item : library.items())
    if (item.kind == ItemKind::commercial) spots.push_back(&item);
  Tally tally;
  std::size_t next = 0, event = 0;
  for (std::size_t s = 0; s < plan.slots.size(); ++s) {
    std::int64_t avail = 0, breaks = 0;
    bool inside = false;
    for (; event < plan.events.size() && plan.events[event].slot_id == static_cast<model::Id>(s); ++event) {
      const bool act = plan.events[event].kind == model::EventKind::program;
      const auto kind = plan.events[event].kind;
      if (kind == model::EventKind::spot || kind == model::EventKind::slate) avail += plan.events[event].frames;
      breaks += !act && !inside;
      inside = !act;
    }
    for (std::int64_t left = breaks; left > 0; --left) {
      const std::int64_t share = avail / left;
      Break one{plan.slots[s].start + (breaks - left) * 5 * kMinute, {}};
      std::int64_t filled = 0;
      for (std::size_t tried = 0; tried < spots.size(); ++tried) {
        const auto* spot = spots[next];
        const auto frames = in.rate.index_at_ms(spot->duration_ms);
        if (filled + frames > share) {
          if (share - filled < in.rate.count_of_ms(10 * kSecond)) break;
          next = (next + 1) % spots.size();
          continue;
        }
        next = (next + 1) % spots.size();
        filled += frames;
        one.spots.push_back(spot);
      }
      avail -= filled;
      tally.add(one, in.programming.breaks.spot_rest);
    }
    tally.unfilled += avail;
  }
  return tally;
}

bool line(const char* name, double figure, double bound, const char* unit, const std::string& more) {
  const bool slow = figure >= bound;
  std::fputs(fmt::format("schedule.{} {:.2f} {}, bound {:.2f} {}, ratio {:.3f}, {}, {}\n", name, figure, unit, bound, unit, figure / bound,
                         more, slow ? "SLOW" : "ok").c_str(), stdout);
  return slow;
}
// Every second company has a campaign: late evenings or any time, with targets and caps.
void book(Input& in, const base::Date& first) {
  for (int i = 0; i < kCampaigns; ++i) {
    Booking made;
    auto& c = made.campaign;
    c.name = fmt::format("campaign {:02}", i);
    c.spots.emplace_back().company = fmt::format("company {}", 2 * i);
    c.from = base::add_days(first, i % 4);
    c.to = base::add_days(first, 8 + i % 5);
    if (i % 3) c.target = made.target = 60 + 10 * (i % 7);
    c.weight = 1 + i % 3;
    c.per_hour = 2;
    c.per_day = 30;
    if (i % 6 == 1) c.dayparts = {"evening"};
    in.bookings.push_back(made);
  }
  model::Daypart evening;
  evening.name = "evening";
  evening.from = 18 * kHour, evening.to = 23 * kHour;
  in.programming.dayparts = {evening};
  in.programming.traffic = {model::Separation{kApart, kPerHour, true}, model::Separation{0, 0, false}, model::Separation{20 * kMinute, 2, true}};
}

double cpu_of(const Library& library, const Input& in) {
  const auto begun = std::clock();
  for (int i = 0; i < 10; ++i) static_cast<void>(build(library, in));
  return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / 10 * 1000;
}

bool campaigns(const Library& library, Input in) {
  const double before = cpu_of(library, in);
  book(in, {2020, 1, 1});
  const double after = cpu_of(library, in);
  const auto plan = build(library, in);
  const auto ours = of_plan(library, plan, in), theirs = first_fit(library, plan, in);
  TrafficInput check{in.channel, in.rate, in.programming, {}, {}, plan.slots, plan.events, in.from, in.to + kHour};
  for (const auto& one : in.bookings) check.campaigns.push_back(one.campaign);
  std::size_t hard = 0, soft = 0, short_of = 0;
  for (const auto& finding : check_traffic(library, check)) ++(finding.hard ? hard : soft);
  for (const auto& warning : plan.warnings) short_of += warning.find("ends with") != std::string::npos;
  const double ms = 1001.0 / 30;
  bool slow = line("campaigns_unfilled_per_break", static_cast<double>(ours.unfilled) * ms / static_cast<double>(ours.breaks), 200, "ms",
                   fmt::format("longest {} ms of {} breaks, first-fit {:.0f} ms", plan.longest_unfilled_ms, plan.breaks,
                               static_cast<double>(theirs.unfilled) * ms / static_cast<double>(theirs.breaks)));
  slow |= line("campaigns_violations", static_cast<double>(hard), 1, "rules",
               fmt::format("{} soft, {} campaigns short; first-fit: {} companies twice in a break, {} too near, {} over a cap", soft, short_of,
                           theirs.company_twice, theirs.too_near, theirs.over_cap));
  slow |= line("campaigns_fill", after, 4 * before, "CPU ms", "the bound is four times the fill without campaigns and rules");
  return slow;
}
}  // namespace

int main() {
  std::mt19937 random(4);
  const auto library = shelves(random);
  Input in;
  in.channel.number = 5;
  in.rate = {30000, 1001};
  model::Block block;
  block.name = "day";
  block.from = block.to = 6 * kHour;
  block.play.emplace_back().show = "Show";
  in.programming.blocks = {block};
  in.from = model::kStationEpoch + 6 * kHour;
  in.to = in.from + kDays * 24 * kHour;
  const auto plan = build(library, in);
  const auto ours = of_plan(library, plan, in), theirs = first_fit(library, plan, in);
  const double hours = kDays * 24, ms = 1001.0 / 30;
  bool slow = line("unfilled_per_break", static_cast<double>(ours.unfilled) * ms / static_cast<double>(ours.breaks), 200, "ms",
                   fmt::format("longest {} ms of {} breaks", plan.longest_unfilled_ms, plan.breaks));
  slow |= line("unfilled_per_hour", static_cast<double>(ours.unfilled) * ms / hours / 1000, static_cast<double>(theirs.unfilled) * ms / hours / 1000, "s",
               "the bound is first-fit");
  slow |= line("violations", static_cast<double>(ours.violations()), 1, "rules",
               fmt::format("first-fit: {} companies twice in a break, {} spots too soon", theirs.company_twice, theirs.too_soon));
  slow |= line("category_twice", static_cast<double>(ours.category_twice), static_cast<double>(theirs.category_twice), "spots", "the bound is first-fit");
  slow |= campaigns(library, in);
  return slow ? 1 : 0;
}
