#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/profile.h"
#include "playout/air.h"

namespace retrovue::playout {

// Where the picture stands inside the frame; all even.
struct Raster {
  int width = 0, height = 0, x = 0, y = 0;
};

// Fits a clip's picture (its sample aspect ratio counted) into the profile's frame of square pixels, with bars where
// the shapes differ by more than the eye sees (1 in 60). Unknown sizes fill the frame.
Raster fit(const Clip& clip, const model::Profile& profile);

// What one event child makes: frames [first, end) of an event whose frame 0 is in_frame of the clip, both counted at
// the profile's rate. The clip may lack video (then black, or without sound as well the slate) or audio (then silence).
struct ChildSpan {
  std::int64_t in_frame = 0;
  std::int64_t first = 0, end = 0;
};

// What is drawn over the pictures; null: nothing.
struct Drawing {
  const BugMark* bug = nullptr;
  const Overlay* overlay = nullptr;
  std::int64_t overlay_at = 0;  // frame of the overlay's time at event frame 0
  std::string texts{};          // file with what texts_script wrote; empty: none
};

// What the child may use for it.
struct Means {
  int decode_threads = 1;  // 1 costs least; more only bring the first pictures sooner, the same ones
  int encode_threads = 1;
  int step = 0;            // of effort: see preset_words and pictures_at
};

// The ffmpeg argument list. Video comes as MPEG-TS on fd 1: an IDR at the first frame and at every multiple of the
// chunk length, all GOPs closed. PCM (s16le, 48 kHz, stereo, one track beside the other) comes on fd 3:
// samples(end) - samples(first) of each side. At most two tracks.
// Fewer pictures than asked for means that the file ended early.
//
// The picture at event frame j is the one an uncut run over the whole file shows at frame in_frame + j, for any
// source rate: source times stay absolute (-copyts), decoding starts a little before the in-point, and the grid
// is laid in a time base that holds both rates exactly.
//
// Captions inside the pictures (CEA-608, CEA-708) stay where source and profile have one frame rate; elsewhere they go.
std::vector<std::string> event_command(const Clip& clip, const model::Profile& profile, const ChildSpan& span,
                                       const Means& means = {}, const Drawing& drawing = {});

// Pictures for the slate: first `still` pictures that are all IDR, then one chunk, with silence as PCM.
std::vector<std::string> slate_command(const model::Profile& profile, int still);

}  // namespace retrovue::playout
