#include "schedule/breaks/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/time_text.h"
#include "schedule/breaks/cuts.h"

namespace retrovue::schedule {

using model::EventKind;

namespace {
constexpr std::int64_t kTogether = 4;  // breaks that are filled at once
}  // namespace

Expander::Expander(const Library& library, const Input& input, const Rules& rules, Remarks& remarks, Millis until)
    : library_(library), in_(input), remarks_(remarks), stock_(library, input, rules, until), maker_(stock_, input.rate) {}

// The shortest act between the breaks from the nth cut on.
Millis Expander::spacing(const std::vector<std::int64_t>& cuts, std::size_t nth, std::int64_t length) const {
  std::int64_t shortest = length;
  for (; nth < cuts.size(); ++nth) shortest = std::min(shortest, (nth + 1 < cuts.size() ? cuts[nth + 1] : length) - cuts[nth]);
  return in_.rate.first_ms(std::max<std::int64_t>(shortest - 1, 0));
}

void Expander::piece(Cursor& to, const PodPiece& piece) {
  model::Event event;
  event.slot_id = to.slot;
  event.start_frame = to.frame;
  event.frames = piece.frames;
  event.kind = piece.kind;
  if (piece.entry) {
    event.item_id = piece.entry->item->id;
    event.title = piece.entry->item->title;
    event.out_ms = in_.rate.first_ms(piece.frames);
    stock_.aired(*piece.entry, piece.kind, time_of(to.frame));
  }
  to.frame += piece.frames;
  to.events->push_back(std::move(event));
}

void Expander::act(Cursor& to, const model::Item& item, std::int64_t from, std::int64_t until) {
  model::Event event;
  event.slot_id = to.slot;
  event.start_frame = to.frame;
  event.frames = until - from;
  event.kind = item.kind == model::ItemKind::live ? EventKind::live : EventKind::program;
  event.item_id = item.id;
  event.title = item.title;
  event.in_frame = from;
  event.in_ms = in_.rate.first_ms(from);
  event.out_ms = in_.rate.first_ms(until);
  to.frame += event.frames;
  to.events->push_back(std::move(event));
}

// Names what the break does not keep; one rule once, however many spots.
void Expander::soft_rules(const Pod& pod, const model::BreakRule& rule, const std::string& block, Millis at) {
  const auto& traffic = in_.programming.traffic;
  std::set<std::string_view> names;
  std::vector<const Stock::Entry*> before;
  for (const auto& piece : pod.pieces) {
    if (piece.kind == EventKind::spot) {
      for (const auto name : stock_.broken(*piece.entry, at, rule.spot_rest)) names.insert(name);
      for (const auto* other : before) {
        if (traffic.company && !traffic.company->hard && other->company && other->company == piece.entry->company) names.insert("company");
        if (traffic.category && !traffic.category->hard && other->category && other->category == piece.entry->category) names.insert("category");
      }
      before.push_back(piece.entry);
    }
    at += in_.rate.first_ms(piece.frames);
  }
  for (const auto name : names) remarks_.broke(std::string(name), block, at);
}

void Expander::commit(Cursor& to, const Pod& pod, const DraftSlot& draft) {
  const auto at = time_of(to.frame);
  const auto& name = draft.slot.block;
  if (draft.block >= 0) {
    const auto& block = in_.programming.blocks[static_cast<std::size_t>(draft.block)];
    soft_rules(pod, block.breaks ? *block.breaks : in_.programming.breaks, name, at);
  }
  if (pod.slate >= in_.rate.count_of_ms(1000))
    remarks_.warn("slate:" + name, at,
                  fmt::format("breaks of block '{}' hold slate, up to {} here: no spot, promo or filler fits; add material, "
                              "best a filler item, which may be cut to fit", name,
                              base::short_duration(in_.rate.first_ms(pod.slate))));
  slate_frames_ += pod.slate;
  longest_slate_ = std::max(longest_slate_, pod.slate);
  ++breaks_;
  for (const auto& one : pod.pieces) piece(to, one);
}

void Expander::programme(Cursor& to, const DraftSlot& draft, std::int64_t frames) {
  const auto& item = *draft.item;
  const auto& programming = in_.programming;
  static const model::Block kNone;  // a slot placed by hand may stand where no block has the say
  const auto& block = draft.block < 0 ? kNone : programming.blocks[static_cast<std::size_t>(draft.block)];
  const auto& rule = block.breaks ? *block.breaks : programming.breaks;
  const std::int64_t length = std::min(in_.rate.index_at_ms(item.duration_ms), frames);
  std::int64_t avail = frames - length;

  const auto edge = [&](bool wanted, const std::vector<model::Selector>& selectors) -> const Stock::Entry* {
    const auto* found = wanted ? stock_.edge(selectors, {draft.slot.start, draft.slot.end, avail, 0, 1}) : nullptr;
    if (found) avail -= found->frames;
    return found;
  };
  const auto* intro = edge(draft.first, block.intro);
  const auto* outro = edge(draft.last, block.outro);
  if (intro) piece(to, {intro, EventKind::bumper, intro->frames});

  const auto cuts = cut_frames({length, avail, draft.slot.end - draft.slot.start, in_.rate, library_.markers_of(item.id)}, rule);
  const std::int64_t longest = in_.rate.count_of_ms(std::max(rule.longest, rule.shortest));
  std::int64_t shown = 0, breaks_left = static_cast<std::int64_t>(cuts.size()) + (rule.after ? 1 : 0);
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const auto cut = cuts[i];
    if (rule.after && breaks_left <= kTogether) {
      const auto pods = maker_.together(rule, avail, static_cast<std::size_t>(breaks_left), time_of(to.frame + cut - shown), draft.slot.end,
                                         spacing(cuts, i, length));
      for (const auto& pod : pods) {
        const auto until = i < cuts.size() ? cuts[i++] : length;
        act(to, item, shown, until);
        shown = until;
        avail -= pod.frames;
        if (shown == length && outro) piece(to, {outro, EventKind::bumper, outro->frames});
        commit(to, pod, draft);
      }
      if (!pods.empty()) return;
    }
    const auto pod = maker_.inside(rule, std::min(avail / breaks_left, longest), time_of(to.frame + cut - shown));
    --breaks_left;
    if (pod.pieces.empty()) continue;
    act(to, item, shown, cut);
    shown = cut;
    avail -= pod.frames;
    commit(to, pod, draft);
  }
  if (length > shown) act(to, item, shown, length);
  if (outro) piece(to, {outro, EventKind::bumper, outro->frames});
  if (avail > 0) commit(to, maker_.between(rule, avail, time_of(to.frame), rule.after), draft);
}

