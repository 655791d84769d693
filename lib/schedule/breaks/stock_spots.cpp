#include <algorithm>
#include <optional>

#include "schedule/breaks/stock.h"

// Which commercials a break may have.
namespace retrovue::schedule {
namespace {
constexpr std::size_t kSameCompany = 4;   // more of one would crowd out the others
constexpr std::size_t kOfCampaign = 4;    // likewise
}  // namespace

std::uint32_t Stock::group(const Entry& entry, bool one_per_company, bool strict) const {
  const auto& rules = in_.programming.traffic;
  if (entry.category && binds(rules.category, strict)) return 2 * entry.category + 1;
  return entry.company && (one_per_company || binds(rules.company, strict)) ? 2 * entry.company : 0;
}

Millis Stock::group_distance(bool strict) const {
  const auto& rules = in_.programming.traffic;
  Millis most = 0;
  for (const auto* rule : {&rules.company, &rules.category})
    if (binds(*rule, strict)) most = std::max(most, (*rule)->per_hour ? kHourMs : (*rule)->apart);
  return most;
}

bool Stock::soft_rules() const {
  const auto& rules = in_.programming.traffic;
  for (const auto* rule : {&rules.company, &rules.category, &rules.spot})
    if (*rule && !(*rule)->hard) return true;
  return false;
}

std::vector<std::string_view> Stock::broken(const Entry& entry, Millis at, Millis rest) const {
  auto names = ledger_.broken(traits(entry), at);
  const auto last = last_.find(entry.item->id);
  if (rest > 0 && last != last_.end() && last->second != kNever && at - last->second < rest) names.push_back("spot_rest");
  return names;
}

// One list of offers while it grows.
class Stock::SpotLine {
 public:
  SpotLine(const Stock& stock, const SpotWish& wish) : stock_(stock), shelf_(stock.shelf(Pool::spots)), wish_(wish) {
    companies_.resize(stock.companies_.size() + 1);
    company_rule_ = wish.one_per_company || binds(stock.in_.programming.traffic.company, wish.strict);
    category_rule_ = binds(stock.in_.programming.traffic.category, wish.strict);
    if (wish.beside)
      for (const auto* entry : *wish.beside) {
        if (company_rule_ && entry->company) taken_.push_back(2 * entry->company);
        if (category_rule_ && entry->category) taken_.push_back(2 * entry->category + 1);
      }
  }

  bool holds(const Place& place) const {
    const auto* entry = &shelf_.entries[std::get<2>(place)];
    return std::any_of(line_.begin(), line_.end(), [&](const Spot& one) { return one.entry == entry; });
  }
  bool full() const { return line_.size() >= wish_.limit; }
  bool rested(Millis last) const { return wish_.rest <= 0 || last == kNever || wish_.at - last >= wish_.rest; }
  // Appends it when it may stand here.
  bool take(const Place& place) {
    const auto& one = shelf_.entries[std::get<2>(place)];
    if (one.frames > wish_.most_frames || !rested(std::get<0>(place))) return false;
    if (company_rule_ && one.company && taken(2 * one.company)) return false;
    if (category_rule_ && one.category && taken(2 * one.category + 1)) return false;
    auto& known = companies_[one.company];
    if (one.company && known.count >= kSameCompany) return false;
    const auto group = stock_.group(one, wish_.one_per_company, wish_.strict);
    // All of a company say the same, so that two of it never stand together under different categories.
    if (one.company && company_rule_ && category_rule_ && known.count > 0 && known.group != group) return false;
    if (!stock_.ledger_.allows(stock_.traits(one), wish_.at, std::max(wish_.until, wish_.at), wish_.strict)) return false;
    if (shelf_.timed && !stock_.bookings_.of(one.item->id) && !stock_.meant(shelf_, one, wish_.at)) return false;
    if (!stock_.rules_.refusal(*one.item, wish_.at, std::max(wish_.until, wish_.at + 1), {}).empty()) return false;
    ++known.count;
    known.group = group;
    line_.push_back({&one, group, false});
    return true;
  }
  void all_urgent() {
    for (auto& one : line_) one.urgent = true;
  }
  std::vector<Spot> done() { return std::move(line_); }

