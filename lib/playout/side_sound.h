#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "playout/air.h"
#include "playout/timeline.h"

namespace retrovue::playout {

// A track of sound of a channel as it stands beside the segments: for each of them one of its own with the frames that
// begin with its pictures. As packed audio (RFC 8216 3.4), or as MP4.
class SideSound {
 public:
  // language: as model::language() gives it.
  SideSound(Timeline timeline, std::string language, bool mp4);

  const std::string& language() const { return language_; }
  void add(std::int64_t k, const std::vector<std::uint8_t>& adts);  // k rises
  void forget(std::int64_t frame);                                  // what begins before this channel frame
  bool there(std::int64_t frame) const { return next_ >= timeline_.audio_starting(frame, frame).first; }  // all before it is
  // Of the channel frames [first, first + frames). What never came is silence.
  Bytes segment(std::uint64_t number, std::int64_t first, std::int64_t frames) const;
  Bytes init() const;  // null: none is needed

 private:
  struct Frame {
    std::int64_t k = 0;
    std::vector<std::uint8_t> adts;
  };
  Timeline timeline_;
  std::string language_;
  bool mp4_;
  std::deque<Frame> frames_;
  std::int64_t next_ = 0;
};

}  // namespace retrovue::playout
