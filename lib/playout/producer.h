#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "playout/event_feed.h"

namespace retrovue::playout {

// The channel's frames in order, event after event; while one ends the next is warming up.
class Producer {
 public:
  // Starts at the chunk boundary at or before `at` of the event that holds it. changed as in EventRun.
  Producer(AirContext& context, std::int64_t at, std::optional<std::int64_t> end, std::function<void()> changed);

  std::optional<Unit> take();
  std::int64_t next() const { return feed_->next(); }  // channel frame of the next unit
  bool finished() const;                               // the given end is reached
  // Gives up what it was doing and goes on at the first chunk boundary at or after the frame.
  void rejoin(std::int64_t frame);
  const model::Event& event() const { return feed_->event(); }
  int children() const;

 private:
  AirEvent event_at(std::int64_t frame) const;
  void open(std::int64_t at, bool after);
  void warm_up();

  AirContext& context_;
  std::optional<std::int64_t> end_;
  std::function<void()> changed_;
  std::unique_ptr<EventFeed> feed_, following_;
};

}  // namespace retrovue::playout
