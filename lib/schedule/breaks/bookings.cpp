#include "schedule/breaks/bookings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kDay = 86'400'000, kFar = INT64_MAX / 4;
const base::Date kEpoch{1970, 1, 1};
}  // namespace

std::string daypart_at(const Calendar& calendar, const std::vector<model::Daypart>& dayparts, Millis at) {
  const auto today = calendar.date_of(at);
  for (const auto& part : dayparts)
    for (int back = 0; back <= 1; ++back) {
      const auto date = base::add_days(today, -back);
      if ((part.days & (1u << base::weekday(date))) && calendar.window(date, part.from, part.to).holds(at)) return part.name;
    }
  return {};
}

bool in_campaign(const model::Campaign& campaign, const model::Item& item, Filters& filters) {
  return !model::is_programme(item.kind) &&
         std::any_of(campaign.spots.begin(), campaign.spots.end(), [&](const auto& selector) { return filters.may(selector, item); });
}

std::vector<Window> campaign_windows(const model::Campaign& campaign, const Calendar& calendar, const std::vector<model::Daypart>& dayparts,
                                     const base::Date& from, const base::Date& to) {
  std::vector<Window> all;
  const auto add = [&](Window window) {
    if (window.start < window.end) all.push_back(window);
  };
  for (auto date = from; date <= to; date = base::add_days(date, 1)) {
    if (!model::in_season(campaign.season, date)) continue;
    if (campaign.dayparts.empty()) {
      add({calendar.day_begin(date), calendar.day_begin(base::add_days(date, 1))});
      continue;
    }
    for (const auto& part : dayparts)
      if ((part.days & (1u << base::weekday(date))) &&
          std::any_of(campaign.dayparts.begin(), campaign.dayparts.end(), [&](const auto& name) { return same_text(name, part.name); }))
        add(calendar.window(date, part.from, part.to));
  }
  std::sort(all.begin(), all.end(), [](const Window& a, const Window& b) { return a.start < b.start; });
  std::vector<Window> joined;
  for (const auto& window : all) {
    if (!joined.empty() && window.start <= joined.back().end) joined.back().end = std::max(joined.back().end, window.end);
    else joined.push_back(window);
  }
  return joined;
}

std::int64_t plays_due(const std::vector<Window>& windows, std::int64_t target, Millis at) {
  Millis whole = 0, gone = 0;
  for (const auto& window : windows) {
    whole += window.end - window.start;
    gone += std::clamp<Millis>(at - window.start, 0, window.end - window.start);
  }
  return whole > 0 ? base::mul_div_ceil(target, gone, whole) : 0;
}

Bookings::Bookings(const Library& library, const Input& input, Filters& filters, Millis until) : in_(input), calendar_(input.channel) {
  for (const auto& booking : input.bookings) {
    One one;
    one.in = &booking;
    one.owed = booking.owed;
    one.delivered = -booking.made_good;
    open(one, until);
    all_.push_back(std::move(one));
  }
  for (const auto& item : library.items())
    for (std::size_t i = model::is_programme(item.kind) ? all_.size() : 0; i < all_.size(); ++i)
      if (in_campaign(campaign(i), item, filters)) having_[item.id].push_back(i);
  for (const auto& past : input.past_spots)
    if (const auto* having = of(past.item_id))
      if (const auto index = owner(*having, past.at); index != kNobody) count(all_[index], past.at);
  for (const auto& later : input.later_spots)
    if (const auto* having = of(later.item_id))
      if (const auto index = owner(*having, later.at); index != kNobody) {
        all_[index].track.later.push_back(later.at);
        ++all_[index].days[day_of(later.at)];
      }
}

void Bookings::open(One& one, Millis until) {
  const auto& campaign = one.in->campaign;
  one.flight.start = campaign.from ? calendar_.day_begin(*campaign.from) : -kFar;
  one.flight.end = campaign.to ? calendar_.day_begin(base::add_days(*campaign.to, 1)) : kFar;
  auto from = base::add_days(calendar_.date_of(in_.from), -2), to = base::add_days(calendar_.date_of(until), 2);
  const bool paced = one.in->target > 0 && campaign.from && campaign.to;
  if (campaign.from && (paced || *campaign.from > from)) from = *campaign.from;
  if (campaign.to && (paced || *campaign.to < to)) to = *campaign.to;
  one.windows = campaign_windows(campaign, calendar_, in_.programming.dayparts, from, to);
  for (const auto& window : one.windows) {
    one.before.push_back(one.whole);
    one.whole += window.end - window.start;
  }
}

