#include "playout/event_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "playout/cue_store.h"

namespace retrovue::playout {
namespace {
constexpr base::Millis kAgainAfter = 5'000, kAgainAtMost = 60'000;
constexpr auto kNever = std::numeric_limits<std::int64_t>::max();
}  // namespace

EventFeed::EventFeed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, bool urgent,
                     std::function<void()> changed)
    : context_(context), planned_(std::move(planned)), next_(from), end_(end), urgent_(urgent), changed_(std::move(changed)), again_at_(kNever) {
  main_ = std::make_shared<Airing>();
  main_->event = planned_.event;
  main_->kind = planned_.event.kind;
  main_->item_id = planned_.event.item_id;
  main_->title = planned_.event.title;
  main_->until = planned_.end();
  main_->alert_id = planned_.alert_id;
  grid_ = chunk_grid(context_, planned_, next_);
  main_->grid = grid_;
  if (!planned_.lost.empty()) {
    run_filler(planned_.lost);
  } else if (!planned_.clips.empty()) {
    run_clip();
  } else if (planned_.event.kind == model::EventKind::slate) {
    slate_ = true;
    airing_ = main_;
  } else {
    const std::string why = "nothing to play it from";
    failed_row(why);
    run_filler(why);
  }
}

bool EventFeed::flows_into(const AirEvent& other) const {
  const auto &event = planned_.event, &next = other.event;
  return event.item_id != 0 && event.item_id == next.item_id && event.kind == next.kind &&
         event.in_frame - event.start_frame == next.in_frame - next.start_frame;
}

bool EventFeed::encoded_all() const {
  if (done()) return true;
  if (slate_) return end_ - next_ <= 2 * context_.options.profile.gop_frames();
  return run_ && run_->encoded_all() && base_ + run_frames_ >= end_;
}

void EventFeed::run_clip() {
  auto recipe = recipe_of(planned_, clip_, end_ - grid_, context_.options.profile);
  base_ = grid_;
  recipe.in_frame += grid_ - planned_.event.start_frame;
  draw_over(recipe);
  run_frames_ = recipe.frames;
  run_from_ = next_;
  airing_ = main_;
  start(recipe, next_ - base_);
}

void EventFeed::draw_over(Recipe& recipe) const {
  if (!planned_.overlay) return;
  recipe.texts.clear();  // both would stand in one place
  recipe.overlay = planned_.overlay;
  recipe.overlay_at = base_ - planned_.overlay->start;
  recipe.graphics = planned_.overlay->key;
}

void EventFeed::start(const Recipe& recipe, std::int64_t from) {
  EventRun::Options options;
  options.hold_frames = 2 * recipe.profile.gop_frames();
  options.hang_after = context_.options.hang_ms * (context_.options.fast ? 10 : 1);
  options.urgent = urgent_;
  words_ = recipe.clip.words;
  item_at_ = recipe.in_frame;
  expect_words();
  options.limits = context_.options.limits;
  if (!context_.options.fast) {
    options.starts = context_.options.starts.get();
    options.air_at = base::steady_ms() + context_.timeline.start_of(base_) - context_.options.clock->now();
  }
  run_ = std::make_unique<EventRun>(context_.loop, recipe, from, context_.store, context_.counters, options, changed_);
}

// So that they are there when somebody asks for them.
void EventFeed::expect_words() const {
  if (!words_ || !context_.options.cues) return;
  for (const auto& language : context_.options.subtitles) {
    const CueStore::Wish wish{words_, language, language == context_.options.subtitles.front()};
    if (!context_.options.cues->find(wish)) context_.options.cues->fetch(wish, {});
  }
}

void EventFeed::run_filler(const std::string& why) {
  const auto left = end_ - next_;
  AirEvent filler;
  if (left >= context_.options.profile.gop_frames() / 2) {
    try {
      filler = context_.playlog.filler(next_, left);
    } catch (const base::Error& error) {
      base::log(base::LogLevel::error, "air", "no filler: {}", error.message());
    }
  }
  // With other renditions its chunks are where theirs are, so it may come in a little late.
  const auto gop = context_.options.profile.gop_frames();
  const auto late = context_.options.book ? chunk_phase(grid_, next_, gop) : 0;
  if (filler.clips.empty() || filler.event.frames <= (context_.options.book ? gop : 0)) return run_slate(why);
  auto recipe = recipe_of(filler.clips.front(), filler.event, std::min(left + late, filler.event.frames), context_.options.profile);
  run_from_ = next_;
  base_ = next_ - late;
  draw_over(recipe);
  run_frames_ = recipe.frames;
  filler_ = fresh_ = true;
  airing_ = replacement(model::EventKind::filler, why);
  airing_->item_id = filler.event.item_id;
  airing_->title = filler.event.title;
  start(recipe, late);
}

