#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "playout/interleaver.h"
#include "playout/segment_book.h"

namespace retrovue::playout {

struct Segment {
  std::uint64_t number = 0;  // media sequence number
  std::int64_t first_frame = 0, frames = 0;
  bool discontinuity = false;  // EXT-X-DISCONTINUITY before it
  Bytes bytes;
};

struct SegmentOptions {
  base::Rate rate;
  int gop_frames = 60;
  int listed = 8;                       // 6..10
  std::uint64_t first_number = 0;       // see first_segment_number
  std::uint64_t first_discontinuity = 0;
  // One of several renditions: numbers and boundaries are the book's, new ones stand only where every rendition is planned to
  // have a key picture or where they all were recued, which ends a segment as cut() does; cut() does nothing.
  std::shared_ptr<SegmentBook> book{};
  std::function<bool(std::int64_t frame)> planned{};
};

// A number above every one published before: quarter seconds since the station epoch, and never below `next`, the one
// this process would use next. Segments last a second or more, so counting never overtakes the clock, not even with
// a burst of four at the start.
std::uint64_t first_segment_number(base::Millis now, std::uint64_t next = 0);

// Cuts a channel's pieces into HLS segments. A segment begins with a random access (PAT, PMT, IDR) and ends at the
// end of a planned run once it has G/2 frames, so it lasts G/2 to 1.5 G frames; runs shorter than G/2 are
// merged with what follows. Only cut() makes shorter ones: the one before it may be of any length, the one after it has
// G/4 frames at least.
class Segmenter {
 public:
  explicit Segmenter(const SegmentOptions& options);

  // True when a segment became complete. Pieces before the first random access are ignored.
  bool push(const Piece& piece);
  // End the current segment at the next random access from this channel frame on, however short it is (alerts), and
  // the one that begins there as soon as it may.
  void cut(std::int64_t frame = std::numeric_limits<std::int64_t>::min()) {
    cut_ = true;
    cut_from_ = frame;
  }
  // As cut(), and mark the break: the profile changed or frames were lost.
  void discontinuity() {
    cut();
    mark_ = true;
  }
  // The stream ended: what is there becomes the last segment; of one of several renditions only when it ends at the frame where all
  // of them end. True when there was something.
  bool finish(std::optional<std::int64_t> end = {});

  // The segments of the playlist, oldest first.
  std::vector<const Segment*> listed() const;
  // Listed or left the list at most three target durations ago; else null.
  Bytes segment(std::uint64_t number) const;
  const Segment* find(std::uint64_t number) const;  // the same with its frames
  std::uint64_t next_number() const { return next_number_; }
  std::uint64_t discontinuity_sequence() const { return discontinuity_sequence_; }  // of the first one listed
  const SegmentOptions& options() const { return options_; }
  // Seconds; covers 1.5 G frames rounded as RFC 8216 4.3.3.1 wants, constant.
  int target_duration() const;
  std::size_t bytes_held() const;
  // Of the oldest segment that can be had; there must be one.
  std::int64_t oldest_frame() const { return kept_.front().first_frame; }

 private:
  void complete();
  bool long_enough() const;
  bool ends_at(std::int64_t frame);  // the open segment
  bool begins_at(std::int64_t frame) const;
  bool book_ends_at(std::int64_t frame);
  SegmentOptions options_;
  std::deque<Segment> kept_;  // the last options_.listed of them are listed
  std::vector<Bytes> parts_;  // of the open segment
  Segment open_;
  bool cuts_at(std::int64_t frame) const { return cut_ && frame >= cut_from_; }
  std::int64_t cut_from_ = 0;
  bool has_open_ = false, quick_ = false, ended_ = false, cut_ = false, mark_ = false;
  std::uint64_t next_number_, discontinuity_sequence_;
};

}  // namespace retrovue::playout
