#pragma once
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "playout/aac_encoder.h"

namespace retrovue::playout {

// The tracks of sound of a channel, an encoder for each, all in step.
class Sounds {
 public:
  // A frame of a track: k rises by one.
  using OnFrame = std::function<void(std::size_t track, std::int64_t k, std::vector<std::uint8_t> adts)>;
  Sounds(boost::asio::io_context& loop, std::size_t tracks, int kbps, std::int64_t first, base::Millis hang_after, OnFrame frame,
         const std::shared_ptr<ProcessUse>& use = nullptr, int nice = 0);

  // Samples of `tracks` stereo tracks side by side. With fewer than there are, the others get the first one's.
  void feed(std::span<const std::int16_t> pcm, std::size_t tracks);
  std::int64_t fed() const { return encoders_.front()->fed(); }
  std::int64_t next() const;  // the frame that comes next, of the track that is behind
  std::uint64_t restarts() const;
  int children() const;
  // An encoder is gone or stuck for longer than its work is worth waiting for; patience: how many times as long.
  bool missing(int patience) const;
  // What is missing up to frame k, calls back as silence instead, and does not come any more.
  void silence_until(std::int64_t k, int patience);

 private:
  bool missing(const AacEncoder& encoder, int patience) const;
  std::vector<std::unique_ptr<AacEncoder>> encoders_;
  OnFrame frame_;
};

}  // namespace retrovue::playout
