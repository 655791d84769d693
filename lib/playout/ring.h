#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "playout/interleaver.h"

namespace retrovue::playout {

struct RingOptions {
  base::Rate rate;
  base::Millis skip_behind = 3'000;   // a client further behind continues at the newest random access
  base::Millis drop_behind = 10'000;  // one that took nothing for so long is dropped; also the longest time kept
  std::size_t max_bytes = 64u << 20;  // whatever the bit rate
  // Steady time, when given: a client is behind only if what it did not take has been there for so long. Seconds of
  // stream that come at once, as a channel starts in the past or catches up, then put nobody behind.
  std::function<base::Millis()> now = nullptr;
};

// The fan-out of a channel's stream: pieces are kept once, each client has a position. Single-threaded, no waiting: a
// client that has caught up is called back from the next push.
class Ring {
 public:
  explicit Ring(const RingOptions& options);
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  void push(const Piece& piece);
  // The stream ended: clients get what is left, then null.
  void close();

  // A client. Destroying it is leaving; it may outlive the ring (then it gets null). Callbacks may destroy clients,
  // also themselves, and may ask for the next piece at once.
  class Client {
   public:
    ~Client();
    // As TsViewer::next. The first piece begins at the newest random access; after a skip the piece is preceded by
    // packets that announce the break.
    void next(std::function<void(Bytes)> ready);
    bool dropped() const;
    std::uint64_t skips() const;

   private:
    friend class Ring;
    struct State;
    explicit Client(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
  };
  std::unique_ptr<Client> join();

  int clients() const;  // without those dropped
  std::size_t bytes_held() const;
  bool joinable() const;  // a random access is there

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace retrovue::playout