void EventFeed::run_slate(const std::string& why) {
  run_.reset();
  slate_ = fresh_ = true;
  airing_ = replacement(model::EventKind::slate, why);
}

std::shared_ptr<Airing> EventFeed::replacement(model::EventKind kind, const std::string& why) {
  // The slate goes on where another try gave nothing.
  if (stand_in_ && kind == model::EventKind::slate && stand_in_->kind == kind) return stand_in_;
  auto made = std::make_shared<Airing>();
  made->event = planned_.event;
  made->alert_id = planned_.alert_id;
  made->grid = grid_;
  made->kind = kind;
  made->title = std::string(model::to_text(kind));
  made->replacement = true;
  made->error = why;
  stand_in_ = made;
  return made;
}

// After five seconds, after each further failure twice as long; at one of the event's chunks.
void EventFeed::try_later() {
  const auto& profile = context_.options.profile;
  const auto gop = profile.gop_frames();
  again_after_ = std::clamp(2 * again_after_, profile.rate.count_of_ms(kAgainAfter), profile.rate.count_of_ms(kAgainAtMost));
  const auto at = grid_ + (next_ + again_after_ - grid_ + gop - 1) / gop * gop;
  again_at_ = at + gop <= end_ ? at : kNever;
}

void EventFeed::try_again() {
  again_at_ = kNever;
  slate_ = filler_ = false;
  fresh_ = true;
  slate_units_.clear();
  clip_ = 0;
  failures_ = 0;
  run_clip();
}

std::optional<Unit> EventFeed::take() {
  while (!done()) {
    if (slate_ && next_ >= again_at_) try_again();
    if (slate_) return take_slate();
    if (auto unit = run_->take()) {
      unit->first += base_;
      unit->airing = airing_;
      unit->words = words_;
      unit->item_frame = item_at_ + unit->first - base_;
      unit->fade_in = fresh_;
      if (unit->step > 0 && !std::exchange(told_faster_, true)) airing_->add_error("made with less effort, since the encoder did not keep up");
      fresh_ = false;
      next_ = unit->first + unit->count;
      unit->settle = next_ >= base_ + run_frames_ || next_ >= end_;
      if (airing_ == main_) {
        main_frames_ += unit->count;
        again_after_ = 0;
        stand_in_.reset();
      }
      return unit;
    }
    const auto* end = run_->end();
    if (!end) return std::nullopt;
    step(EventRun::End(*end));
  }
  return std::nullopt;
}

// The run ended before the event did: the next rung of the ladder.
void EventFeed::step(const EventRun::End& end) {
  const auto given = next_ - run_from_;
  run_.reset();
  urgent_ = !end.complete;  // what goes on behind a fault
  if (end.complete && next_ >= again_at_) return try_again();
  if (end.complete) return run_filler(airing_->error);  // a filler shorter than what is missing
  base::log(base::LogLevel::warning, "air", "'{}' at frame {}: {}", base::printable(planned_.event.title),
            next_ - planned_.event.start_frame, end.text);
  ++context_.counters.restarts;
  if (filler_) return run_slate(airing_->error + "; filler: " + end.text);
  if (end.text != std::exchange(last_fault_, end.text) || given > 0)
    main_->add_error(fmt::format("frame {}: {}", next_ - planned_.event.start_frame, end.text));
  // A child that ran well for two chunks has made good for the one before it.
  if (given >= 2 * context_.options.profile.gop_frames()) failures_ = 0;
  // What lies over an event matters more than the time another try takes.
  if (end.crashed && (given > 0 || planned_.overlay) && ++failures_ < 2) return run_clip();
  if (clip_ + 1 < planned_.clips.size()) {
    ++clip_;
    failures_ = 0;
    return run_clip();
  }
  if (main_frames_ == 0 && !std::exchange(told_failed_, true)) failed_row(main_->error);
  if (end.crashed) try_later();
  run_filler(main_->error);
}

std::optional<Unit> EventFeed::take_slate() {
  if (slate_units_.empty()) {
    if (!context_.slate.ready()) {
      context_.slate.prepare(changed_);
      if (!context_.slate.ready()) return std::nullopt;
    }
    auto stop = std::min(end_, again_at_);
    if (const auto gop = context_.options.profile.gop_frames(); context_.options.book) stop = std::min(stop, next_ + gop - chunk_phase(grid_, next_, gop));
    for (auto& unit : context_.slate.units(next_, stop - next_, airing_)) slate_units_.push_back(std::move(unit));
  }
  auto unit = std::move(slate_units_.front());
  slate_units_.pop_front();
  unit.fade_in = fresh_;
  fresh_ = false;
  next_ = unit.first + unit.count;
  return unit;
}

}  // namespace retrovue::playout
