#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/profile.h"
#include "playout/bug.h"
#include "playout/cues.h"
#include "playout/overlay.h"
#include "playout/shown_text.h"

// What playout needs from outside: the planned events with their files, and someone to tell what aired.
namespace retrovue::playout {

using model::Millis;

inline constexpr const char* kBarsSignature = "colour bars 1";

// One playable file, as validation measured it.
struct Clip {
  std::string path;       // bytes; the remuxed copy where there is one
  std::string signature;  // of the source file; part of every chunk's key
  int video_stream = -1;  // index in the container, -1 = none
  int audio_stream = -1;
  std::vector<int> more_audio{};  // for the channel's second track of sound; empty: the one above goes there too
  int width = 0, height = 0, sar_num = 1, sar_den = 1;
  base::Rate rate{0, 1};  // of the source, 0/1 = unknown
  bool interlaced = false;
  bool hdr = false;       // PQ or HLG transfer
  std::string matrix;     // colour matrix as ffprobe names it ("bt709", "smpte170m"); empty = unknown
  Millis duration_ms = 0;
  int gain_mdb = 0;       // static gain in thousandths of dB
  std::shared_ptr<const CueSource> words{};  // where its subtitles may come from; null: nowhere
  bool bars = false;      // no file: colour bars with a tone; then the signature is kBarsSignature
  // A live input: path is a list for ffmpeg's concat reader, kept alive by this; its streams are those it turns out to have.
  std::shared_ptr<const void> live{};
};

// A planned event with the files that can serve it, the preferred one first. No clips: slate.
struct AirEvent {
  model::Event event;
  std::vector<Clip> clips;
  std::shared_ptr<const BugMark> bug;      // the station's mark over them
  std::vector<ShownText> texts;            // what is written over some of their pictures; not under an overlay
  std::shared_ptr<const Overlay> overlay;  // what lies over its pictures; with a card the clip has no streams
  std::int64_t until = 0;  // channel frame from which the plan is asked again; 0: the event's end
  model::Id alert_id = 0;  // whose text that is
  std::string lost{};      // why it cannot be shown as planned: a stand-in takes all of it
  std::int64_t end() const {
    const auto all = event.start_frame + event.frames;
    return until > 0 && until < all ? until : all;
  }
};

// The planned events of one channel, read when needed. An implementation reads the stored plan.
class Playlog {
 public:
  virtual ~Playlog() = default;
  // The event that holds the frame. Where nothing is planned: a slate event up to the next planned one
  // (at most 60 s long). Never empty-handed; errors are thrown as base::Error and make the channel show its slate.
  virtual AirEvent event_at(std::int64_t frame) = 0;
  // Something to show for up to so many frames when an event fails; kind filler, clips to try in order, event.frames
  // what the first one lasts. Empty clips: nothing, the slate it is.
  virtual AirEvent filler(std::int64_t frame, std::int64_t frames) {
    (void)frame, (void)frames;
    return {};
  }
};

class AsRunLog {
 public:
  virtual ~AsRunLog() = default;
  virtual void aired(const model::AsRun& row) = 0;  // must not block
  // What would be told of the channel if it ended here, every few seconds; no frames: it did. Must not block.
  virtual void airing(const model::AsRun& row) { (void)row; }
};

}  // namespace retrovue::playout
