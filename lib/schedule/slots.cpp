#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "schedule/drafts.h"
#include "schedule/fit.h"
#include "schedule/fixed.h"
#include "schedule/plan.h"
#include "schedule/rules.h"
#include "schedule/turns.h"

namespace retrovue::schedule {
namespace {
constexpr Millis kDay = 86'400'000;
constexpr std::string_view kNeverFits = "longer than the block";
constexpr Millis kAhead = 3 * kDay;  // looked past the end, so that a plan does not depend on where it is cut

class Planner {
 public:
  Planner(const Library& library, const Input& input, Remarks& remarks)
      : library_(library), in_(input), remarks_(remarks), calendar_(input.channel), blocks_(input.programming.blocks),
        rules_(library, calendar_, input.channel, input.programming.dayparts, input.from, input.to + kAhead),
        fixed_(library, input, rules_, remarks), filters_(input.queries), rotations_(blocks_.size()), timed_(blocks_.size()),
        prefers_(blocks_.size()) {
    std::vector<Overlap> ignored;
    spans_ = spans(calendar_, blocks_, in_.from, in_.ends_exactly ? in_.to : in_.to + kAhead, ignored);
    fixed_.overlay(spans_);
    fit_.emplace(calendar_, blocks_, spans_, in_.to, in_.ends_exactly);
    for (const auto& airing : in_.past)
      if (airing.item_id) last_aired_[airing.item_id] = airing.at;
    while (elsewhere_ < in_.elsewhere.size() && in_.elsewhere[elsewhere_].at < in_.from) ++elsewhere_;
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (!blocks_[i].run.empty()) rotation(static_cast<int>(i));  // it listens from the start
  }

  // Where the next slot begins; not before Input::to when all is planned.
  Millis at() const { return drafts_.empty() ? in_.from : drafts_.back().slot.end; }
  int channel() const { return in_.channel.number; }

  // Plans one slot (or more of the same silence). Returns what it placed in a shared run.
  std::optional<Aired> step() {
    const Millis now = at();
    while (spans_[span_].end <= now) ++span_;
    if (Fixed::holds(spans_[span_])) {
      drafts_.push_back(fixed_.draft(spans_[span_]));
      if (const auto& slot = drafts_.back().slot; slot.item_id) last_aired_[slot.item_id] = slot.start;
      return std::nullopt;
    }
    if (spans_[span_].block < 0) {
      idle(now, spans_[span_]);
      return std::nullopt;
    }
    for (; elsewhere_ < in_.elsewhere.size() && told_by(in_.elsewhere[elsewhere_], now); ++elsewhere_) hear(in_.elsewhere[elsewhere_]);
    if (block_of(spans_[span_]).live) window(now, span_);
    else programme(now, span_);
    const auto& slot = drafts_.back().slot;
    if (slot.item_id == 0 || slot.run.empty()) return std::nullopt;
    auto placed = aired(slot);
    placed.channel = channel();
    return placed;
  }

  // Of airings at one instant the lower channel's is the earlier one.
  bool told_by(const Aired& airing, Millis now) const {
    return airing.at < now || (airing.at == now && airing.channel < channel());
  }