 private:
  struct Company {
    std::uint32_t group = 0, count = 0;
  };
  bool taken(std::uint32_t mark) const { return std::find(taken_.begin(), taken_.end(), mark) != taken_.end(); }
  const Stock& stock_;
  const Shelf& shelf_;
  const SpotWish& wish_;
  bool company_rule_ = false, category_rule_ = false;
  std::vector<std::uint32_t> taken_;
  std::vector<Company> companies_;  // by number
  std::vector<Spot> line_;
};

namespace {
// A campaign that may air now.
struct Open {
  std::size_t booking = 0;
  std::int64_t due = 0;   // plays that should come now: late or owed
  std::int64_t late = 0;
  std::size_t room = 0;   // plays that it may have in all
};
}  // namespace

std::vector<Stock::Spot> Stock::spots(const SpotWish& wish) const {
  SpotLine line(*this, wish);
  std::vector<Open> urgent, plain, ahead;
  for (std::size_t i = 0; i < bookings_.size(); ++i) {
    if (booked_[i].empty()) continue;
    const auto now = bookings_.standing(i, wish.at, std::max(wish.until, wish.at));
    std::int64_t beside = 0;
    if (wish.beside)
      for (const auto* entry : *wish.beside)
        if (const auto* having = bookings_.of(entry->item->id)) beside += bookings_.owner(*having, wish.at) == i;
    if (now.room <= beside) continue;
    Open one{i, std::max<std::int64_t>(now.late, 0) + now.owed - beside, now.late, static_cast<std::size_t>(now.room - beside)};
    if (one.due > 0) urgent.push_back(one);
    else if (in_.bookings[i].target > 0) ahead.push_back(one);
    else plain.push_back(one);
  }
  const auto before = [&](const Open& a, const Open& b) {
    const auto& x = bookings_.campaign(a.booking);
    const auto& y = bookings_.campaign(b.booking);
    if (x.priority != y.priority) return x.priority > y.priority;
    if (a.due * x.weight != b.due * y.weight) return a.due * x.weight > b.due * y.weight;
    return a.booking < b.booking;
  };
  std::sort(urgent.begin(), urgent.end(), before);
  // Of this campaign, whenever in the break it starts.
  const auto own = [&](std::size_t booking, const Place& place) {
    const auto& having = *bookings_.of(shelf(Pool::spots).entries[std::get<2>(place)].item->id);
    return bookings_.owner(having, wish.at) == booking && bookings_.owner(having, std::max(wish.until - 1, wish.at)) == booking;
  };
  const auto take = [&](Open& one, std::size_t most) {
    std::size_t taken = 0, looked = 0;
    for (const auto& place : booked_[one.booking]) {
      if (line.full() || taken >= std::min(most, one.room) || ++looked > kLook || !line.rested(std::get<0>(place))) break;
      taken += own(one.booking, place) && !line.holds(place) && line.take(place);
    }
    one.room -= taken;
  };
  for (auto& one : urgent) take(one, std::min(static_cast<std::size_t>(one.due), kOfCampaign));
  line.all_urgent();

  // Campaigns without a target stand among the others; weight makes their absence count for more.
  std::vector<std::pair<Place, std::size_t>> weighted;
  for (const auto& one : plain) {
    std::size_t some = 0, looked = 0;
    for (const auto& place : booked_[one.booking]) {
      if (some >= std::min(one.room, kOfCampaign) || ++looked > kLook) break;
      if (!own(one.booking, place)) continue;
      auto ranked = place;
      if (auto& last = std::get<0>(ranked); last != kNever) last = std::max<Millis>(wish.at - (wish.at - last) * bookings_.campaign(one.booking).weight, 0);
      weighted.push_back({ranked, one.booking});
      ++some;
    }
  }
  std::sort(weighted.begin(), weighted.end());
  auto next = weighted.begin();
  const auto take_weighted = [&] {
    auto place = next->first;
    const auto known = last_.find(shelf(Pool::spots).entries[std::get<2>(place)].item->id);
    std::get<0>(place) = known == last_.end() ? kNever : known->second;
    line.take(place);
    ++next;
  };
  std::size_t looked = 0;
  for (const auto& place : shelf(Pool::spots).order) {
    if (line.full() || ++looked > kLook || !line.rested(std::get<0>(place))) break;
    while (next != weighted.end() && next->first < place && !line.full()) take_weighted();
    if (!line.full()) line.take(place);
  }
  while (next != weighted.end() && !line.full()) take_weighted();

  // What runs ahead of its pace waits, unless time would stay empty.
  if (wish.strict) return line.done();
  std::sort(ahead.begin(), ahead.end(), [](const Open& a, const Open& b) { return std::pair(-a.late, a.booking) < std::pair(-b.late, b.booking); });
  for (auto* rest : {&urgent, &ahead})
    for (auto& one : *rest) take(one, kOfCampaign);
  return line.done();
}

}  // namespace retrovue::schedule
