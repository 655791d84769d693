#include "schedule/breaks/pod.h"

#include <algorithm>
#include <unordered_map>

#include "schedule/breaks/fill.h"

namespace retrovue::schedule {
namespace {
using model::EventKind;
using model::PodPart;
constexpr std::size_t kSpots = 40, kPromos = 6, kIdents = 4, kFillers = 16;  // what one exact fill chooses from
constexpr std::size_t kTogether = 64;  // spots for several breaks at once
constexpr std::int64_t kAlike = 20;    // seconds that a second spot of a category in a break counts for
constexpr Millis kIdentRest = 30 * 60'000, kPromoRest = 10 * 60'000;  // better not sooner again
constexpr std::int64_t kScrap = 5;  // seconds; a cut filler is not shorter if it can be helped

bool has(const model::BreakRule& rule, PodPart part) {
  return std::find(rule.pod.begin(), rule.pod.end(), part) != rule.pod.end();
}

bool in(const Pod& pod, const Stock::Entry& entry) {
  return std::any_of(pod.pieces.begin(), pod.pieces.end(),
                     [&](const PodPiece& piece) { return piece.entry && piece.entry->item->id == entry.item->id; });
}

// Pieces stand in the order of the rule; filler, which no rule places, comes first: it belongs to what just ended.
void arrange(Pod& pod, const model::BreakRule& rule, const Stock::Entry* out) {
  const auto place = [&](const PodPiece& piece) {
    PodPart part = PodPart::spots;
    if (piece.kind == EventKind::promo) part = PodPart::promo;
    if (piece.kind == EventKind::ident) part = PodPart::ident;
    if (piece.kind == EventKind::bumper) part = piece.entry == out ? PodPart::bumper_out : PodPart::bumper_in;
    const auto at = std::find(rule.pod.begin(), rule.pod.end(), part) - rule.pod.begin();
    return piece.kind == EventKind::filler ? -1 : piece.kind == EventKind::slate ? 100 : at;
  };
  std::stable_sort(pod.pieces.begin(), pod.pieces.end(),
                   [&](const PodPiece& a, const PodPiece& b) { return place(a) < place(b); });
}
}  // namespace

void Pod::slate_for(std::int64_t frames_wanted) {
  pieces.push_back({nullptr, EventKind::slate, frames_wanted});
  frames += frames_wanted;
  slate += frames_wanted;
}

void Pod::add(const Stock::Entry& entry, EventKind kind, std::int64_t frames_wanted) {
  pieces.push_back({&entry, kind, frames_wanted});
  frames += frames_wanted;
}

std::vector<PodMaker::Offer> PodMaker::spots(const Pod& pod, const model::BreakRule& rule, std::int64_t most, Millis at, Millis until,
                                            Keep keep) const {
  std::vector<const Stock::Entry*> beside;
  for (const auto& piece : pod.pieces)
    if (piece.kind == EventKind::spot) beside.push_back(piece.entry);
  Stock::SpotWish wish;
  wish.at = at;
  wish.until = until;
  wish.most_frames = most;
  wish.rest = keep == Keep::all ? rule.spot_rest : 0;
  wish.limit = kSpots;
  wish.one_per_company = rule.one_per_company;
  wish.strict = keep == Keep::all;
  wish.beside = &beside;
  std::vector<Offer> offers;
  for (const auto& spot : stock_.spots(wish)) offers.push_back({spot.entry, EventKind::spot, spot.group, spot.urgent});
  return offers;
}

bool PodMaker::may_relax(const model::BreakRule& rule) const { return stock_.empty(Pool::fillers) && (rule.spot_rest > 0 || stock_.soft_rules() || stock_.bookings().size() > 0); }

void PodMaker::pack(Pod& pod, const std::vector<Offer>& offers, std::int64_t most) const {
  std::vector<FillPiece> pieces;
  std::vector<const Offer*> known;
  for (const auto& offer : offers) {
    const auto twice = std::any_of(known.begin(), known.end(), [&](const Offer* o) { return o->entry->item == offer.entry->item; });
    if (twice || in(pod, *offer.entry)) continue;
    known.push_back(&offer);
    pieces.push_back({offer.entry->frames, offer.group, offer.kind == EventKind::spot ? offer.entry->category : 0, offer.urgent});
  }
  for (const auto index : urgent_fill(pieces, most, slack())) pod.add(*known[index]->entry, known[index]->kind, known[index]->entry->frames);
}

PodMaker::Frame PodMaker::framed(const model::BreakRule& rule, std::int64_t most, const Stock::Wish& wish, std::size_t nth) const {
  Frame made;
  const auto fixed = [&](PodPart part, Pool pool) -> const Stock::Entry* {
    if (!has(rule, part)) return nullptr;
    auto asked = wish;
    asked.most_frames = most / 4;
    asked.limit = nth + 1;
    const auto offered = stock_.offer(pool, asked);
    return offered.empty() ? nullptr : offered[nth % offered.size()];
  };
  made.out = fixed(PodPart::bumper_out, Pool::bumpers_out);
  made.back = fixed(PodPart::bumper_in, Pool::bumpers_in);
  if (made.back == made.out) made.back = nullptr;
  if (const auto* promo = fixed(PodPart::promo, Pool::promos)) made.pod.add(*promo, EventKind::promo, promo->frames);
  return made;
}

PodMaker::Frame PodMaker::closing(const model::BreakRule& rule, std::int64_t most, const Stock::Wish& wish, std::size_t nth) const {
  Frame made;
  const auto fixed = [&](PodPart part, Pool pool, EventKind kind, Millis rest, std::size_t which) {
    if (!has(rule, part)) return;
    const auto offered = stock_.offer(pool, {wish.at, wish.until, most / 4, rest, which + 1});
    if (which < offered.size()) made.pod.add(*offered[which], kind, offered[which]->frames);
  };
  fixed(PodPart::ident, Pool::idents, EventKind::ident, kIdentRest, 0);
  fixed(PodPart::promo, Pool::promos, EventKind::promo, kPromoRest, nth);
  return made;
}

Pod PodMaker::inside(const model::BreakRule& rule, std::int64_t most, Millis at) const {
  auto [pod, out, back] = framed(rule, most, {at, at + ms(most), 0, 0, 1});
  const std::int64_t bumpers = (out ? out->frames : 0) + (back ? back->frames : 0);
  const std::int64_t room = most - bumpers - pod.frames;
  if (has(rule, PodPart::spots)) {
    Pod strict = pod;
    pack(strict, spots(pod, rule, room, at, at + ms(most), Keep::all), room);
    if (strict.frames - pod.frames < room / 2 && may_relax(rule)) {
      Pod relaxed = pod;
      pack(relaxed, spots(pod, rule, room, at, at + ms(most), Keep::hard), room);
      if (relaxed.frames > strict.frames) strict = std::move(relaxed);
    }
    pod = std::move(strict);
  }
  if (pod.pieces.empty()) return pod;
  if (out) pod.add(*out, EventKind::bumper, out->frames);
  if (back) pod.add(*back, EventKind::bumper, back->frames);
  arrange(pod, rule, out);
  return pod;
}

// Gives each spot to the break that has least, where no other of its group or company stands and better none of its category.
bool PodMaker::deal(std::vector<Pod>& pods, const std::vector<Offer>& offers, const model::BreakRule& rule) const {
  const std::int64_t longest = rate_.count_of_ms(std::max(rule.longest, rule.shortest)), second = rate_.count_of_ms(1000);
  auto sorted = offers;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Offer& a, const Offer& b) { return a.entry->frames > b.entry->frames; });
  for (const auto& offer : sorted) {
    Pod* best = nullptr;
    std::int64_t best_cost = 0;
    for (auto& pod : pods) {
      std::int64_t cost = pod.frames;
      bool alike = false;
      for (const auto& piece : pod.pieces) {
        if (piece.kind != EventKind::spot) continue;
        alike = alike || (rule.one_per_company && offer.entry->company && piece.entry->company == offer.entry->company) ||
                (offer.group && stock_.group(*piece.entry, rule.one_per_company, true) == offer.group);
        if (offer.entry->category && piece.entry->category == offer.entry->category) cost += kAlike * second;
      }
      if (alike || pod.frames + offer.entry->frames > longest || (best && cost >= best_cost)) continue;
      best = &pod;
      best_cost = cost;
    }
    if (!best) return false;
    best->add(*offer.entry, EventKind::spot, offer.entry->frames);
  }
  return true;
}

