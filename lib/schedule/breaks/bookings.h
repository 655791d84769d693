#pragma once
#include <map>
#include <unordered_map>
#include <vector>

#include "schedule/breaks/ledger.h"

namespace retrovue::schedule {

// The campaigns of a channel while its breaks are filled: which may air now, how many plays more, and who is late.
class Bookings {
 public:
  // until: end of the plan.
  Bookings(const Library& library, const Input& input, Filters& filters, Millis until);

  std::size_t size() const { return all_.size(); }
  // Those that have the item, in the order of Input::bookings; null: none, it is nobody's.
  const std::vector<std::size_t>* of(model::Id item) const;
  static constexpr std::size_t kNobody = SIZE_MAX;
  // Whose play it is: the first whose flight it is. kNobody: none of those that have it.
  std::size_t owner(const std::vector<std::size_t>& having, Millis at) const;

  struct Standing {
    int room = 0;           // plays that one filling of [at, until] may hold; 0: closed
    std::int64_t late = 0;  // plays behind an even delivery; below 0: ahead; 0 without a target
    std::int64_t owed = 0;  // plays to be made good here
  };
  Standing standing(std::size_t booking, Millis at, Millis until) const;
  const model::Campaign& campaign(std::size_t booking) const { return all_[booking].in->campaign; }

  void aired(model::Id item, Millis at);
  // Speaks of what is still owed though the flight is over.
  void close(Remarks& remarks, Millis end) const;

 private:
  struct One {
    const Booking* in = nullptr;
    Window flight;
    std::vector<Window> windows;     // when it may air, as far as the plan (with a target: the flight) goes
    std::vector<Millis> before;      // length of the windows before each
    Millis whole = 0;                // of all windows
    std::int64_t delivered = 0;
    std::map<std::string, std::int64_t> owed;
    std::map<std::int64_t, int> days;  // plays by broadcast day
    Track track;
  };
  void open(One& one, Millis until);
  void count(One& one, Millis at);
  std::int64_t expected(const One& one, Millis at) const;
  std::int64_t day_of(Millis at) const;  // a number of the broadcast day

  const Input& in_;
  Calendar calendar_;
  std::vector<One> all_;
  std::unordered_map<model::Id, std::vector<std::size_t>> having_;
  mutable Window day_;
  mutable std::int64_t day_number_ = 0;
};

// The first daypart that holds an instant; empty outside all.
std::string daypart_at(const Calendar& calendar, const std::vector<model::Daypart>& dayparts, Millis at);

// Whether a campaign's spots can mean the item: some selector does and it is break material.
bool in_campaign(const model::Campaign& campaign, const model::Item& item, Filters& filters);

// When the campaign may air on the channel from one broadcast day to another, in order, apart from each other. Dayparts the
// channel does not have never come.
std::vector<Window> campaign_windows(const model::Campaign& campaign, const Calendar& calendar, const std::vector<model::Daypart>& dayparts,
                                     const base::Date& from, const base::Date& to);

// Plays due by an instant when delivery is even over the windows, rounded up.
std::int64_t plays_due(const std::vector<Window>& windows, std::int64_t target, Millis at);

}  // namespace retrovue::schedule
