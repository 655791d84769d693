#pragma once
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "schedule/calendar.h"
#include "schedule/library.h"

namespace retrovue::schedule {

// The hard rules of a channel over a stretch of time: rating ceilings, dayparts, seasons, flights, expiry, and what is kept
// for other channels.
// They bind programmes and break material alike; nothing relaxes them.
class Rules {
 public:
  Rules(const Library& library, const Calendar& calendar, const model::Channel& channel,
        const std::vector<model::Daypart>& dayparts, Millis from, Millis to);

  // Why an item may not air from start to end (named for people), or empty when it may. A programme without a known
  // rating fails every ceiling; break material without one passes. block_rating: the block's own ceiling or empty.
  std::string_view refusal(const model::Item& item, Millis start, Millis end, std::string_view block_rating) const;

  // How well the part of the day suits a programme by its daypart field: 0 it prefers a daypart that holds now, 1 it prefers
  // none of the channel's, kOther it prefers another one.
  static constexpr int kOther = 2;
  int preference(const model::Item& item, Millis start) const;
  bool prefers(const model::Item& item) const;  // some daypart of the channel

  // The first instant after this one at which something refused may become allowed; far away when nothing changes.
  Millis next_change(Millis at) const;

 private:
  struct Part {
    Window window;
    const model::Daypart* daypart;
    int ceiling;
  };
  // Windows that can touch a programme that starts at the instant; remembered for the last instant asked.
  const std::vector<const Part*>& near(Millis start) const;

  const Library& library_;
  Calendar calendar_;
  const std::vector<model::Daypart>& dayparts_;
  int ceiling_;
  std::unordered_map<model::Id, model::Season> seasons_;  // of items that have one
  std::unordered_set<model::Id> elsewhere_;               // kept for other channels
  std::vector<Part> parts_;
  std::vector<Millis> changes_;  // sorted
  mutable Millis near_at_ = -1;
  mutable std::vector<const Part*> near_;
};

}  // namespace retrovue::schedule