std::vector<Pod> PodMaker::together(const model::BreakRule& rule, std::int64_t frames, std::size_t breaks, Millis at, Millis until,
                                    Millis spacing) const {
  if (!has(rule, PodPart::spots)) return {};
  const auto share = frames / static_cast<std::int64_t>(breaks), longest = rate_.count_of_ms(std::max(rule.longest, rule.shortest));
  if (share >= longest) return {};
  std::vector<Frame> made;
  std::vector<Pod> pods;
  std::int64_t room = frames;
  for (std::size_t i = 0; i < breaks; ++i) {
    const Stock::Wish wish{at, until, 0, 0, 1};
    made.push_back(i + 1 < breaks ? framed(rule, share, wish, i) : closing(rule, share, wish, i));
    const auto& frame = made.back();
    room -= frame.pod.frames;
    for (const auto* bumper : {frame.out, frame.back})
      if (bumper) room -= bumper->frames;
    pods.push_back(frame.pod);
  }
  std::vector<Offer> offers;
  std::vector<FillPiece> pieces;
  std::unordered_map<std::uint32_t, std::uint32_t> of_group;
  // As many of a group as there are breaks, if the breaks are far enough from each other.
  const auto each = stock_.group_distance(true) > spacing ? 1 : static_cast<std::uint32_t>(breaks);
  Stock::SpotWish wish;
  wish.at = at;
  wish.until = until;
  wish.most_frames = std::min(share, longest);
  wish.rest = rule.spot_rest;
  wish.limit = kTogether;
  wish.one_per_company = rule.one_per_company;
  for (const auto& spot : stock_.spots(wish)) {
    const auto nth = spot.group ? of_group[spot.group]++ % each : 0;
    offers.push_back({spot.entry, EventKind::spot, spot.group, spot.urgent});
    pieces.push_back({spot.entry->frames, spot.group ? spot.group * static_cast<std::uint32_t>(breaks) + nth : 0, 0, spot.urgent});
  }
  std::vector<Offer> chosen;
  std::int64_t sum = 0;
  for (const auto index : urgent_fill(pieces, room, slack())) {
    chosen.push_back(offers[index]);
    sum += pieces[index].frames;
  }
  if (room < 0 || (room - sum) * 5 >= rate_.count_of_ms(1000) || chosen.size() < breaks || !deal(pods, chosen, rule)) return {};
  for (std::size_t i = 0; i < breaks; ++i) {
    if (pods[i].pieces.empty()) return {};
    for (const auto* bumper : {made[i].out, made[i].back})
      if (bumper) pods[i].add(*bumper, EventKind::bumper, bumper->frames);
    if (i + 1 == breaks && sum < room) pods[i].slate_for(room - sum);
    arrange(pods[i], rule, made[i].out);
  }
  return pods;
}

