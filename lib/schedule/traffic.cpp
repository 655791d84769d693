#include "schedule/traffic.h"

#include <algorithm>
#include <deque>
#include <map>

#include "base/text.h"

namespace retrovue::schedule {
namespace {
using model::EventKind;
constexpr Millis kHour = 3'600'000;

// One commercial on the air.
struct Spot {
  const model::Item* item = nullptr;
  std::string company, category;
  std::vector<const model::Campaign*> campaigns;  // that have it
  std::size_t slot = 0, pause = 0;                // pause: number of its break
  Millis start = 0, end = 0, break_at = 0;
};

class Traffic {
 public:
  Traffic(const Library& library, const TrafficInput& input) : library_(library), in_(input), zone_(input.channel.zone), filters_(input.queries) {}

  std::vector<TrafficFinding> run() {
    gather();
    for (const auto& spot : spots_) {
      own_fields(spot);
      campaigns(spot);
      in_break(spot);
      distances(spot);
    }
    return std::move(found_);
  }

 private:
  void gather() {
    std::size_t slot = 0, pause = 0;
    bool inside = false;
    Millis break_at = 0;
    for (const auto& event : in_.events) {
      const auto start = model::frame_start(in_.rate, event.start_frame);
      while (slot + 1 < in_.slots.size() && in_.slots[slot].end <= start) ++slot;
      if (event.kind == EventKind::program || event.kind == EventKind::live) {
        inside = false;
        continue;
      }
      if (!inside) {
        inside = true;
        ++pause;
        break_at = start;
      }
      const auto* item = event.kind == EventKind::spot ? library_.find(event.item_id) : nullptr;
      if (!item) continue;
      Spot spot{item, item->company, item->category, having(*item), slot, pause, start,
                model::frame_start(in_.rate, event.start_frame + event.frames), break_at};
      if (!spot.campaigns.empty()) {
        if (spot.company.empty()) spot.company = spot.campaigns.front()->company;
        if (spot.category.empty()) spot.category = spot.campaigns.front()->category;
      }
      spots_.push_back(std::move(spot));
    }
  }

  const std::vector<const model::Campaign*>& having(const model::Item& item) {
    const auto [known, fresh] = having_.try_emplace(item.id);
    if (fresh)
      for (const auto& campaign : in_.campaigns)
        for (const auto& selector : campaign.spots)
          if (!model::is_programme(item.kind) && filters_.may(selector, item)) {
            known->second.push_back(&campaign);
            break;
          }
    return known->second;
  }

  TrafficFinding finding(const std::string& rule, bool hard, std::string what, const Spot& spot) const {
    TrafficFinding made;
    made.rule = rule;
    made.hard = hard;
    made.what = std::move(what);
    made.item = spot.item->id;
    made.title = spot.item->title;
    made.slot = spot.slot;
    made.at = spot.start;
    made.break_at = spot.break_at;
    return made;
  }
  void add(TrafficFinding made) {
    if (made.at >= in_.from && made.at < in_.to) found_.push_back(std::move(made));
  }
  void broke(const std::string& rule, std::string what, const Spot& spot) { add(finding(rule, true, std::move(what), spot)); }

  // The date of the broadcast day: the last one whose day has begun.
  base::Date day(Millis at) const {
    auto date = base::add_days(zone_.local(at).date, 1);
    while (zone_.utc(date, in_.channel.day_start_ms) > at) date = base::add_days(date, -1);
    return date;
  }

  // The spot lies whole inside a daypart; one that ends as another of the same begins is one with it.
  bool inside(const Spot& spot, const std::vector<std::string>& names) const {
    const auto today = zone_.local(spot.start).date;
    for (Millis covered = spot.start;;) {
      const auto before = covered;
      for (const auto& part : in_.programming.dayparts) {
        if (std::none_of(names.begin(), names.end(), [&](const auto& name) { return same_text(name, part.name); })) continue;
        for (int back = -2; back <= 1; ++back) {
          const auto date = base::add_days(today, back);
          if (!(part.days & (1u << base::weekday(date)))) continue;
          // A time before the day's start belongs to the morning after it.
          const Millis kDay = 24 * kHour, from = part.from < in_.channel.day_start_ms ? part.from + kDay : part.from;
          const Millis to = from + (part.to > part.from ? part.to - part.from : part.to - part.from + kDay);
          if (zone_.utc(date, from) <= covered && covered < zone_.utc(date, to)) covered = zone_.utc(date, to);
        }
      }
      if (covered >= spot.end) return true;
      if (covered == before) return false;
    }
  }

  void own_fields(const Spot& spot) {
    const auto& item = *spot.item;
    if (item.flight_start && spot.start < *item.flight_start) broke("flight", item.title, spot);
    else if (item.flight_end && spot.end > *item.flight_end) broke("flight", item.title, spot);
    if (item.expires && spot.end > *item.expires) broke("expired", item.title, spot);
    const bool known = std::any_of(in_.programming.dayparts.begin(), in_.programming.dayparts.end(),
                                   [&](const auto& part) { return same_text(part.name, item.daypart); });
    if (known && !inside(spot, {item.daypart})) broke("daypart", item.title, spot);
    if (!item.season_window.empty())
      if (const auto season = model::item_season(item.season_window); season && !season->holds(day(spot.start))) broke("season", item.title, spot);
  }

