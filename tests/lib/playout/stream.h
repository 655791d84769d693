#pragma once
#include <algorithm>
#include <memory>
#include <vector>

#include "encode.h"
#include "playout/adts.h"
#include "playout/interleaver.h"

// A channel's stream made of real encodes, for the tests.
namespace retrovue::playout::testing {

inline std::vector<Frame> frames_of(const Encode& encode) {
  TsDemux demux;
  std::vector<AccessUnit> units;
  demux.feed(child_video(encode), units);
  demux.finish(units);
  ClosedUnits closed{encode.rate};
  std::vector<Frame> frames;
  for (auto& unit : units) closed.push(std::move(unit), frames);
  return frames;
}

inline std::vector<ByteString> audio_of(int seconds) {
  AdtsSplitter splitter;
  std::vector<ByteString> frames;
  splitter.feed(child_audio(seconds), frames);
  frames.erase(frames.begin());  // priming
  return frames;
}

struct Stream {
  std::vector<Piece> pieces;
  std::int64_t first_frame = 0, frames = 0;
  std::int64_t first_k = 0, end_k = 0;
  ByteString bytes() const {
    ByteString all;
    for (const auto& piece : pieces) all.insert(all.end(), piece.bytes->begin(), piece.bytes->end());
    return all;
  }
};

// Events one after another from this channel frame on. The sound comes `late` audio frames behind the pictures, as the
// encoder child delivers it.
inline Stream stream_of(const base::Rate& rate, std::int64_t first_frame, const std::vector<Encode>& events, int late = 3,
                        std::unique_ptr<Packer> packer = nullptr) {
  const Timeline timeline{rate};
  if (!packer) packer = std::make_unique<TsPacker>(MuxOptions{.service_name = "Test 1", .languages = {"eng"}});
  Interleaver interleaver{timeline, std::move(packer)};
  Stream stream;
  stream.first_frame = first_frame;
  int total = 0;
  for (const auto& event : events) total += event.frames;
  const auto sound = audio_of(static_cast<int>(total * rate.den / rate.num) + 2);
  const auto span = timeline.audio_starting(first_frame, first_frame + total);
  stream.first_k = stream.end_k = span.first;
  const auto take = [&](std::vector<Piece> pieces) {
    for (auto& piece : pieces) stream.pieces.push_back(std::move(piece));
  };
  const auto hear = [&](std::int64_t end) {
    for (; stream.end_k < end; ++stream.end_k)
      interleaver.audio(stream.end_k, sound.at(static_cast<std::size_t>(stream.end_k - span.first)));
  };
  std::int64_t base = first_frame;
  for (const auto& event : events) {
    for (const auto& frame : frames_of(event)) {
      const std::int64_t run = frame.idr ? std::min<std::int64_t>(event.gop, event.frames - frame.display) : 0;
      interleaver.video(frame, base + frame.display, run);
      hear(std::min(span.end, timeline.audio_starting(0, interleaver.next_decode_index()).end - late));
      take(interleaver.drain());
    }
    base += event.frames;
  }
  stream.frames = base - first_frame;
  hear(span.end);
  take(interleaver.flush());
  return stream;
}

}  // namespace retrovue::playout::testing