void PodMaker::exact(Pod& pod, const model::BreakRule& rule, std::int64_t frames, Millis at, Millis until, bool with_spots, Keep keep) const {
  std::vector<Offer> offers;
  const auto add = [&](Pool pool, EventKind kind, std::size_t limit, std::int64_t most, Millis pause) {
    for (const auto* entry : stock_.offer(pool, {at, at + ms(frames), most, pause, limit})) offers.push_back({entry, kind, 0, false});
  };
  // First come those a break should have in any case, last those that only help to reach the length.
  if (has(rule, PodPart::ident)) add(Pool::idents, EventKind::ident, 1, frames / 4, kIdentRest);
  if (has(rule, PodPart::promo)) add(Pool::promos, EventKind::promo, 1, frames / 4, kPromoRest);
  if (with_spots && has(rule, PodPart::spots))
    for (const auto& offer : spots(pod, rule, frames, at, until, keep)) offers.push_back(offer);
  add(Pool::promos, EventKind::promo, kPromos, frames, 0);
  add(Pool::idents, EventKind::ident, kIdents, frames, 0);
  add(Pool::fillers, EventKind::filler, kFillers, frames, 0);
  pack(pod, offers, frames);
}

void PodMaker::finish(Pod& pod, std::int64_t left, Millis at) const {
  if (left <= 0) return;
  if (left < rate_.count_of_ms(1000)) {
    pod.slate_for(left);
    return;
  }
  const Pod rest = filler(left, at);
  for (const auto& piece : rest.pieces) {
    if (piece.entry) pod.add(*piece.entry, piece.kind, piece.frames);
    else pod.slate_for(piece.frames);
  }
}