const std::vector<std::size_t>* Bookings::of(model::Id item) const {
  const auto found = having_.find(item);
  return found == having_.end() ? nullptr : &found->second;
}

std::size_t Bookings::owner(const std::vector<std::size_t>& having, Millis at) const {
  for (const auto index : having)
    if (all_[index].flight.holds(at)) return index;
  return kNobody;
}

std::int64_t Bookings::day_of(Millis at) const {
  if (!day_.holds(at)) {
    const auto date = calendar_.date_of(at);
    day_ = {calendar_.day_begin(date), calendar_.day_begin(base::add_days(date, 1))};
    day_number_ = base::days_between(kEpoch, date);
  }
  return day_number_;
}

std::int64_t Bookings::expected(const One& one, Millis at) const {
  const auto next = std::upper_bound(one.windows.begin(), one.windows.end(), at, [](Millis t, const Window& w) { return t < w.start; });
  if (next == one.windows.begin() || one.whole <= 0) return 0;
  const auto index = static_cast<std::size_t>(next - one.windows.begin()) - 1;
  const auto& window = one.windows[index];
  return base::mul_div_ceil(one.in->target, one.before[index] + std::min(at, window.end) - window.start, one.whole);
}

Bookings::Standing Bookings::standing(std::size_t booking, Millis at, Millis until) const {
  const auto& one = all_[booking];
  Standing made;
  if (!one.flight.holds(at)) return made;
  const auto next = std::upper_bound(one.windows.begin(), one.windows.end(), at, [](Millis t, const Window& w) { return t < w.start; });
  if (next == one.windows.begin() || std::prev(next)->end < std::max(until, at + 1)) return made;
  const auto& campaign = one.in->campaign;
  made.room = one.track.hour_room(campaign.per_hour, at, until);
  if (campaign.per_day > 0)
    for (const auto when : {at, std::max(until - 1, at)}) {
      const auto day = one.days.find(day_of(when));
      made.room = std::min(made.room, std::max(campaign.per_day - (day == one.days.end() ? 0 : day->second), 0));
    }
  if (made.room == 0) return made;
  if (one.in->target > 0) made.late = expected(one, at) - one.delivered;
  // On its last day what could not be made good in its own part of the day goes anywhere.
  const bool last = at >= one.flight.end - kDay;
  if (!one.owed.empty()) {
    const auto here = daypart_at(calendar_, in_.programming.dayparts, at);
    for (const auto& [part, plays] : one.owed)
      if (last || same_text(part, here)) made.owed += plays;
  }
  return made;
}

void Bookings::count(One& one, Millis at) {
  ++one.delivered;
  if (one.in->campaign.per_hour > 0) one.track.past.push_back(at);
  if (one.in->campaign.per_day > 0) ++one.days[day_of(at)];
}

void Bookings::aired(model::Id item, Millis at) {
  const auto* having = of(item);
  const auto index = having ? owner(*having, at) : kNobody;
  if (index == kNobody) return;
  auto& one = all_[index];
  count(one, at);
  if (one.owed.empty()) return;
  // A play in the part of the day that misses one makes it good, and is no regular play.
  auto part = one.owed.find(daypart_at(calendar_, in_.programming.dayparts, at));
  if (part == one.owed.end() && at >= one.flight.end - kDay) part = one.owed.begin();
  if (part == one.owed.end()) return;
  if (one.in->target > 0) --one.delivered;
  if (--part->second <= 0) one.owed.erase(part);
}

void Bookings::close(Remarks& remarks, Millis end) const {
  for (const auto& one : all_) {
    const auto& name = one.in->campaign.name;
    std::int64_t left = 0;
    for (const auto& [part, plays] : one.owed) left += plays;
    if (left > 0 && end >= one.flight.end)
      remarks.warn("owed:" + name, one.flight.end,
                   fmt::format("campaign '{}' ends with {} missed plays that could not be made good; lengthen its flight or loosen its caps",
                               base::printable(name), left));
    if (one.in->target > 0 && end >= one.flight.end && in_.from < one.flight.end && one.delivered < one.in->target)
      remarks.warn("target:" + name, one.flight.end,
                   fmt::format("campaign '{}' ends with {} of {} plays; loosen its caps or dayparts, or raise its priority",
                               base::printable(name), one.delivered, one.in->target));
  }
}

}  // namespace retrovue::schedule
