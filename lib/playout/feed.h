#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "playout/air.h"
#include "playout/event_run.h"
#include "playout/slate.h"
#include "playout/timeline.h"
#include "playout/unit.h"

namespace retrovue::playout {

// What the parts of one channel on air share.
struct AirContext {
  boost::asio::io_context& loop;
  const AirOptions& options;
  Timeline timeline;
  Playlog& playlog;
  AsRunLog& as_run;
  ChunkStore& store;
  Slate& slate;
  RunCounters& counters;
};

// One planned event as units on the channel's frames, to its last frame whatever happens.
class Feed {
 public:
  virtual ~Feed() = default;
  virtual std::optional<Unit> take() = 0;
  virtual std::int64_t next() const = 0;
  virtual std::int64_t end() const = 0;
  bool done() const { return next() >= end(); }
  virtual void no_fade() = 0;             // it goes on from what was on air before
  virtual bool encoded_all() const = 0;   // the next event may warm up
  virtual int children() const = 0;
  virtual bool busy() const = 0;          // an encoder works as fast as it can, and not as fast as a live input comes
  virtual const model::Event& event() const = 0;
  virtual std::int64_t grid() const = 0;  // channel frame from which its chunks count
  // The other event shows the very next frame of the same item, so that the seam is none.
  virtual bool flows_into(const AirEvent& other) const = 0;
};

// From which channel frame the chunks of an event count that is shown from a frame on. Where there are several renditions, it
// is the same for all of them, wherever each begins.
std::int64_t chunk_grid(const AirContext& context, const AirEvent& planned, std::int64_t from);

// Frames [from, end) of the channel; from lies inside the event, end at most at its end. changed and urgent as in EventRun.
std::unique_ptr<Feed> make_feed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, bool urgent,
                                std::function<void()> changed);

// A row of the as-run log for an event from this frame on; frames and status are the caller's.
model::AsRun row_of(const AirContext& context, const model::Event& event, std::int64_t frame);
// The event gave not one frame; what replaces it gets rows of its own.
void tell_failed(AirContext& context, const model::Event& event, std::int64_t frame, const std::string& why);

}  // namespace retrovue::playout