Pod PodMaker::between(const model::BreakRule& rule, std::int64_t frames, Millis at, bool with_spots) const {
  Pod pod;
  const std::int64_t second = rate_.count_of_ms(1000), longest = std::max(rate_.count_of_ms(rule.longest), second);
  std::int64_t left = frames;
  const auto until = at + ms(frames);  // wherever in it a piece comes to stand
  const auto here = [&] { return at + ms(pod.frames); };
  const bool fillers = !stock_.empty(Pool::fillers);
  if (fillers && left > longest) {
    // More than a break may hold: shorts take the rest.
    pod = filler(left - longest, at);
    while (!pod.pieces.empty() && (pod.pieces.back().kind == EventKind::slate ||
                                   pod.pieces.back().frames < pod.pieces.back().entry->frames)) {
      if (pod.pieces.back().kind == EventKind::slate) pod.slate -= pod.pieces.back().frames;
      pod.frames -= pod.pieces.back().frames;  // cut pieces are decided at the very end
      pod.pieces.pop_back();
    }
    left = frames - pod.frames;
  }
  for (bool grown = true; !fillers && with_spots && grown && left > 2 * longest; left = frames - pod.frames) {
    const auto before = pod.pieces.size();
    pack(pod, spots(pod, rule, longest, here(), until, Keep::all), longest);
    grown = pod.pieces.size() > before;
  }
  Pod full = pod;
  exact(full, rule, left, here(), until, with_spots, Keep::all);
  if (frames - full.frames >= second && with_spots && may_relax(rule)) {
    Pod relaxed = pod;
    exact(relaxed, rule, left, here(), until, with_spots, Keep::hard);
    if (relaxed.frames > full.frames) full = std::move(relaxed);
  }
  if (const auto gap = frames - full.frames; fillers && gap >= second && gap < kScrap * second && left > kScrap * second) {
    // A second of filler is a flicker: leave room for a piece one can see.
    Pod shorter = pod;
    exact(shorter, rule, left - kScrap * second, here(), until, with_spots, Keep::all);
    full = std::move(shorter);
  }
  pod = std::move(full);
  finish(pod, frames - pod.frames, here());
  arrange(pod, rule, nullptr);
  return pod;
}

Pod PodMaker::filler(std::int64_t frames, Millis at) const {
  Pod pod;
  const auto offered = stock_.offer(Pool::fillers, {at, at + ms(frames), frames, 0, 256});
  // Whole ones in turn, from the longest unaired; round and round while they fit.
  for (bool grown = true; grown && !offered.empty();) {
    grown = false;
    for (const auto* entry : offered) {
      if (entry->frames > frames - pod.frames) continue;
      pod.add(*entry, EventKind::filler, entry->frames);
      grown = true;
    }
  }
  // The last gap may be cut from any filler, also one that stands in this stretch already.
  const std::int64_t left = frames - pod.frames;
  if (left >= rate_.count_of_ms(1000))
    for (const auto* entry : stock_.offer(Pool::fillers, {at, at + ms(frames), INT64_MAX, 0, 256}))
      if (entry->frames >= left && model::may_be_cut(entry->item->kind)) {
        pod.add(*entry, EventKind::filler, left);
        return pod;
      }
  if (left > 0) pod.slate_for(left);
  return pod;
}

}  // namespace retrovue::schedule