// The input runs on behind a break, so that what it shows then is lost; there is one only where the block itself asks for it.
void Expander::live(Cursor& to, const DraftSlot& draft, std::int64_t frames) {
  const auto& block = in_.programming.blocks[static_cast<std::size_t>(draft.block)];
  std::int64_t shown = 0;
  if (block.breaks) {
    auto rule = *block.breaks;
    rule.after = false;
    const Millis length = draft.slot.end - draft.slot.start;
    const std::int64_t longest = in_.rate.count_of_ms(std::max(rule.longest, rule.shortest));
    const auto asked = longest * std::max<std::int64_t>(base::mul_div_round(rule.per_hour, length, 3'600'000), 1);
    for (const auto cut : cut_frames({frames, std::min(asked, frames), length, in_.rate, {}}, rule)) {
      if (cut < shown) continue;
      const auto pod = maker_.inside(rule, std::min(longest, frames - cut), time_of(to.frame + cut - shown));
      if (pod.pieces.empty()) continue;
      act(to, *draft.item, shown, cut);
      commit(to, pod, draft);
      shown = cut + pod.frames;
    }
  }
  if (frames > shown) act(to, *draft.item, shown, frames);
}

void Expander::off_air(Cursor& to, const DraftSlot& draft, std::int64_t frames) {
  const auto& rule = in_.programming.off_air;
  const auto edge = [&](bool wanted, const std::vector<model::Selector>& selectors, Millis at) {
    const auto* found = wanted ? stock_.edge(selectors, {at, draft.slot.end, frames, 0, 1}) : nullptr;
    if (found) frames -= found->frames;
    return found;
  };
  if (const auto* farewell = edge(draft.first, rule.sign_off, draft.slot.start)) piece(to, {farewell, EventKind::bumper, farewell->frames});
  const auto* welcome = edge(draft.last, rule.sign_on, draft.slot.start);
  while (frames > 0) {
    const auto* next = stock_.edge(rule.play, {time_of(to.frame), 0, frames, 0, 1});
    auto shown = next ? next->frames : 0;
    if (!next) {  // nothing fits whole
      next = stock_.edge(rule.play, {time_of(to.frame), 0, INT64_MAX, 0, 1});
      if (next && !model::may_be_cut(next->item->kind)) next = nullptr;
      shown = frames;
    }
    piece(to, {next, next ? EventKind::filler : EventKind::slate, shown});
    frames -= shown;
  }
  if (welcome) piece(to, {welcome, EventKind::bumper, welcome->frames});
}

void Expander::expand(const DraftSlot& draft, std::size_t slot_index, std::vector<model::Event>& events) {
  const auto start = model::frame_at(in_.rate, draft.slot.start);
  const auto frames = model::frame_at(in_.rate, draft.slot.end) - start;
  if (frames <= 0) return;
  Cursor to{start, static_cast<model::Id>(slot_index), &events};
  if (draft.item && draft.slot.kind == model::ItemKind::live) {
    live(to, draft, frames);
  } else if (draft.item) {
    programme(to, draft, frames);
  } else if (draft.block < 0) {
    off_air(to, draft, frames);
  } else {
    commit(to, maker_.filler(frames, draft.slot.start), draft);
  }
}

}  // namespace retrovue::schedule
