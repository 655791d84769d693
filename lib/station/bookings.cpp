#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/campaigns.h"
#include "catalog/channels.h"
#include "schedule/breaks/bookings.h"
#include "station/campaigns.h"
#include "station/program.h"

// Campaigns as a build takes them: what is booked, what aired of it, what is owed.
namespace retrovue::station {
namespace {
constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;

// How long before an instant commercials still matter.
Millis memory(const schedule::Input& in, const schedule::Calendar& calendar) {
  Millis since = in.from - 2 * kDay;
  for (const auto& booking : in.bookings)
    if (booking.target > 0 && booking.campaign.from) since = std::min(since, calendar.day_begin(*booking.campaign.from));
  return since;
}

// Which campaign a play counts for: the first that has the item and whose flight it is.
class Owners {
 public:
  Owners(const schedule::Library& library, const schedule::Input& in, const schedule::Calendar& calendar) : library_(library), in_(in), filters_(in.queries) {
    for (const auto& booking : in.bookings) {
      const auto& c = booking.campaign;
      flights_.push_back({c.from ? calendar.day_begin(*c.from) : INT64_MIN, c.to ? calendar.day_begin(base::add_days(*c.to, 1)) : INT64_MAX});
    }
  }
  schedule::Booking* of(model::Id id, Millis at, std::vector<schedule::Booking>& bookings) {
    const auto [known, fresh] = having_.try_emplace(id);
    if (const auto* item = fresh ? library_.find(id) : nullptr)
      for (std::size_t i = 0; i < in_.bookings.size(); ++i)
        if (schedule::in_campaign(in_.bookings[i].campaign, *item, filters_)) known->second.push_back(i);
    for (const auto i : known->second)
      if (flights_[i].holds(at)) return &bookings[i];
    return nullptr;
  }

 private:
  const schedule::Library& library_;
  const schedule::Input& in_;
  schedule::Filters filters_;
  std::vector<schedule::Window> flights_;
  std::map<model::Id, std::vector<std::size_t>> having_;
};
}  // namespace

std::int64_t target_share(catalog::Catalog& catalog, const model::Campaign& campaign, int channel) {
  auto numbers = campaign.channels;
  if (numbers.empty())
    for (const auto& one : catalog::channels(catalog))
      if (one.enabled) numbers.push_back(one.number);
  for (const auto& [mirror, source] : catalog::mirrors(catalog)) std::erase(numbers, mirror);  // what airs there was booked at the source
  const auto found = std::find(numbers.begin(), numbers.end(), channel);
  if (found == numbers.end()) return 0;
  const auto parts = static_cast<std::int64_t>(numbers.size());
  return campaign.target / parts + (found - numbers.begin() < campaign.target % parts ? 1 : 0);
}

void read_bookings(catalog::Catalog& catalog, const schedule::Library& library, schedule::Input& in) {
  const schedule::Calendar calendar{in.channel};
  for (auto& campaign : campaigns_of(catalog, in.channel.number)) {
    const auto share = target_share(catalog, campaign, in.channel.number);
    in.bookings.push_back({std::move(campaign), share, {}, 0});
  }
  const auto& rules = in.programming.traffic;
  if (in.bookings.empty() && !rules.company && !rules.category && !rules.spot) return;
  Owners owners(library, in, calendar);
  std::map<const schedule::Booking*, std::int64_t> planned;
  std::map<schedule::Booking*, std::vector<std::string>> missed;  // the dayparts, oldest first
  for (const auto& airing : catalog::spot_airings(catalog, in.channel.id, memory(in, calendar), in.from)) {
    in.past_spots.push_back({airing.item_id, airing.at});
    auto* booking = owners.of(airing.item_id, airing.at, in.bookings);
    if (!booking || booking->target == 0) continue;
    ++planned[booking];
    if (airing.missed) missed[booking].push_back(schedule::daypart_at(calendar, in.programming.dayparts, airing.at));
  }
  for (auto& [booking, parts] : missed) {
    const auto& c = booking->campaign;
    const auto windows = schedule::campaign_windows(c, calendar, in.programming.dayparts, *c.from, *c.to);
    const auto most = static_cast<std::int64_t>(parts.size());
    booking->made_good = std::clamp<std::int64_t>(planned[booking] - schedule::plays_due(windows, booking->target, in.from), 0, most);
    for (auto i = booking->made_good; i < most; ++i) ++booking->owed[parts[static_cast<std::size_t>(i)]];
  }
  if (in.ends_exactly)
    for (const auto& airing : catalog::spot_airings(catalog, in.channel.id, in.to, in.to + 2 * kDay)) in.later_spots.push_back({airing.item_id, airing.at});
}

std::vector<std::string> campaign_doubts(const schedule::Library& library, const schedule::Input& in, const schedule::Booking& booking, Millis now) {
  const auto& c = booking.campaign;
  const schedule::Calendar calendar{in.channel};
  const auto name = base::printable(c.name);
  std::vector<std::string> doubts;
  const auto doubt = [&](std::string text) { doubts.push_back(fmt::format("campaign '{}' {}", name, text)); };
  if (c.to && calendar.day_begin(base::add_days(*c.to, 1)) <= now) {
    doubt(fmt::format("is over since {}; move 'to', or remove it and its spots are free again", base::to_text(base::add_days(*c.to, 1))));
    return doubts;
  }
  schedule::Filters filters(in.queries);
  Millis longest = 0, shortest = INT64_MAX;
  std::size_t spots = 0, alive = 0;
  for (const auto& item : library.items()) {
    if (!schedule::in_campaign(c, item, filters)) continue;
    ++spots;
    shortest = std::min(shortest, item.duration_ms);
    alive += (!item.expires || *item.expires > now) && (!item.flight_end || *item.flight_end > now);
  }
  longest = in.programming.breaks.longest;
  for (const auto& block : in.programming.blocks)
    if (block.breaks) longest = std::max(longest, block.breaks->longest);
  if (spots == 0) doubt("has no spot that can air; see 'retrovue campaign show', run 'retrovue validate'");
  else if (alive == 0) doubt("has only spots that are expired or past their own flight; change them with 'retrovue item set'");
  else if (shortest > longest)
    doubt(fmt::format("has no spot that fits: the shortest lasts {}, the longest break {}; raise 'longest' of the breaks", base::short_duration(shortest),
                      base::short_duration(longest)));
  for (const auto& part : c.dayparts)
    if (std::none_of(in.programming.dayparts.begin(), in.programming.dayparts.end(), [&](const auto& own) { return schedule::same_text(own.name, part); }))
      doubt(fmt::format("is for daypart '{}', which channel {} does not have", base::printable(part), in.channel.number));
  if (booking.target == 0 || !c.from || !c.to) return doubts;
  const auto windows = schedule::campaign_windows(c, calendar, in.programming.dayparts, *c.from, *c.to);
  if (windows.empty()) {
    doubt("has no day in its flight that its season and dayparts allow");
    return doubts;
  }
  std::int64_t most = INT64_MAX;
  if (c.per_day) most = c.per_day * (base::days_between(*c.from, *c.to) + 1);
  if (c.per_hour) {
    std::int64_t hours = 0;
    for (const auto& window : windows) hours += (window.end - window.start + kHour - 1) / kHour;
    most = std::min(most, hours * c.per_hour);
  }
  if (most < booking.target)
    doubt(fmt::format("cannot reach its target on channel {}: its caps allow {} plays of {}; raise 'per_day' or 'per_hour', or lower 'target'", in.channel.number,
                      most, booking.target));
  return doubts;
}

}  // namespace retrovue::station
