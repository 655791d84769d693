// Where something else comes on air than what came before: what the plan says now, or slate.
#include <algorithm>

#include "base/error.h"
#include "playout/live_feed.h"
#include "playout/segment_book.h"
#include "playout/transmission.h"

namespace retrovue::playout {
namespace {

constexpr base::Millis kRecueWait = 200;  // more than what has sound already, for the encoder that starts then

}  // namespace

void Transmission::queue(Unit unit) {
  const auto end = unit.first + unit.count;
  // An event counts its samples from its own start; the one sample by which that can differ is settled at its end.
  const auto width = 2 * static_cast<std::int64_t>(unit.tracks);
  const auto want = (context_.timeline.samples(end) - samples_) * width;
  const auto have = static_cast<std::int64_t>(unit.pcm.size());
  if (unit.settle || std::abs(want - have) > 2 * width) unit.pcm.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, want)));
  fade(unit.pcm, width, unit.fade_in, unit.fade_out);
  samples_ += static_cast<std::int64_t>(unit.pcm.size()) / width;
  produced_ = end;
  queue_.push_back(std::move(unit));
}

// After a recue: what was on air before goes on until what comes instead is there. exactly: not past the frame.
void Transmission::go_on(std::int64_t until, bool exactly) {
  while (!cut_off_.empty() && cut_off_.front().first == produced_ && produced_ < until) {
    if (exactly && produced_ + cut_off_.front().count > until) break;
    queue(std::move(cut_off_.front()));
    cut_off_.pop_front();
    recued_ = produced_;
  }
}

// Slate up to a frame. False when there is none.
bool Transmission::bridge(std::int64_t until, const std::string& why) {
  if (until <= produced_) return true;
  if (!context_.slate.ready()) context_.slate.prepare(pumping());
  if (!context_.slate.ready()) return false;
  while (produced_ < until) {
    // One row for each event that it stands in for.
    if (gap_ && produced_ >= gap_->until) gap_.reset();
    if (!gap_) gap_ = stand_in(why);
    auto stop = std::min(until, gap_->until);
    // Single pictures, so that there is a key picture wherever another rendition has one.
    if (context_.options.book) stop = std::min(stop, produced_ + context_.options.profile.gop_frames() - 1);
    for (auto& unit : context_.slate.units(produced_, stop - produced_, gap_)) {
      late_ += static_cast<std::uint64_t>(unit.count);
      queue(std::move(unit));
    }
  }
  return true;
}

std::shared_ptr<Airing> Transmission::stand_in(const std::string& why) const {
  auto made = std::make_shared<Airing>();
  const auto holds = [this](const model::Event& event) { return event.start_frame <= produced_ && produced_ < event.start_frame + event.frames; };
  made->event = producer_.event();
  made->grid = producer_.grid();
  if (!holds(made->event)) {
    try {
      const auto planned = context_.playlog.event_at(produced_);
      made->event = planned.event;
      made->grid = chunk_grid(context_, planned, produced_);
    } catch (const base::Error&) {  // the producer asks as well, and tells
    }
  }
  made->until = holds(made->event) ? made->event.start_frame + made->event.frames : produced_ + context_.options.profile.gop_frames();
  made->kind = model::EventKind::slate;
  made->title = "slate";
  made->replacement = true;
  made->error = why;
  return made;
}

// What has no sound yet is free; one unit more, so that there is something that fades out.
std::int64_t Transmission::soonest() const {
  const auto& options = context_.options;
  const auto soon = clock_frame() + options.profile.rate.count_of_ms(options.lead_ms + kSoundAhead + kRecueWait);
  auto keep = std::min(queue_.size(), sound_at_ + 1);
  while (keep < queue_.size() && queue_[keep].first <= soon) ++keep;
  if (keep < queue_.size()) return queue_[keep].first;
  return options.book ? std::max(produced_, soon) : produced_;
}

void Transmission::recue_at(std::int64_t frame) {
  if (closed_ || closing_ || context_.options.fast) return;
  const bool in_step = context_.options.book != nullptr;
  // A recue that comes before the one before it is on air still falls back on what was there then.
  if (in_step || (!queue_.empty() && queue_.back().first >= frame)) cut_off_.clear();
  std::optional<Unit> split;
  for (; !queue_.empty() && produced_ > frame; queue_.pop_back()) {
    samples_ -= static_cast<std::int64_t>(queue_.back().pcm.size() / (2 * queue_.back().tracks));
    produced_ = queue_.back().first;
    if (produced_ < frame) split = std::move(queue_.back());
    else if (!in_step) cut_off_.push_front(std::move(queue_.back()));
  }
  if (split) {
    *split = shortened(std::move(*split), frame - split->first);
    split->settle = true;
    split->fade_in = false;  // it was done
    queue(std::move(*split));
  }
  // What is on air up to there is as it was planned before.
  gap_.reset();
  if (produced_ < frame) {
    gap_ = stand_in("nothing was ready in time");
    gap_->until = std::min(gap_->until, frame);
  }
  need_idr_ = true;
  last_append_ = base::steady_ms();
  recued_ = frame;
  const bool seamless = producer_.recue(frame);
  if (!seamless && produced_ == frame && queue_.size() > sound_at_) fade(queue_.back().pcm, 2 * static_cast<std::int64_t>(queue_.back().tracks), false, true);
  if (!seamless && !cut_off_.empty()) cut_off_.front().fade_in = true;
  if (sinks_.recued) sinks_.recued(frame);
}

void Transmission::note_plan(const Unit& unit) {
  constexpr std::size_t kKept = 512;
  const auto gop = context_.options.profile.gop_frames();
  for (auto frame = unit.first; frame <= unit.first + unit.count; ++frame) {
    const bool ends = frame == unit.airing->until && !unit.airing->replacement;
    if (!ends && chunk_phase(unit.airing->grid, frame, gop) != 0) continue;
    if (planned_.empty() || planned_.back() < frame) planned_.push_back(frame);
  }
  while (planned_.size() > kKept) planned_.pop_front();
}

bool Transmission::planned(std::int64_t frame) const { return std::binary_search(planned_.begin(), planned_.end(), frame); }

}  // namespace retrovue::playout
