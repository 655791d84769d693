#include "station/import/day_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000, kHour = 3'600'000, kMinute = 60'000;
constexpr std::size_t kMostPlays = 60;  // of one stretch
constexpr int kMostDays = 52;

std::optional<Millis> parsed(Millis (*parse)(std::string_view), const std::string& text) {
  try {
    return parse(text);
  } catch (const base::Error&) {
    return {};
  }
}
}  // namespace

std::optional<Millis> clock_time(const std::string& text) {
  auto word = base::lower_ascii(base::trim(text));
  Millis half = -1;
  for (const auto* end : {"am", "pm"})
    if (word.size() > 2 && word.ends_with(end)) {
      half = *end == 'p' ? 12 * kHour : 0;
      word = std::string{base::trim(word.substr(0, word.size() - 2))};
      break;
    }
  if (word.find(':') == std::string::npos) word += ":00";
  if (word.find(':') == 1) word = fmt::format("0{}", word);
  const auto at = parsed(base::parse_time_of_day, word);
  if (!at || *at > kDay || (half >= 0 && (*at < kHour || *at >= 13 * kHour))) return {};
  return half < 0 ? *at % kDay : *at % (12 * kHour) + half;
}

std::optional<Millis> clock_length(const std::string& text) {
  const auto word = base::lower_ascii(base::trim(text));
  const auto blank = word.find(' ');
  std::optional<Millis> length;
  if (blank == std::string::npos) {
    length = parsed(base::parse_duration, word);
  } else {
    int number = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + blank, number);
    const auto unit = base::trim(std::string_view{word}.substr(blank));
    if (ec == std::errc{} && end == word.data() + blank && number > 0 && number < 10'000)
      length = number * (unit.starts_with("h") ? kHour : unit.starts_with("m") ? kMinute : unit.starts_with("s") ? Millis{1000} : Millis{0});
  }
  return length && *length >= kMinute && *length <= kDay ? length : std::nullopt;
}

// The first such time not before the last known one.
Millis DayClock::next(Millis time_of_day, bool tomorrow) const {
  const auto from = since_.value_or(0);
  auto at = from / kDay * kDay + time_of_day;
  if (at < from || (at == from && !open_.empty())) at += kDay;
  if (tomorrow && at / kDay == from / kDay) at += kDay;
  return at;
}

void DayClock::close(Millis at) {
  if (!first_) first_ = since_ ? *since_ : at;
  if (!open_.empty() && since_ && at > *since_) done_.push_back({*since_, at, std::move(open_)});
  // What is played before the first known time belongs to the end of the round.
  else if (!open_.empty() && !since_) done_.push_back({-1, at, std::move(open_)});
  open_.clear();
  since_ = at;
}

void DayClock::wait(Millis time_of_day, bool tomorrow) {
  if (!since_ || *since_ < kMostDays * kDay) close(next(time_of_day, since_ && tomorrow));
}

void DayClock::play(const std::string& name, const Wants& wants, model::Order order, const std::string& where) {
  if (open_.size() < kMostPlays) open_.push_back({name, where, wants, order});
}

void DayClock::lasting(const std::string& name, const Wants& wants, model::Order order, Millis length, const std::string& where) {
  const bool exact = since_ && open_.empty() && *since_ < kMostDays * kDay;
  play(name, wants, order, where);
  if (exact) close(*since_ + length);
}

void DayClock::until(const std::string& name, const Wants& wants, model::Order order, Millis time_of_day, bool tomorrow, const std::string& where) {
  play(name, wants, order, where);
  wait(time_of_day, tomorrow);
}

ForeignBlock DayClock::block(const Stretch& stretch, int days, Remarks& remarks) const {
  ForeignBlock made;
  const auto& first = stretch.plays.front();
  made.where = first.where;
  made.order = first.order;
  std::set<std::string> names;
  for (const auto& play : stretch.plays)
    if (names.insert(play.name).second) made.name += (made.name.empty() ? "" : ", ") + play.name;
  if (names.size() == 1) {
    made.play = first.wants;
  } else {
    made.order = model::Order::strip;
    for (const auto& play : stretch.plays) {
      // A strip takes one of each entry; content of many parts is one entry only when it is one thing.
      made.play.insert(made.play.end(), play.wants.begin(), play.wants.end());
      if (play.order != model::Order::sequential)
        remarks.add(Fate::changed, play.where, fmt::format("'{}' plays in its order here, in turn with others", base::printable(play.name)));
    }
    remarks.add(Fate::changed, first.where, "what is played one after the other became a strip, which goes on until the next known time");
  }
  auto to = stretch.to;
  if (to - stretch.from > kDay) {
    to = stretch.from + kDay;
    remarks.add(Fate::changed, first.where, "a stretch of more than a day became a block of 24 hours");
  }
  made.from = stretch.from % kDay;
  made.to = to % kDay;
  if (days > 1) {
    made.every = days;
    made.turn = static_cast<int>(stretch.from / kDay % days) + 1;
    remarks.add(Fate::changed, first.where, fmt::format("the schedule goes round every {} days; on which of them it begins is counted anew", days));
  }
  return made;
}

std::vector<ForeignBlock> DayClock::blocks(Remarks& remarks) {
  std::vector<ForeignBlock> made;
  if (!first_) {
    // No time of day is named: it goes round without regard to the clock.
    if (!open_.empty()) made.push_back(block({0, kDay, open_}, 1, remarks));
    return made;
  }
  auto end = *since_;
  if (!open_.empty() || (!done_.empty() && done_.front().from < 0)) {
    end = *first_;
    while (end <= *since_) end += kDay;
    if (!done_.empty() && done_.front().from < 0) {
      open_.insert(open_.end(), done_.front().plays.begin(), done_.front().plays.end());
      done_.erase(done_.begin());
    }
    done_.push_back({*since_, end, std::move(open_)});
    open_.clear();
  }
  const auto days = std::clamp(static_cast<int>((end - *first_ + kDay - 1) / kDay), 1, kMostDays);
  for (const auto& stretch : done_) made.push_back(block(stretch, days, remarks));
  return made;
}

}  // namespace retrovue::station
