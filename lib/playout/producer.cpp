#include "playout/producer.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"

namespace retrovue::playout {

Producer::Producer(AirContext& context, std::int64_t at, Start start, std::optional<std::int64_t> end, std::function<void()> changed)
    : context_(context), end_(end), changed_(std::move(changed)) {
  open(at, false, start);
}

// The plan is asked every time, so that what was approved a moment ago airs. No answer, or one that makes no sense,
// is ten seconds of slate.
AirEvent Producer::event_at(std::int64_t frame) const {
  AirEvent planned;
  std::string problem;
  try {
    planned = context_.playlog.event_at(frame);
    if (frame < planned.event.start_frame || frame >= planned.event.start_frame + planned.event.frames)
      problem = "the plan names an event that does not hold the frame";
  } catch (const base::Error& error) {
    problem = error.message();
  }
  if (!problem.empty()) {
    base::log(base::LogLevel::error, "air", "channel {}: {}", context_.options.channel_id, problem);
    planned = {};
    planned.event.channel_id = context_.options.channel_id;
    planned.event.kind = model::EventKind::slate;
    planned.event.title = "slate";
    planned.event.start_frame = frame;
    planned.event.frames = 10 * context_.options.profile.rate.num / context_.options.profile.rate.den;
  }
  return planned;
}

void Producer::open(std::int64_t at, bool after, Start start) {
  auto planned = event_at(at);
  const auto gop = context_.options.profile.gop_frames();
  const auto& event = planned.event;
  auto stop = planned.end();
  const auto grid = context_.options.book ? chunk_grid(context_, planned, at) : event.start_frame;
  auto from = after ? at + (gop - chunk_phase(grid, at, gop)) % gop : std::max(event.start_frame, at - chunk_phase(grid, at, gop));
  if (from >= stop) return open(stop, false, Start::chunk);
  if (start == Start::exact) from = at;
  if (context_.options.start_frame && !after) from = std::max(from, at);  // asked for to the frame
  if (end_) stop = std::min(stop, *end_);
  if (start == Start::half_chunk) from = soonest(planned, from, at, stop);
  feed_ = make_feed(context_, std::move(planned), from, stop, true, changed_);
}

// A chunk that is there is ready at once. Else half a chunk is ready in half the time; that it cannot be kept is the price.
std::int64_t Producer::soonest(const AirEvent& planned, std::int64_t from, std::int64_t at, std::int64_t stop) const {
  const std::int64_t gop = context_.options.profile.gop_frames(), start = planned.event.start_frame;
  if (planned.clips.empty() || planned.overlay || planned.clips.front().live) return from;
  const ChunkKeys keys(recipe_of(planned, 0, stop - start, context_.options.profile));
  const auto kept = [&](std::int64_t frame) { return context_.store.has(keys.key((frame - start) / gop)); };
  auto middle = from + gop / 2;
  if (middle > at) middle -= gop;
  if (middle < start || middle + gop / 2 > stop || kept(from)) return from;
  return kept(middle) ? middle - gop / 2 : middle;
}

bool Producer::finished() const { return end_ && feed_->next() >= *end_; }

std::optional<Unit> Producer::take() {
  for (;;) {
    if (auto unit = feed_->take()) {
      warm_up();
      if (feed_->done() && following_ && seamless_) {
        // No fade where the programme goes on.
      } else if (feed_->done()) {
        unit->fade_out = true;
      }
      return unit;
    }
    if (!feed_->done() || finished()) return std::nullopt;
    warm_up();
    feed_ = std::move(following_);
  }
}

void Producer::warm_up() {
  if (following_ || !feed_->encoded_all() || (end_ && feed_->end() >= *end_)) return;
  auto planned = event_at(feed_->end());
  following_ = feed_from(feed_->end(), std::move(planned), false);
}

// From exactly this frame of what is planned there.
std::unique_ptr<Feed> Producer::feed_from(std::int64_t from, AirEvent planned, bool urgent) {
  auto stop = planned.end();
  if (end_) stop = std::min(stop, *end_);
  seamless_ = feed_->flows_into(planned);
  auto made = make_feed(context_, std::move(planned), from, stop, urgent, changed_);
  if (seamless_) made->no_fade();
  return made;
}

bool Producer::recue(std::int64_t frame) {
  following_.reset();
  feed_ = feed_from(frame, event_at(frame), true);
  return seamless_;
}

void Producer::rejoin(std::int64_t frame) {
  following_.reset();
  open(frame, true, Start::chunk);
}

bool Producer::busy() const { return (feed_ && feed_->busy()) || (following_ && following_->busy()); }

int Producer::children() const { return (feed_ ? feed_->children() : 0) + (following_ ? following_->children() : 0); }

}  // namespace retrovue::playout