  // Another channel placed something in a shared run.
  void hear(const Aired& airing) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].run == airing.run && rotations_[i]) rotations_[i]->aired(airing);
  }

  std::vector<DraftSlot> drafts() { return std::move(drafts_); }

  Trace trace() {
    Trace trace;
    const auto& span = spans_.front();
    if (span.block < 0) return trace;
    for (std::size_t i = elsewhere_; i < in_.elsewhere.size() && told_by(in_.elsewhere[i], in_.from); ++i) hear(in_.elsewhere[i]);
    trace.block = &block_of(span);
    if (trace.block->live) {
      window(in_.from, 0);
      trace.slot = drafts_.front().slot;
      if (const auto* item = live_input(library_, *trace.block->live)) trace.candidates.push_back({item, std::string{rules_.refusal(*item, in_.from, trace.slot.end, trace.block->rating)}});
      return trace;
    }
    for (const auto* item : rotation(span.block).items())
      trace.candidates.push_back({item, std::string{judgement(*item, in_.from, 0).why}});
    programme(in_.from, 0);
    trace.slot = drafts_.front().slot;
    return trace;
  }

 private:
  const model::Block& block_of(const Span& span) const { return blocks_[static_cast<std::size_t>(span.block)]; }

  Turns& rotation(int index) {
    auto& known = rotations_[static_cast<std::size_t>(index)];
    if (!known) {
      const auto& block = blocks_[static_cast<std::size_t>(index)];
      const auto seed = mix(in_.seed, base::hash64(block.name), static_cast<std::uint64_t>(in_.channel.number));
      known = std::make_unique<Turns>(block, seed, library_, filters_, in_.scoring);
      timed_[static_cast<std::size_t>(index)] = std::any_of(block.play.begin(), block.play.end(), [&](const auto& selector) {
        const auto* filter = filters_.of(selector);
        return filter && !filter->timeless();
      });
      prefers_[static_cast<std::size_t>(index)] =
          std::any_of(known->items().begin(), known->items().end(), [&](const auto* item) { return rules_.prefers(*item); });
      for (; faults_told_ < filters_.faults().size(); ++faults_told_)
        remarks_.warn("query:" + filters_.faults()[faults_told_], in_.from,
                      fmt::format("block '{}': {}; correct play", block.name, filters_.faults()[faults_told_]));
      for (const auto* airing : memory(block)) known->aired(*airing);
    }
    return *known;
  }

  // What was planned in a block's run before this plan, oldest first.
  std::vector<const Aired*> memory(const model::Block& block) const {
    std::vector<const Aired*> told;
    for (const auto& airing : in_.past)
      if (!airing.fixed && (block.run.empty() ? airing.run.empty() && airing.block == block.name : airing.run == block.run)) told.push_back(&airing);
    if (block.run.empty()) return told;
    for (std::size_t i = 0; i < elsewhere_; ++i)
      if (in_.elsewhere[i].run == block.run) told.push_back(&in_.elsewhere[i]);
    std::stable_sort(told.begin(), told.end(), [](const Aired* a, const Aired* b) {
      return std::pair(a->at, a->channel) < std::pair(b->at, b->channel);
    });
    return told;
  }

  void idle(Millis at, const Span& span) {
    DraftSlot draft;
    draft.slot.start = at;
    draft.slot.end = std::min({span.end, in_.to, next_day(at)});
    draft.slot.title = in_.programming.off_air.title;
    const auto* before = !drafts_.empty() ? &drafts_.back().slot : in_.before ? &*in_.before : nullptr;
    draft.first = before && before->end == at && before->status != "off_air";
    draft.last = draft.slot.end == span.end && &span != &spans_.back();
    draft.slot.status = "off_air";
    draft.slot.kind = model::ItemKind::filler;
    drafts_.push_back(std::move(draft));
  }

  Millis next_day(Millis at) const { return calendar_.day_begin(base::add_days(calendar_.date_of(at), 1)); }

  struct Judged {
    Verdict verdict;
    std::string_view why;  // empty: it may air
  };
  // The queries of a block hold for an item at a moment.
  bool meant(const model::Item& item, Millis at, int index) const {
    if (!timed_[static_cast<std::size_t>(index)]) return true;
    const auto last = last_aired_.find(item.id);
    const Moment moment{at, last == last_aired_.end() ? std::nullopt : std::optional(last->second)};
    const auto& play = blocks_[static_cast<std::size_t>(index)].play;
    return std::any_of(play.begin(), play.end(), [&](const auto& selector) { return filters_.holds(selector, item, moment); });
  }

  Judged judgement(const model::Item& item, Millis at, std::size_t span_index) const {
    const auto& block = block_of(spans_[span_index]);
    if (fixed_.barred(item)) return {Verdict::never, "taken out by hand"};
    if (!meant(item, at, spans_[span_index].block)) return {Verdict::never, "not meant by the block's query then"};
    if (const auto why = rules_.refusal(item, at, at + item.duration_ms, block.rating); !why.empty()) return {Verdict::never, why};
    if (!fit_->slot_end(at, item.duration_ms, span_index)) {
      if (fit_->never(item.duration_ms, span_index)) return {Verdict::never, kNeverFits};
      return {Verdict::wait, "too long for the time that is left"};
    }
    if (!story_fits(item, at, span_index)) return {Verdict::wait, "its story is too long for the time that is left"};
    if (const auto last = last_aired_.find(item.id); block.rest > 0 && last != last_aired_.end() && at - last->second < block.rest)
      return {Verdict::rest, "aired within the rest time"};
    if (fixed_.near(item, at, block.rest)) return {Verdict::rest, "placed by hand within a week"};
    return {Verdict::take, {}};
  }

  // The parts of its story that follow can air right behind it. One that no occurrence of the block could hold is not kept
  // together.
  bool story_fits(const model::Item& item, Millis at, std::size_t span_index) const {
    const auto& span = spans_[span_index];
    if (!block_of(span).keeps_parts()) return true;
    const auto& lineup = rotations_[static_cast<std::size_t>(span.block)]->lineup();
    const auto place = lineup.place(item.id);
    const auto after = place ? lineup.parts_after(*place) : 0;
    if (after == 0) return true;
    const auto fits = [&](Millis start) {
      std::optional<Millis> end = start;
      for (std::uint32_t i = 0; i <= after && end; ++i)
        end = *end < span.end ? fit_->slot_end(*end, lineup.items()[*place + i]->duration_ms, span_index) : std::nullopt;
      return end.has_value();
    };
    return fits(at) || !fits(fit_->opened(at, block_of(span)));
  }

  // The next part of the story that the programme before has begun in this occurrence of the block.
  Rotation::Choice next_part(Millis at, std::size_t span_index, const Turns& turn) const {
    const auto& block = block_of(spans_[span_index]);
    const auto* before = !drafts_.empty() ? &drafts_.back().slot : in_.before ? &*in_.before : nullptr;
    if (!block.keeps_parts() || !before || before->end != at || before->block != block.name || before->start < fit_->opened(at, block)) return {};
    const auto place = turn.lineup().place(before->item_id);
    if (!place || turn.lineup().parts_after(*place) == 0) return {};
    const auto* item = turn.items()[*place + 1];
    const auto verdict = judgement(*item, at, span_index).verdict;
    if (verdict != Verdict::take && verdict != Verdict::rest) return {};
    return {item, before->round, verdict == Verdict::rest};
  }

  // For shuffled and random blocks: what prefers the part of the day first, what prefers another last.
  template <typename Judge, typename Neat>
  Rotation::Choice draw(Millis at, Millis since, int index, Turns& turn, const Neat& neat, const Judge& judge) const {
    for (int rank = prefers_[static_cast<std::size_t>(index)] ? 0 : Rules::kOther; rank <= Rules::kOther; ++rank) {
      const auto liked = [&](const auto& rule) {
        return [&, rank](const model::Item& item) { return rank < Rules::kOther && rules_.preference(item, at) > rank ? Verdict::wait : rule(item); };
      };
      if (const auto choice = turn.pick(at, since, liked(neat)); choice.item && !choice.relaxed) return choice;
      if (rank == Rules::kOther) break;  // the last resort is the caller's
      if (const auto choice = turn.pick(at, since, liked(judge)); choice.item && !choice.relaxed) return choice;
    }
    return {};
  }

  void programme(Millis at, std::size_t span_index) {
    const auto& span = spans_[span_index];
    const auto& block = block_of(span);
    auto& turn = rotation(span.block);
    std::map<std::string_view, int> refused;
    const model::Item* waiting = nullptr;
    const auto judge = [&](const model::Item& item) {
      const auto judged = judgement(item, at, span_index);
      if (judged.verdict == Verdict::never) ++refused[judged.why];
      if (judged.verdict == Verdict::wait && !waiting) waiting = &item;
      if (judged.why == kNeverFits)
        remarks_.warn("long:" + block.name + std::to_string(item.id), at,
                      fmt::format("block '{}' cannot hold '{}' ({}); make the block longer", block.name,
                                  base::printable(item.title), base::short_duration(item.duration_ms)));
      return judged.verdict;
    };
    // Where there is a choice, take what leaves the next block its time and no crumb that nothing fits into.
    const auto neat = [&](const model::Item& item) {
      const auto verdict = item.duration_ms > span.end - at ? Verdict::wait : judge(item);
      if (verdict != Verdict::take) return verdict;
      const Millis left = span.end - *fit_->slot_end(at, item.duration_ms, span_index);
      return left == 0 || left >= calendar_.grid() ? Verdict::take : Verdict::wait;
    };
    auto choice = next_part(at, span_index, turn);
    const auto since = fit_->opened(at, block);
    if (!choice.item && block.draws())
      choice = draw(at, since, span.block, turn, neat, judge);
    if (!choice.item) {
      refused.clear();
      waiting = nullptr;
      choice = turn.pick(at, since, judge);
    }
    if (!choice.item) {
      nothing(at, span_index, turn, refused, waiting);
      return;
    }
    if (choice.relaxed) remarks_.broke("rest", block.name, at);
    place(at, *fit_->slot_end(at, choice.item->duration_ms, span_index), span_index, *choice.item);
    drafts_.back().slot.round = choice.round;
    const auto told = aired(drafts_.back().slot);
    if (block.run.empty()) turn.aired(told);
    else hear(told);
    last_aired_[choice.item->id] = at;
  }

  // Continues the run of a block, or opens it.
  bool opens(Millis at, const Span& span) const {
    const auto& name = block_of(span).name;
    if (!drafts_.empty()) return drafts_.back().block != span.block || drafts_.back().slot.start < span.start;
    return !in_.before || in_.before->end != at || in_.before->block != name;
  }

  void place(Millis at, Millis end, std::size_t span_index, const model::Item& item) {
    const auto& span = spans_[span_index];
    auto draft = programme_draft(item, block_of(span), span.block, at, end);
    draft.first = opens(at, span);
    draft.last = end >= span.end;
    drafts_.push_back(std::move(draft));
  }

  void nothing(Millis at, std::size_t span_index, const Turns& turn, const std::map<std::string_view, int>& refused,
               const model::Item* waiting) {
    const auto& span = spans_[span_index];
    const auto& block = block_of(span);
    const bool opening = opens(at, span);
    Millis end = std::min({span.end, in_.to, next_day(at)});
    if (turn.empty()) {
      remarks_.warn("empty:" + block.name, at,
                    fmt::format("block '{}' has nothing to play: no playable item matches its rule; run 'retrovue validate' "
                                "or change play", block.name));
    } else if (waiting) {
      if (opening)
        remarks_.warn("opening:" + block.name, at,
                      fmt::format("block '{}' placed no programme: '{}' ({}) does not fit into {}; make the block longer or "
                                  "raise the next block's delay", block.name, base::printable(waiting->title),
                                  base::short_duration(waiting->duration_ms), base::short_duration(span.end - at)));
    } else {
      const auto most = std::max_element(refused.begin(), refused.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      if (most != refused.end())
        remarks_.warn("refused:" + block.name, at,
                      fmt::format("block '{}' may play none of its {} items: {} {}; change the ceiling or daypart, or rate the "
                                  "items", block.name, turn.items().size(), most->second, most->first));
      // What is forbidden now may be allowed later: try again when a rule changes.
      if (const Millis change = rules_.next_change(at); change < end) end = std::min(end, calendar_.line_from(change, calendar_.grid() / 2));
    }
    if (!drafts_.empty()) {
      auto& before = drafts_.back();
      if (before.item && before.block == span.block) before.last = true;
      if (!before.item && before.block == span.block && before.slot.start >= span.start &&
          calendar_.date_of(before.slot.start) == calendar_.date_of(at)) {
        before.slot.end = end;
        return;
      }
    }
    drafts_.push_back(filler_draft(block, span.block, at, end));
  }

  // The whole window of a live input, or what is left of it.
  void window(Millis at, std::size_t span_index) {
    const auto& span = spans_[span_index];
    const auto& block = block_of(span);
    const auto* item = live_input(library_, *block.live);
    const Millis end = std::min(span.end, fit_->window(at, block).end);
    const auto why = !item ? std::string_view{"no live input of this station any more"}
                     : fixed_.barred(*item) ? std::string_view{"taken out by hand"} : rules_.refusal(*item, at, end, block.rating);
    if (why.empty()) return place(at, end, span_index, *item);
    remarks_.warn("live:" + block.name, at, fmt::format("block '{}' cannot show its live input, which is {}; its window holds filler", block.name, why));
    drafts_.push_back(filler_draft(block, span.block, at, end));
  }

  const Library& library_;
  const Input& in_;
  Remarks& remarks_;
  Calendar calendar_;
  const std::vector<model::Block>& blocks_;
  Rules rules_;
  std::vector<Span> spans_;
  Fixed fixed_;
  std::optional<Fit> fit_;  // over spans_
  mutable Filters filters_;
  std::size_t faults_told_ = 0;
  std::vector<std::unique_ptr<Turns>> rotations_;
  std::vector<bool> timed_;  // what a block plays depends on the time
  std::vector<bool> prefers_;  // some of what it plays prefers a daypart of the channel
  std::unordered_map<model::Id, Millis> last_aired_;
  std::vector<DraftSlot> drafts_;
  std::size_t span_ = 0, elsewhere_ = 0;
};
}  // namespace

