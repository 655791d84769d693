#include "schedule/breaks/stock.h"

#include <algorithm>

#include "base/text.h"
#include "schedule/rotation.h"

namespace retrovue::schedule {
namespace {
using model::ItemKind;

bool belongs(Pool pool, ItemKind kind) {
  switch (pool) {
    case Pool::spots: return kind == ItemKind::commercial;
    case Pool::bumpers_out:
    case Pool::bumpers_in: return kind == ItemKind::bumper;
    case Pool::promos: return kind == ItemKind::promo;
    case Pool::idents: return kind == ItemKind::ident;
    case Pool::fillers: return kind == ItemKind::filler || kind == ItemKind::interstitial;
  }
  return false;
}
}  // namespace

Stock::Stock(const Library& library, const Input& input, const Rules& rules, Millis until)
    : library_(library), in_(input), rules_(rules), filters_(input.queries), bookings_(library, input, filters_, until),
      ledger_(input.programming.traffic) {
  for (const auto& airing : input.past_airings) last_[airing.item_id] = airing.at;
  const auto& pools = input.programming.pools;
  stock(Pool::spots, pools.spots);
  stock(Pool::bumpers_out, pools.bumpers_out);
  stock(Pool::bumpers_in, pools.bumpers_in);
  stock(Pool::promos, pools.promos);
  stock(Pool::idents, pools.idents);
  stock(Pool::fillers, pools.fillers);
  book();
  for (const auto& past : input.past_spots) remember(past, false);
  for (const auto& later : input.later_spots) remember(later, true);
}

void Stock::remember(const Airing& airing, bool later) {
  const auto* item = library_.find(airing.item_id);
  if (!item) return;
  const auto spot = traits(entry(*item));
  if (later) ledger_.planned_later(spot, airing.at);
  else ledger_.aired(spot, airing.at);
}

// The spots of campaigns stand in lines of their own.
void Stock::book() {
  auto& shelf = shelves_[static_cast<std::size_t>(Pool::spots)];
  booked_.resize(bookings_.size());
  std::erase_if(shelf.order, [&](const Place& place) {
    const auto* having = bookings_.of(shelf.entries[std::get<2>(place)].item->id);
    if (!having) return false;
    for (const auto booking : *having) booked_[booking].push_back(place);
    return true;
  });
}

std::uint64_t Stock::tie(const model::Item& item) const {
  return mix(in_.seed, static_cast<std::uint64_t>(item.id), static_cast<std::uint64_t>(in_.channel.number));
}

Stock::Entry Stock::entry(const model::Item& item) {
  const auto number = [](std::unordered_map<std::string, std::uint32_t>& known, const std::string& name) -> std::uint32_t {
    if (name.empty()) return 0;
    return known.emplace(base::lower_ascii(name), static_cast<std::uint32_t>(known.size() + 1)).first->second;
  };
  // What the item does not say, its campaign does.
  const auto* having = bookings_.of(item.id);
  const auto said = [&](const std::string& own, std::string model::Campaign::*field) -> const std::string& {
    return own.empty() && having ? bookings_.campaign(having->front()).*field : own;
  };
  return {&item, in_.rate.index_at_ms(item.duration_ms), number(companies_, said(item.company, &model::Campaign::company)),
          number(categories_, said(item.category, &model::Campaign::category))};
}

void Stock::stock(Pool pool, const std::optional<std::vector<model::Selector>>& selectors) {
  auto& shelf = shelves_[static_cast<std::size_t>(pool)];
  const auto wanted = [&](const model::Item& item) {
    if (pool == Pool::spots && bookings_.of(item.id)) return true;
    if (!selectors) return belongs(pool, item.kind);
    return std::any_of(selectors->begin(), selectors->end(), [&](const model::Selector& selector) {
      return (selector.type || belongs(pool, item.kind)) && filters_.may(selector, item);
    });
  };
  if (selectors && std::any_of(selectors->begin(), selectors->end(), [&](const auto& selector) {
        const auto* filter = filters_.of(selector);
        return filter && !filter->timeless();
      }))
    shelf.timed = &*selectors;
  for (const auto& item : library_.items()) {
    if (!wanted(item)) continue;
    const auto made = entry(item);
    if (made.frames <= 0) continue;
    const auto index = static_cast<std::uint32_t>(shelf.entries.size());
    const auto known = last_.find(item.id);
    shelf.entries.push_back(made);
    shelf.index.emplace(item.id, index);
    shelf.order.emplace_back(known == last_.end() ? kNever : known->second, tie(item), index);
  }
  std::sort(shelf.order.begin(), shelf.order.end());
}

bool Stock::meant(const Shelf& shelf, const Entry& entry, Millis at) const {
  const auto last = last_.find(entry.item->id);
  const Moment moment{at, last == last_.end() ? std::nullopt : std::optional(last->second)};
  return std::any_of(shelf.timed->begin(), shelf.timed->end(), [&](const auto& one) { return filters_.holds(one, *entry.item, moment); });
}

std::vector<const Stock::Entry*> Stock::offer(Pool pool, const Wish& wish) const {
  std::vector<const Entry*> offered;
  const auto& from = shelf(pool);
  std::size_t looked = 0;
  for (const auto& [last, tie, index] : from.order) {
    if (offered.size() >= wish.limit || ++looked > kLook) break;
    if (wish.rest > 0 && last != kNever && wish.at - last < wish.rest) break;  // all that follow aired later still
    const auto& one = from.entries[index];
    if (one.frames > wish.most_frames) continue;
    if (from.timed && !meant(from, one, wish.at)) continue;
    if (!rules_.refusal(*one.item, wish.at, std::max(wish.until, wish.at + 1), {}).empty()) continue;
    offered.push_back(&one);
  }
  return offered;
}

const Stock::Entry* Stock::one(Pool pool, const Wish& wish) const {
  const auto offered = offer(pool, wish);
  return offered.empty() ? nullptr : offered.front();
}

const Stock::Entry* Stock::edge(const std::vector<model::Selector>& selectors, const Wish& wish) {
  if (selectors.empty()) return nullptr;
  const auto [known, fresh] = edges_.try_emplace(&selectors);
  if (fresh)
    for (const auto& item : library_.items())
      if (std::any_of(selectors.begin(), selectors.end(), [&](const auto& selector) {
            return (selector.type || !model::is_programme(item.kind)) && filters_.may(selector, item);
          }))
        known->second.push_back(entry(item));
  const Entry* best = nullptr;
  const auto rank = [&](const Entry& e) {
    const auto last = last_.find(e.item->id);
    return std::pair(last == last_.end() ? kNever : last->second, tie(*e.item));
  };
  for (const auto& one : known->second) {
    const auto until = wish.until ? wish.until : wish.at + in_.rate.first_ms(one.frames);
    if (one.frames > 0 && one.frames <= wish.most_frames && rules_.refusal(*one.item, wish.at, until, {}).empty() &&
        (!best || rank(one) < rank(*best)))
      best = &one;
  }
  return best;
}

// Puts what stands in a line to another place of it; false: it does not stand there.
bool Stock::move(std::vector<Place>& line, const Place& before, const Place& now) {
  const auto found = std::lower_bound(line.begin(), line.end(), before);
  if (found == line.end() || *found != before) return false;
  line.erase(found);
  line.insert(std::lower_bound(line.begin(), line.end(), now), now);
  return true;
}

void Stock::aired(const Entry& entry, model::EventKind kind, Millis at) {
  const auto item = entry.item->id;
  auto& last = last_.try_emplace(item, kNever).first->second;
  for (auto& shelf : shelves_) {
    const auto found = shelf.index.find(item);
    if (found == shelf.index.end()) continue;
    const auto order = tie(*shelf.entries[found->second].item);
    const Place before{last, order, found->second}, now{at, order, found->second};
    if (move(shelf.order, before, now)) continue;
    if (const auto* having = bookings_.of(item))
      for (const auto booking : *having) move(booked_[booking], before, now);
  }
  last = at;
  if (kind != model::EventKind::spot) return;
  ledger_.aired(traits(entry), at);
  bookings_.aired(item, at);
}

}  // namespace retrovue::schedule
