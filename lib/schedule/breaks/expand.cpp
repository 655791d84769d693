#include "schedule/breaks/expand.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "schedule/breaks/cuts.h"

namespace retrovue::schedule {

using model::EventKind;

namespace {
constexpr std::int64_t kTogether = 4;  // breaks that are filled at once
}

Expander::Expander(const Library& library, const Input& input, const Rules& rules, Remarks& remarks)
    : library_(library), in_(input), remarks_(remarks), stock_(library, input, rules), maker_(stock_, input.rate) {}

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
    stock_.aired(event.item_id, time_of(to.frame));
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

void Expander::commit(Cursor& to, const Pod& pod, const DraftSlot& draft) {
  const auto at = time_of(to.frame);
  const auto& name = draft.slot.block;
  if (pod.rest_broken) remarks_.broke("spot_rest", name, at);
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
  const auto& block = programming.blocks[static_cast<std::size_t>(draft.block)];
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
      const auto pods = maker_.together(rule, avail, static_cast<std::size_t>(breaks_left), time_of(to.frame + cut - shown), draft.slot.end);
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

void Expander::expand(const DraftSlot& draft, std::size_t slot_index, std::vector<model::Event>& events) {
  const auto start = model::frame_at(in_.rate, draft.slot.start);
  const auto frames = model::frame_at(in_.rate, draft.slot.end) - start;
  if (frames <= 0) return;
  Cursor to{start, static_cast<model::Id>(slot_index), &events};
  if (draft.item) {
    programme(to, draft, frames);
  } else if (draft.block < 0) {
    piece(to, {nullptr, EventKind::slate, frames});
  } else {
    commit(to, maker_.filler(frames, draft.slot.start), draft);
  }
}

}  // namespace retrovue::schedule
