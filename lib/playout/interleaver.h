#pragma once
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <vector>

#include "playout/air.h"
#include "playout/closed_units.h"
#include "playout/timeline.h"
#include "playout/ts_mux.h"

namespace retrovue::playout {

// Muxed bytes that belong together. Pieces of a channel, one after another, are its stream.
struct Piece {
  Bytes bytes;                 // whole TS packets, or one MP4 fragment
  bool random_access = false;  // begins with an IDR (TS: with PAT, PMT and an IDR)
  bool run_end = false;        // the next piece is planned to be a random access
  std::int64_t frame = 0;      // first channel frame (in decode order; with random_access also in display order)
  std::int64_t frames = 0;     // pictures in it; 0 for audio alone
};

// Puts stamped pictures and audio into one stream in the order in which a decoder needs them. Audio goes out when the
// PCR comes within kAudioLead of its PTS: at least a frame before it is played, and at most ~120 ms ahead, which leaves
// room for AAC's own bit reservoir in the 3584-byte buffer of the T-STD (ISO 13818-1 2.4.2.3) up to 128 kbit/s.
class Interleaver {
 public:
  static constexpr std::int64_t kAudioLead = 7'200;  // 80 ms
  static constexpr int kMaxAudioFrames = 2;           // in one PES packet

  // As MPEG-TS.
  Interleaver(const Timeline& timeline, MuxOptions options)
      : timeline_(timeline), tracks_(options.languages.size()), packer_(std::make_unique<TsPacker>(std::move(options))) {}
  // As any container, with so many tracks of sound.
  Interleaver(const Timeline& timeline, std::unique_ptr<Packer> packer, std::size_t tracks = 1)
      : timeline_(timeline), tracks_(tracks), packer_(std::move(packer)) {}

  // The next picture in decode order, shown at this channel frame. run: with an IDR, how many pictures there are from
  // here to the next IDR as planned (0: unknown); reaching it ends a piece at once. The first picture, any after a jump
  // forward and the one after a run must be an IDR; one may come before the run is full (a cut). Throws Error(failed)
  // else, and when a picture would be decoded after it is shown or twice.
  void video(const Frame& picture, std::int64_t channel_frame, std::int64_t run = 0);
  // Audio frame k (PTS 1920 k) of a track, one ADTS frame. k rises; a jump forward is a gap in the sound. What sounds in a
  // gap that the pictures jumped over is left out.
  void audio(std::int64_t k, std::vector<std::uint8_t> adts, std::size_t track = 0);

  // What can go out: pictures wait until the audio that belongs before them is there.
  std::vector<Piece> drain();
  // What is left, waiting for nothing: the end, or audio that will not come. Audio frames from `end` on are dropped.
  std::vector<Piece> flush(std::int64_t end = std::numeric_limits<std::int64_t>::max());

  std::size_t waiting_pictures() const { return pictures_.size(); }
  std::int64_t next_decode_index() const { return next_index_; }

 private:
  struct Picture {
    Frame frame;
    std::int64_t channel_frame = 0, index = 0;
    bool run_end = false;
  };
  struct Sound {
    std::int64_t k = 0;
    std::vector<std::uint8_t> adts;
  };
  struct Track {
    std::deque<Sound> sounds{};
    std::int64_t next_k = 0, last_k = 0;  // last: the newest one taken
    bool any = false;
  };
  std::vector<Piece> release(bool all);
  bool owes_sound(std::int64_t ticks) const;  // a track has not come as far as this
  void sound_until(std::int64_t ticks);
  void rest_of_sound();
  void end_piece(bool run_end, std::vector<Piece>& out);

  Timeline timeline_;
  std::vector<Track> tracks_;
  std::unique_ptr<Packer> packer_;
  std::deque<Picture> pictures_;
  Piece piece_;
  bool any_ = false, run_planned_ = false, ended_run_ = false;
  std::int64_t next_index_ = 0, run_left_ = 0;
  std::int64_t owed_from_ = 0;  // the first audio frame after the last jump
};

}  // namespace retrovue::playout
