#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace retrovue::playout {

// What the renditions of one channel agree on: at which channel frames segments begin and their media sequence numbers, and from
// which frame on a changed plan is on air. The first to come to a boundary writes it down, the others follow, so that all
// playlists name the same pieces of time alike (RFC 8216 6.2.4). A channel with one rendition needs none.
class SegmentBook {
 public:
  // One of them, as long as it is on air.
  class Rendition {
   public:
    virtual ~Rendition() = default;
    virtual std::int64_t soonest() const = 0;         // the first frame from which it can have something else on air
    virtual void recue_at(std::int64_t frame) = 0;    // it has a key picture there
  };
  // With the first one a new count begins, at this number or above any before.
  void enter(Rendition& one, std::uint64_t first_number);
  void leave(const Rendition& one);
  bool on_air() const { return !on_air_.empty(); }
  std::uint64_t discontinuity() const { return discontinuity_; }  // EXT-X-DISCONTINUITY-SEQUENCE

  std::optional<std::uint64_t> number_at(std::int64_t frame) const;  // of the segment that begins there
  std::optional<std::int64_t> after(std::int64_t frame) const;       // the next boundary
  // A boundary after all the others.
  std::uint64_t add(std::int64_t frame);
  // Where one that comes later begins, so that its key pictures are where those of the others were: at a boundary, the first one
  // from this frame on where there is one, and not before what the plan no longer tells.
  std::int64_t start_from(std::int64_t frame) const;
  // What is before this frame the plan tells no longer as it was on air.
  void forget_before(std::int64_t frame) { floor_ = std::max(floor_.value_or(frame), frame); }

  // The plan changed. True when it was not asked for already: then recue() is to be called, once all know of the change.
  bool ask();
  // All of them go over at one frame, the first at which all can. wait: frames more for each besides the first.
  void recue(std::int64_t wait);
  std::optional<std::int64_t> recued() const { return recued_; }  // the last such frame: a boundary

 private:
  std::map<std::int64_t, std::uint64_t> begins_;  // the last of them
  std::vector<Rendition*> on_air_;
  std::uint64_t next_ = 0, discontinuity_ = 0;
  std::optional<std::int64_t> recued_, floor_;
  bool asked_ = false;
};

}  // namespace retrovue::playout
