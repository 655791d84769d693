#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/import/foreign.h"

namespace retrovue::station {

// "6:00 AM", "18:30", "18:30:00": milliseconds of the day. "30 minutes", "1 hour", "01:30:00", "2h": a length.
std::optional<Millis> clock_time(const std::string& text);
std::optional<Millis> clock_length(const std::string& text);

// Follows instructions that play one thing after the other and wait for times of the day, and makes blocks of the
// week from them. Between two known times one block plays what was named there; when more than one thing was, in turn.
class DayClock {
 public:
  using Wants = std::vector<Want>;
  void wait(Millis time_of_day, bool tomorrow);
  void play(const std::string& name, const Wants& wants, model::Order order, const std::string& where);
  void lasting(const std::string& name, const Wants& wants, model::Order order, Millis length, const std::string& where);
  void until(const std::string& name, const Wants& wants, model::Order order, Millis time_of_day, bool tomorrow, const std::string& where);
  bool playing() const { return !open_.empty(); }
  // All of it, as it goes round; blocks are named after what they play.
  std::vector<ForeignBlock> blocks(Remarks& remarks);

 private:
  struct Play {
    std::string name, where;
    Wants wants;
    model::Order order;
  };
  struct Stretch {
    Millis from = 0, to = 0;  // since midnight of the first day
    std::vector<Play> plays;
  };
  void close(Millis at);
  Millis next(Millis time_of_day, bool tomorrow) const;
  ForeignBlock block(const Stretch& stretch, int days, Remarks& remarks) const;

  std::optional<Millis> since_;  // the last time that is known
  std::optional<Millis> first_;
  std::vector<Play> open_;
  std::vector<Stretch> done_;
};

}  // namespace retrovue::station
