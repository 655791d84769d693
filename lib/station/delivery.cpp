#include "station/delivery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/campaigns.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "schedule/breaks/bookings.h"
#include "station/queries.h"

namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000, kFar = INT64_MAX / 4;

// The plays of one channel, each with the campaign it counts for.
class Plays {
 public:
  Plays(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, Millis now) : calendar_(channel), now_(now) {
    in_.channel = channel;
    in_.programming = read_programming_json(catalog::programming_document(catalog, channel.id), channel);
    in_.queries = saved_queries(catalog);
    in_.from = in_.to = now;
    for (auto& campaign : campaigns_of(catalog, channel.number)) {
      const auto share = target_share(catalog, campaign, channel.number);
      in_.bookings.push_back({std::move(campaign), share, {}, 0});
    }
    schedule::Filters filters(in_.queries);
    const schedule::Bookings bookings(library, in_, filters, now);
    const auto range = catalog::planned_range(catalog, channel.id);
    planned_to_ = range ? range->second : now;
    of_.resize(in_.bookings.size());
    for (const auto& airing : catalog::spot_airings(catalog, channel.id, -kFar, kFar)) {
      const auto* having = bookings.of(airing.item_id);
      const auto owner = having ? bookings.owner(*having, airing.at) : schedule::Bookings::kNobody;
      if (owner != schedule::Bookings::kNobody) of_[owner].push_back(airing);
    }
    for (const auto& booking : in_.bookings) doubts_.push_back(campaign_doubts(library, in_, booking, now));
  }

  Delivery of(const model::Campaign& campaign) const {
    Delivery made;
    made.campaign = campaign;
    made.channel = in_.channel.number;
    made.now = now_;
    made.flight = {campaign.from ? calendar_.day_begin(*campaign.from) : -kFar, campaign.to ? calendar_.day_begin(base::add_days(*campaign.to, 1)) : kFar};
    for (std::size_t i = 0; i < in_.bookings.size(); ++i)
      if (in_.bookings[i].campaign.name == campaign.name) count(made, i);
    return made;
  }

 private:
  void count(Delivery& made, std::size_t index) const {
    const auto& c = made.campaign;
    made.target = in_.bookings[index].target;
    made.doubts = doubts_[index];
    for (const auto& airing : of_[index]) {
      const auto date = calendar_.date_of(airing.at);
      if (made.days.empty() || made.days.back().date != date) made.days.push_back({date, 0, 0, 0});
      auto& day = made.days.back();
      ++made.planned, ++day.planned;
      made.gone += airing.at < now_;
      made.aired += airing.aired, day.aired += airing.aired;
      made.missed += airing.missed, day.missed += airing.missed;
    }
    if (made.target == 0 || !c.from || !c.to) return;
    const auto windows = schedule::campaign_windows(c, calendar_, in_.programming.dayparts, *c.from, *c.to);
    made.due = schedule::plays_due(windows, made.target, now_);
    made.made_good = std::clamp<std::int64_t>(made.planned - schedule::plays_due(windows, made.target, planned_to_), 0, made.missed);
    made.owed = made.missed - made.made_good;
    if (made.owed > 0 && made.flight.end <= planned_to_)
      made.doubts.push_back(fmt::format("campaign '{}' is planned to its end on channel {} with {} missed plays not made good; lengthen its flight or loosen its caps",
                                        base::printable(c.name), made.channel, made.owed));
  }

  schedule::Input in_;
  schedule::Calendar calendar_;
  Millis now_ = 0, planned_to_ = 0;
  std::vector<std::vector<catalog::SpotAiring>> of_;
  std::vector<std::vector<std::string>> doubts_;
};
}  // namespace

std::optional<std::int64_t> Delivery::pace() const {
  if (due <= 0) return std::nullopt;
  return base::mul_div_round(gone - missed, 100, due);
}

std::string Delivery::state() const { return now < flight.start ? "coming" : now >= flight.end ? "over" : "running"; }

std::vector<Delivery> deliveries(catalog::Catalog& catalog, const std::vector<model::Campaign>& campaigns, const std::vector<model::Channel>& channels, Millis now) {
  const auto library = read_library(catalog, Markers::without);
  std::vector<Plays> plays;
  for (const auto& channel : channels) plays.emplace_back(catalog, library, channel, now);
  std::vector<Delivery> all;
  for (const auto& campaign : campaigns)
    for (std::size_t i = 0; i < channels.size(); ++i)
      if (airs_on(campaign, channels[i].number)) all.push_back(plays[i].of(campaign));
  return all;
}

CheckedTraffic check_traffic(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate, Millis from,
                             Millis to) {
  CheckedTraffic checked;
  checked.number = channel.number;
  schedule::TrafficInput input;
  input.channel = channel;
  input.rate = rate;
  input.programming = read_programming_json(catalog::programming_document(catalog, channel.id), channel);
  input.queries = saved_queries(catalog);
  input.campaigns = campaigns_of(catalog, channel.number);
  input.from = from;
  input.to = to;
  Millis before = 2 * kDay;  // rules reach back so far at least
  for (const auto* rule : {&input.programming.breaks}) before = std::max(before, rule->spot_rest);
  for (const auto& block : input.programming.blocks)
    if (block.breaks) before = std::max(before, block.breaks->spot_rest);
  input.slots = catalog::slots(catalog, channel.id, from - before, to);
  input.events = catalog::events_of_slots(catalog, channel.id, from - before, to);
  for (const auto& event : input.events) {
    const auto at = model::frame_start(rate, event.start_frame);
    checked.spots += event.kind == model::EventKind::spot && at >= from && at < to;
  }
  checked.findings = schedule::check_traffic(library, input);
  checked.slots = std::move(input.slots);
  return checked;
}

std::string to_text(const schedule::TrafficFinding& f) {
  const auto title = base::printable(f.title), what = base::printable(f.what);
  if (f.distance) {
    const auto apart = base::short_duration(*f.distance);
    const auto other = f.other == f.item ? std::string("again") : fmt::format("and '{}'", base::printable(f.other_title));
    if (!f.wanted) return fmt::format("'{}' {} of '{}' stand in one break", title, other, what);
    return f.other == f.item ? fmt::format("'{}' returns after {}, not {}", title, apart, base::short_duration(*f.wanted))
                             : fmt::format("'{}' {} of '{}' are {} apart, not {}", title, other, what, apart, base::short_duration(*f.wanted));
  }
  if (f.limit)
    return fmt::format("'{}' is number {} of '{}' {}, {} are allowed", title, f.count.value_or(0), what,
                       f.rule == "campaign_per_day" ? "on its day" : "in an hour", *f.limit);
  if (f.rule.starts_with("campaign_")) return fmt::format("'{}' airs outside the {} of campaign '{}'", title, f.rule == "campaign_flight" ? "flight" : f.rule == "campaign_season" ? "season" : "dayparts", what);
  return fmt::format("'{}' airs {}", title, f.rule == "expired" ? "after it expired" : fmt::format("outside its {}", f.rule));
}

}  // namespace retrovue::station
