#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "base/clock.h"

namespace retrovue::playout {

// Who may start an encoder when several channels of a process want to at once: few at a time, so that each has its first
// pictures before the next one takes the processor from it. First the channel of the highest priority, then the one whose
// frames air soonest. Of the loop's thread; must outlive its turns.
class StartQueue {
 public:
  struct Wish {
    bool urgent = false;    // viewers wait for it: does not wait behind those for whom nobody does
    int priority = 0;       // of the channel; more is first
    base::Millis due = 0;   // steady time at which its first frame airs
  };
  class Turn;
  struct Core;

  static constexpr base::Millis kLongest = 1'000;  // then the next one starts, whatever became of this one

  // at_once: 0 = as many as there are processors, two at least.
  explicit StartQueue(boost::asio::io_context& loop, int at_once = 0);
  ~StartQueue();
  StartQueue(const StartQueue&) = delete;
  StartQueue& operator=(const StartQueue&) = delete;

  // A turn that is up already, or whose `go` is called from the loop when it is. Destroying it gives it back, whether it
  // was up or not; `go` is not called any more then.
  std::unique_ptr<Turn> ask(const Wish& wish, std::function<void()> go);
  int waiting() const;

 private:
  std::shared_ptr<Core> core_;
};

class StartQueue::Turn {
 public:
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool up() const;  // may start

 private:
  friend class StartQueue;
  struct State;
  explicit Turn(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace retrovue::playout