  void campaigns(const Spot& spot) {
    if (spot.campaigns.empty()) return;
    const auto today = day(spot.start);
    const auto owner = std::find_if(spot.campaigns.begin(), spot.campaigns.end(), [&](const auto* one) {
      return (!one->from || *one->from <= today) && (!one->to || today <= *one->to);
    });
    if (owner == spot.campaigns.end()) return broke("campaign_flight", spot.campaigns.front()->name, spot);
    const auto& campaign = **owner;
    if (!campaign.dayparts.empty() && !inside(spot, campaign.dayparts)) broke("campaign_daypart", campaign.name, spot);
    if (!model::in_season(campaign.season, today)) broke("campaign_season", campaign.name, spot);
    auto& hour = campaign_hours_[&campaign];
    per_hour(hour, campaign.per_hour, "campaign_per_hour", true, campaign.name, spot);
    auto& [date, plays] = campaign_days_[&campaign];
    if (date != today) plays = 0;
    date = today;
    if (++plays > campaign.per_day && campaign.per_day > 0) {
      auto made = finding("campaign_per_day", true, campaign.name, spot);
      made.count = plays;
      made.limit = campaign.per_day;
      add(std::move(made));
    }
  }

  void per_hour(std::deque<Millis>& starts, int limit, const std::string& rule, bool hard, const std::string& what, const Spot& spot) {
    while (!starts.empty() && spot.start - starts.front() >= kHour) starts.pop_front();
    starts.push_back(spot.start);
    if (limit <= 0 || static_cast<int>(starts.size()) <= limit) return;
    auto made = finding(rule, hard, what, spot);
    made.count = static_cast<int>(starts.size());
    made.limit = limit;
    add(std::move(made));
  }

  const model::BreakRule& breaks(const Spot& spot) const {
    for (const auto& block : in_.programming.blocks)
      if (spot.slot < in_.slots.size() && block.name == in_.slots[spot.slot].block && block.breaks) return *block.breaks;
    return in_.programming.breaks;
  }

  void pair(const std::string& rule, bool hard, const std::string& what, const Spot& spot, const Spot& other, std::optional<Millis> wanted) {
    auto made = finding(rule, hard, what, spot);
    made.other = other.item->id;
    made.other_title = other.item->title;
    made.distance = spot.start - other.start;
    made.wanted = wanted;
    add(std::move(made));
  }

  void in_break(const Spot& spot) {
    if (!break_.empty() && break_.front()->pause != spot.pause) break_.clear();
    const auto& rules = in_.programming.traffic;
    const bool company = rules.company || breaks(spot).one_per_company;
    const bool company_hard = breaks(spot).one_per_company || (rules.company && rules.company->hard);
    for (auto other = break_.rbegin(); other != break_.rend(); ++other)
      if (company && !spot.company.empty() && same_text((*other)->company, spot.company)) {
        pair("company_in_break", company_hard, spot.company, spot, **other, std::nullopt);
        break;
      }
    for (auto other = break_.rbegin(); other != break_.rend(); ++other)
      if (rules.category && !spot.category.empty() && same_text((*other)->category, spot.category)) {
        pair("category_in_break", rules.category->hard, spot.category, spot, **other, std::nullopt);
        break;
      }
    break_.push_back(&spot);
  }

  // What was last of a company, of a category, and of each spot.
  struct Line {
    const Spot* last = nullptr;
    std::deque<Millis> hour;
  };
  void separated(Line& line, const model::Separation& rule, const std::string& name, const std::string& what, const Spot& spot) {
    if (line.last && spot.start - line.last->start < rule.apart) pair(name, rule.hard, what, spot, *line.last, rule.apart);
    per_hour(line.hour, rule.per_hour, name + "_per_hour", rule.hard, what, spot);
    line.last = &spot;
  }

  void distances(const Spot& spot) {
    const auto& rules = in_.programming.traffic;
    if (rules.company && !spot.company.empty()) separated(companies_[base::lower_ascii(spot.company)], *rules.company, "company", spot.company, spot);
    if (rules.category && !spot.category.empty())
      separated(categories_[base::lower_ascii(spot.category)], *rules.category, "category", spot.category, spot);
    if (rules.spot) separated(items_[spot.item->id], *rules.spot, "spot", spot.item->title, spot);
    auto& last = rests_[spot.item->id];
    if (const auto rest = breaks(spot).spot_rest; last && spot.start - last->start < rest) pair("spot_rest", false, spot.item->title, spot, *last, rest);
    last = &spot;
  }

  const Library& library_;
  const TrafficInput& in_;
  base::Zone zone_;
  Filters filters_;
  std::map<model::Id, std::vector<const model::Campaign*>> having_;
  std::vector<Spot> spots_;
  std::vector<const Spot*> break_;
  std::map<std::string, Line> companies_, categories_;
  std::map<model::Id, Line> items_;
  std::map<model::Id, const Spot*> rests_;
  std::map<const model::Campaign*, std::deque<Millis>> campaign_hours_;
  std::map<const model::Campaign*, std::pair<base::Date, int>> campaign_days_;
  std::vector<TrafficFinding> found_;
};
}  // namespace

std::vector<TrafficFinding> check_traffic(const Library& library, const TrafficInput& input) { return Traffic(library, input).run(); }

}  // namespace retrovue::schedule
