#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "playout/feed.h"

namespace retrovue::playout {

// Where in the event that holds it a frame is begun with: at the chunk boundary at or before it; or in the middle of a chunk there
// if none has to be made then, so that the first piece is ready sooner; or with the frame itself.
enum class Start { chunk, half_chunk, exact };

// The channel's frames in order, event after event; while one ends the next is warming up.
class Producer {
 public:
  // changed as in EventRun.
  Producer(AirContext& context, std::int64_t at, Start start, std::optional<std::int64_t> end, std::function<void()> changed);

  std::optional<Unit> take();
  std::int64_t next() const { return feed_->next(); }  // channel frame of the next unit
  bool finished() const;                               // the given end is reached
  // Gives up what it was doing and goes on at the first chunk boundary at or after the frame.
  void rejoin(std::int64_t frame);
  // The plan is asked anew for what comes from this frame on. True when it goes on from what was on air there.
  bool recue(std::int64_t frame);
  const model::Event& event() const { return feed_->event(); }
  std::int64_t grid() const { return feed_->grid(); }  // channel frame from which its chunks count
  int children() const;
  bool busy() const;  // an encoder works as fast as it can

 private:
  AirEvent event_at(std::int64_t frame) const;
  void open(std::int64_t at, bool after, Start start);
  std::int64_t soonest(const AirEvent& planned, std::int64_t from, std::int64_t at, std::int64_t stop) const;
  void warm_up();
  std::unique_ptr<Feed> feed_from(std::int64_t from, AirEvent planned, bool urgent);

  AirContext& context_;
  std::optional<std::int64_t> end_;
  std::function<void()> changed_;
  std::unique_ptr<Feed> feed_, following_;
  bool seamless_ = false;  // the one that follows, or came last, goes on from the one before
};

}  // namespace retrovue::playout
