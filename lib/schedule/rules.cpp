#include "schedule/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "model/rating_scale.h"

namespace retrovue::schedule {
namespace {
constexpr int kNoCeiling = 1000;
constexpr Millis kLongestItem = 24 * 3'600'000LL;
constexpr Millis kLongestWindow = 26 * 3'600'000LL;  // a day and what the clocks may add

int ceiling_of(std::string_view code) { return code.empty() ? kNoCeiling : model::rating_level(code).value_or(0); }
}  // namespace

Rules::Rules(const Library& library, const Calendar& calendar, const model::Channel& channel,
             const std::vector<model::Daypart>& dayparts, Millis from, Millis to)
    : library_(library), calendar_(calendar), dayparts_(dayparts), ceiling_(ceiling_of(channel.rating_limit)) {
  const auto last = base::add_days(calendar.date_of(to), 2);
  for (auto date = base::add_days(calendar.date_of(from), -2); date <= last; date = base::add_days(date, 1))
    for (const auto& daypart : dayparts) {
      if (!(daypart.days & (1u << base::weekday(date)))) continue;
      const auto window = calendar.window(date, daypart.from, daypart.to);
      if (window.start < window.end) parts_.push_back({window, &daypart, ceiling_of(daypart.rating)});
    }
  std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.window.start < b.window.start; });
  for (const auto& part : parts_) {
    changes_.push_back(part.window.start);
    changes_.push_back(part.window.end);
  }
  const auto learn = [&](const model::Item& item) {
    if (const auto season = item.season_window.empty() ? std::nullopt : model::item_season(item.season_window)) seasons_.emplace(item.id, *season);
    if (item.flight_start && model::is_programme(item.kind)) changes_.push_back(*item.flight_start);
  };
  std::for_each(library.items().begin(), library.items().end(), learn);
  std::for_each(library.live().begin(), library.live().end(), learn);
  std::sort(changes_.begin(), changes_.end());
  const auto number = fmt::format("channel:{}", channel.number);
  for (const auto* item : library.kept_for_channels())
    if (!has_tag(*item, number) && !has_tag(*item, "channel:" + channel.name) && !has_tag(*item, "channel:" + channel.call_sign))
      elsewhere_.insert(item->id);
}

Millis Rules::next_change(Millis at) const {
  const auto found = std::upper_bound(changes_.begin(), changes_.end(), at);
  return found == changes_.end() ? INT64_MAX / 4 : *found;
}

const std::vector<const Rules::Part*>& Rules::near(Millis start) const {
  if (near_at_ == start) return near_;
  near_at_ = start;
  near_.clear();
  const auto first = std::lower_bound(parts_.begin(), parts_.end(), start - kLongestWindow,
                                      [](const Part& part, Millis at) { return part.window.start < at; });
  for (auto part = first; part != parts_.end() && part->window.start < start + kLongestItem; ++part)
    if (part->window.meets(start, start + kLongestItem)) near_.push_back(&*part);
  return near_;
}

bool Rules::prefers(const model::Item& item) const {
  return !item.daypart.empty() && !item.daypart_defaulted &&
         std::any_of(dayparts_.begin(), dayparts_.end(), [&](const auto& daypart) { return same_text(item.daypart, daypart.name); });
}

int Rules::preference(const model::Item& item, Millis start) const {
  if (!prefers(item)) return 1;
  const auto& parts = near(start);
  return std::any_of(parts.begin(), parts.end(), [&](const Part* part) {
           return part->window.holds(start) && same_text(item.daypart, part->daypart->name);
         }) ? 0 : kOther;
}

std::string_view Rules::refusal(const model::Item& item, Millis start, Millis end, std::string_view block_rating) const {
  int ceiling = block_rating.empty() ? ceiling_ : std::min(ceiling_, ceiling_of(block_rating));
  bool inside = false;
  const bool programme = model::is_programme(item.kind) || item.kind == model::ItemKind::live;  // prefers its daypart; break material airs nowhere else
  for (const auto* part : near(start)) {
    if (part->window.meets(start, end)) {
      ceiling = std::min(ceiling, part->ceiling);
      for (const auto& tag : part->daypart->avoid)
        if (has_tag(item, tag)) return "a daypart avoids its tag";
      for (const auto& word : part->daypart->avoid_warnings)
        if (base::lower_ascii(item.warnings).find(base::lower_ascii(word)) != std::string::npos) return "a daypart avoids its warning";
      const auto& meant = part->daypart->demographic;
      if (!meant.empty() && !item.demographic.empty() &&
          std::none_of(meant.begin(), meant.end(), [&](const std::string& one) { return same_text(one, item.demographic); }))
        return "for another demographic than the daypart's";
    }
    if (!programme && same_text(item.daypart, part->daypart->name))
      inside = inside || (part->window.holds(start) && end <= part->window.end);
  }
  if (ceiling < kNoCeiling) {
    const auto level = library_.level(item);
    if (level ? *level > ceiling : programme)
      return level ? "above the rating ceiling" : "unrated, under a rating ceiling";
  }
  if (!programme && !inside && prefers(item)) return "outside its daypart";
  if (!item.season_window.empty())
    if (const auto season = seasons_.find(item.id); season != seasons_.end())
      if (!season->second.holds(calendar_.date_of(start)) || (!programme && !season->second.holds(calendar_.date_of(std::max(end - 1, start)))))
        return "out of its season";
  if (!elsewhere_.empty() && elsewhere_.contains(item.id)) return "kept for other channels";
  if (item.flight_start && start < *item.flight_start) return "before its flight";
  if (item.flight_end && end > *item.flight_end) return "after its flight";
  if (item.expires && end > *item.expires) return "expired";
  return {};
}

}  // namespace retrovue::schedule
