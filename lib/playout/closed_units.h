#pragma once
#include <cstdint>
#include <set>
#include <vector>

#include "playout/air.h"
#include "playout/timeline.h"
#include "playout/ts_demux.h"

namespace retrovue::playout {

// A picture of an event, ready to be stamped onto a channel. Cheap to copy.
struct Frame {
  Bytes bytes;               // Annex B, cleaned (clean_unit)
  std::int64_t display = 0;  // frames from the start of the event (in a chunk: of the chunk)
  bool idr = false;
};

// Puts a child's access units, which come in decode order, into closed units: the smallest prefixes in decode order
// whose display indices are exactly a run without holes. Whatever was released so far is a legal place to cut.
class ClosedUnits {
 public:
  // first: display index of the child's first picture in its event (a child may start at a later chunk).
  explicit ClosedUnits(const base::Rate& rate, std::int64_t first = 0) : timeline_{rate}, released_(first), first_(first) {}

  // Appends the pictures that may go on, in decode order. Throws Error(failed) when the child's times make no sense:
  // a first picture that is no IDR, a picture twice or before the frontier, DTS not rising, a hole over kMaxPending.
  void push(AccessUnit unit, std::vector<Frame>& out);

  static constexpr std::size_t kMaxPending = 64;
  std::int64_t released() const { return released_; }  // all pictures before this display index are out
  std::size_t pending() const { return pending_.size(); }

 private:
  Timeline timeline_;
  std::int64_t released_, first_;
  std::vector<Frame> pending_;
  std::set<std::int64_t> seen_;  // display indices of pending_
  std::int64_t p0_ = 0, last_dts_ = 0;
  bool any_ = false;
};

}  // namespace retrovue::playout
