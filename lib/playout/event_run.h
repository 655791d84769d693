#pragma once
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "playout/chunk.h"
#include "playout/effort.h"
#include "playout/event_child.h"
#include "playout/start_queue.h"
#include "playout/unit.h"

namespace retrovue::playout {

// What the runs of a channel count, and how hard they try.
struct RunCounters {
  std::uint64_t chunks_encoded = 0, chunks_reused = 0, restarts = 0, overruns = 0;  // overruns: held too much memory
  std::uint64_t errors = 0;  // events that did not air as planned
  std::optional<std::int64_t> faulted;  // channel frame at which the last one of them begins
  Effort effort{{}, 0};
  std::int64_t frames_encoded = 0;
  std::shared_ptr<ProcessUse> use = std::make_shared<ProcessUse>();  // of the children
};

// Produces the frames [from, frames) of one recipe: chunks that the store has, and for what is missing an event child,
// whose finished chunks go into the store, unless it was made with less effort. Gives up at the child's first fault and says where it got to.
class EventRun {
 public:
  struct Options {
    std::int64_t hold_frames = 120;   // ready frames at which the child is held back
    base::Millis hang_after = 1'000;
    bool urgent = false;  // somebody waits for its first pictures
    model::Limits limits{};
    StartQueue* starts = nullptr;  // whom it asks before it starts a child; null: nobody
    base::Millis air_at = 0;       // steady time at which frame 0 airs
  };
  struct End {
    bool complete = false;
    bool crashed = false;  // not complete: the child failed or hung; else the file was too short
    std::string text;      // what happened, in words
  };
  // changed: units became ready or the run ended; called from the loop, never from inside a call to this object.
  EventRun(boost::asio::io_context& loop, const Recipe& recipe, std::int64_t from, ChunkStore& store, RunCounters& counters,
           const Options& options, std::function<void()> changed);
  ~EventRun();
  EventRun(const EventRun&) = delete;
  EventRun& operator=(const EventRun&) = delete;

  // The next unit, frames and samples counted in the event; nothing when none is ready.
  std::optional<Unit> take();
  const End* end() const;      // null while it goes on or units are ready
  std::int64_t next() const;   // frame that take() gives next
  std::int64_t ready() const;  // frames that take() gives without waiting
  bool encoded_all() const;    // nothing is left to encode: the next event may warm up
  int children() const;
  bool busy() const;           // a child has begun to give pictures, and works as fast as it can

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace retrovue::playout