std::vector<std::vector<DraftSlot>> plan_slots(const Library& library, const std::vector<Input>& inputs, std::vector<Remarks>& remarks,
                                               std::vector<std::vector<Overlap>>& overlaps) {
  std::vector<std::unique_ptr<Planner>> planners(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto& in = inputs[i];
    if (in.from >= in.to) continue;
    spans(Calendar{in.channel}, in.programming.blocks, in.from, in.to, overlaps[i]);
    planners[i] = std::make_unique<Planner>(library, in, remarks[i]);
  }
  // Always the channel whose next slot begins first, so that a shared run is one line in time.
  while (true) {
    std::optional<std::size_t> next;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!planners[i] || planners[i]->at() >= inputs[i].to) continue;
      if (!next || std::pair(planners[i]->at(), planners[i]->channel()) < std::pair(planners[*next]->at(), planners[*next]->channel()))
        next = i;
    }
    if (!next) break;
    if (const auto placed = planners[*next]->step())
      for (std::size_t i = 0; i < inputs.size(); ++i)
        if (i != *next && planners[i]) planners[i]->hear(*placed);
  }
  std::vector<std::vector<DraftSlot>> drafts;
  for (auto& planner : planners) drafts.push_back(planner ? planner->drafts() : std::vector<DraftSlot>{});
  return drafts;
}

Trace explain(const Library& library, const Input& input) {
  Remarks remarks;
  auto trace = Planner(library, input, remarks).trace();
  const Calendar calendar{input.channel};
  std::vector<Overlap> overlaps;
  spans(calendar, input.programming.blocks, input.from, input.from + 1, overlaps);
  for (const auto& overlap : overlaps)
    if (trace.block && overlap.winner == trace.block->name) trace.overruled.push_back(overlap.loser);
  return trace;
}

}  // namespace retrovue::schedule
