#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "playout/pulse.h"
#include "playout/ts_demux.h"

namespace retrovue::playout {

// How a child came to its end; both pipes are read empty by then.
struct ChildEnd {
  int status = 0;         // as waitpid gives it
  bool hung = false;      // we killed it: it gave nothing and did nothing
  bool overran = false;   // we killed it: the channel's children held more memory than they may
  std::string complaint;  // what it wrote to stderr last (Complaints::summary)
  std::string text() const;  // "exit 1: moov atom not found"
};

struct ChildBounds {
  base::Millis hang_after = 1'000;  // gives nothing and hangs for so long (see Pulse): killed
  int nice = 0;
  std::int64_t memory = 0;          // bytes: of those who share `use` the largest is killed beyond it; 0 = any
  std::shared_ptr<ProcessUse> use{};  // what it uses is added to it, if there is one
};

// What of a child is left in its pipes, until it has to wait with it.
enum class Hold : std::uint8_t { nothing, pictures, everything };

// A running ffmpeg with pictures on fd 1 and PCM on fd 3, read without ever blocking the loop.
// Where pictures still need sound, only pictures can be held back: it must be able to write it, or both would wait.
// Destroying it kills the child; it is reaped later without blocking, and no handler is called any more.
class EventChild {
 public:
  struct Handlers {
    std::function<void(AccessUnit)> unit;                      // in decode order
    std::function<void(std::span<const std::int16_t>)> pcm;    // interleaved stereo, whole pairs
    std::function<void(const ChildEnd&)> ended;                // last call; may destroy the child
  };
  // Throws Error(unreachable) when ffmpeg cannot be started. Only a child that is read freely can hang.
  EventChild(boost::asio::io_context& loop, const std::vector<std::string>& argv, Handlers handlers, const ChildBounds& bounds);
  ~EventChild();
  EventChild(const EventChild&) = delete;
  EventChild& operator=(const EventChild&) = delete;

  void hold(Hold what);  // until called with less
  int pid() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace retrovue::playout
