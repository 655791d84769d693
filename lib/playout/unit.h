#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/plan.h"
#include "playout/closed_units.h"
#include "playout/cues.h"

namespace retrovue::playout {

// What a stretch of frames on air is, for the as-run log. Shared by its units; what goes wrong is added while it airs.
struct Airing {
  model::Event event;                 // as planned
  model::EventKind kind = model::EventKind::program;  // of what airs instead, where it is a replacement
  model::Id item_id = 0;
  std::string title;
  bool replacement = false;
  std::int64_t until = 0;             // channel frame at which it is to end
  std::int64_t grid = 0;              // channel frame from which its chunks count
  model::Id alert_id = 0;             // of the alert that lies over it
  std::string error;                  // in words; empty when all goes well
  void add_error(const std::string& text) { error += (error.empty() ? "" : "; ") + text; }
};

// Frames since the last chunk began that counts from a grid, 0 at one.
inline std::int64_t chunk_phase(std::int64_t grid, std::int64_t frame, std::int64_t gop) { return ((frame - grid) % gop + gop) % gop; }

// A closed unit with its sound: the smallest piece that can be put on air, and after which anything may follow.
struct Unit {
  std::int64_t first = 0;             // frame shown first: of the event, later of the channel
  std::int64_t count = 0;
  std::vector<Frame> pictures;        // decode order; display counts from `first`
  std::vector<std::int16_t> pcm;      // its share of the event's samples, interleaved; every track is stereo
  std::size_t tracks = 1;
  std::int64_t run = 0;               // with an IDR: pictures from here to the next one, as planned
  bool fade_in = false, fade_out = false;  // something else was on air before, or comes after
  int step = 0;                       // how much faster than its profile says it was made
  bool settle = false;                // the channel's sample count is made exact at its end
  std::shared_ptr<Airing> airing;
  std::shared_ptr<const CueSource> words;  // of the clip it shows; null: of none
  std::int64_t item_frame = 0;        // which frame of that the first one is
  bool begins_with_idr() const { return !pictures.empty() && pictures.front().idr; }
};

// Cuts pictures in decode order whose displays are first, first + 1 ... into closed units, without sound.
std::vector<Unit> split_closed(const std::vector<Frame>& pictures, std::int64_t first);

// Ten milliseconds at the beginning and at the end of interleaved sound, so that a cut does not click. width: samples of one
// moment, two for each track.
void fade(std::vector<std::int16_t>& pcm, std::int64_t width, bool in, bool out);

}  // namespace retrovue::playout
