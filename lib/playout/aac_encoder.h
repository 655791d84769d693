#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "playout/pulse.h"

namespace retrovue::playout {

// The AAC child of a channel: one encoder for its whole life on air, so that seams are ordinary audio to it.
// AAC frame k holds the channel's samples [1024 k, 1024 (k + 1)). A child that dies or hangs is replaced by one that
// starts two frames earlier; what it says about those is dropped, so the sound goes on as if nothing had happened.
// Hanging is as Pulse has it: a child that only gets too little of the processor is waited for.
class AacEncoder {
 public:
  // frame: called with k rising by one, and one ADTS frame.
  using OnFrame = std::function<void(std::int64_t k, std::vector<std::uint8_t> adts)>;
  // What its children use is added to use, if there is one; nice is theirs.
  AacEncoder(boost::asio::io_context& loop, int kbps, std::int64_t first, base::Millis hang_after, OnFrame frame,
             std::shared_ptr<ProcessUse> use = nullptr, int nice = 0);
  ~AacEncoder();
  AacEncoder(const AacEncoder&) = delete;
  AacEncoder& operator=(const AacEncoder&) = delete;

  // Interleaved stereo pairs, one after another from sample 1024 * first.
  void feed(std::span<const std::int16_t> pcm);
  // Frames before k are not wanted any more; they went out as silence.
  void skip_to(std::int64_t k);
  std::int64_t next() const;      // the frame that comes next
  std::int64_t fed() const;       // samples fed so far, counted like the channel's
  base::Millis owes_for() const;  // since a frame could have come and none did; 0 while it was not given enough for one
  bool heard() const;             // a frame came at all
  int pid() const;                // of its child; -1: none runs
  std::uint64_t restarts() const;
  int children() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

// An ADTS frame (AAC-LC, 48 kHz, stereo) that decodes to silence.
std::vector<std::uint8_t> silent_adts();

}  // namespace retrovue::playout
