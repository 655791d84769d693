#include "station/station_time.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "model/channel.h"

namespace retrovue::station {
namespace {

constexpr std::size_t kKept = 16;  // rows are told of what began before the last few at the most

std::string in_words(base::Millis by) {
  return fmt::format("the machine's clock was set {} by {} s", by > 0 ? "forward" : "back", (std::abs(by) + 500) / 1000);
}

// The first frame that begins then or later.
std::int64_t frame_from(const base::Rate& rate, base::Millis at) {
  const auto frame = model::frame_at(rate, at);
  return model::frame_start(rate, frame) < at ? frame + 1 : frame;
}

// The same text on air, counted from another frame.
std::shared_ptr<const playout::Overlay> moved(std::shared_ptr<const playout::Overlay> overlay, std::int64_t by) {
  struct Moved {
    playout::Overlay overlay;
    std::shared_ptr<const playout::Overlay> kept;  // with its script
  };
  const auto made = std::make_shared<Moved>(Moved{*overlay, overlay});
  made->overlay.start += by;
  return {made, &made->overlay};
}

}  // namespace

StationTime::StationTime(const base::Clock& air, const base::Clock* machine) : air_(air), machine_(machine) {
  if (machine_) apart_ = machine_->now() - air_.now();
}

base::Millis StationTime::off() const { return machine_->now() - air_.now() - apart_; }

base::Millis StationTime::now() const {
  auto now = air_.now();
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
    if (step->from <= now) return now + step->by;
  return now;
}

std::optional<std::string> StationTime::look() {
  if (!machine_) return std::nullopt;
  const auto now = air_.now(), by = off();
  if (std::abs(by - followed()) < kLeast) {
    seen_.reset();
    return std::nullopt;
  }
  if (!seen_ || std::abs(seen_->by - by) >= kLeast) seen_ = Step{now, by, by - followed()};
  if (now - seen_->from < kStands) return std::nullopt;
  if (steps_.size() == kKept) steps_.erase(steps_.begin());
  steps_.push_back({now + kAhead, by, by - followed()});
  seen_.reset();
  return in_words(steps_.back().own);
}

std::string StationTime::problem() const {
  return seen_ ? in_words(seen_->own) + "; the channels follow when it stays so for a few seconds" : "";
}

std::int64_t StationTime::step(const base::Rate& rate, std::int64_t frame) const {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
    if (frame_from(rate, step->from) <= frame) return model::frame_at(rate, step->from + step->by) - model::frame_at(rate, step->from);
  return 0;
}

std::optional<StationTime::Change> StationTime::next(const base::Rate& rate, std::int64_t frame) const {
  for (const auto& step : steps_)
    if (const auto from = frame_from(rate, step.from); from > frame) return Change{from, in_words(step.own)};
  return std::nullopt;
}

playout::AirEvent TimedPlaylog::event_at(std::int64_t frame) {
  const auto by = time_.step(rate_, frame);
  auto made = plan_.event_at(frame + by);
  made.event.start_frame -= by;
  if (made.until > 0) made.until -= by;
  if (by != 0 && made.overlay) made.overlay = moved(std::move(made.overlay), -by);
  if (const auto change = time_.next(rate_, frame); change && change->frame < made.end()) made.until = change->frame;
  return made;
}

model::AsRun TimedLog::timed(model::AsRun row) const {
  const auto first = model::frame_at(rate_, row.actual_start), planned = model::frame_at(rate_, row.planned_start);
  const auto by = time_.step(rate_, first);
  if (const auto change = time_.next(rate_, first);
      change && change->frame == first + row.actual_frames && change->frame < planned + row.planned_frames && (row.status == "aired" || row.status == "joined")) {
    row.status = "cut";
    row.error += (row.error.empty() ? "" : "; ") + change->why;
  }
  if (by != 0) {
    row.actual_start = model::frame_start(rate_, first + by);
    row.planned_start = model::frame_start(rate_, planned + by);
  }
  return row;
}

}  // namespace retrovue::station
