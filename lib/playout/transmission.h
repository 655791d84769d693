#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "playout/fmp4.h"
#include "playout/interleaver.h"
#include "playout/producer.h"
#include "playout/sounds.h"

namespace retrovue::playout {

// One stretch on air, from a start to a stop. Holds the frontiers: frames are produced into a queue, and committed from
// it (given to the multiplexer, as-run, irrevocable) when the air clock plus the lead reaches them. When the queue is
// dry and air time comes near, the slate goes on.
class Transmission {
 public:
  static constexpr base::Millis kSoundAhead = 300;  // sound is committed this much earlier, for the encoder's delay
  struct Sinks {
    std::function<void(const Piece&)> piece;
    // As the profile's segments are, with the first track of sound or none (AirOptions::apart). Empty: the pieces are good for them.
    std::function<void(const Piece&)> fragment;
    // Frame k (ADTS) of a track of sound, which the pieces get as well. May be empty.
    std::function<void(std::size_t track, std::int64_t k, const std::vector<std::uint8_t>& adts)> sound;
    std::function<void(const Unit&)> committed;      // before its pieces
    std::function<void(std::int64_t frame)> recued;  // something else is on air from this frame on
    std::function<void()> ended;  // the end frame was reached, or close() is done
  };
  Transmission(boost::asio::io_context& loop, Playlog& playlog, AsRunLog& as_run, ChunkStore& store, Slate& slate,
               const AirOptions& options, std::int64_t start, Start how, RunCounters& counters, Sinks sinks);
  ~Transmission();
  Transmission(const Transmission&) = delete;
  Transmission& operator=(const Transmission&) = delete;

  // Ends with what is committed and its sound, then calls ended; at most half a second.
  void close();
  // The plan changed: it is asked anew for all that need not be given out before an encoder can have started.
  void recue() { recue_at(soonest()); }
  // The same from this frame on, soonest() or later; with other renditions there is a key picture.
  void recue_at(std::int64_t frame);
  std::int64_t soonest() const;
  void stop();  // at once: nothing more comes out, and ended is not called
  std::int64_t clock_frame() const;
  std::int64_t start() const { return start_; }
  std::int64_t produced() const { return produced_; }    // channel frame, exclusive
  std::int64_t committed() const { return committed_; }  // channel frame, exclusive
  std::uint64_t late_frames() const { return late_; }
  std::uint64_t sound_restarts() const { return sound_.restarts(); }
  Bytes init() const { return segments_ && segments_->mp4 ? segments_->mp4->init() : nullptr; }  // of the fragments; null before the first one
  int children() const { return producer_.children() + sound_.children(); }
  const model::Event* event_on_air() const;
  // By the plan alone a chunk or an event begins at this frame, which was committed a short while ago.
  bool planned(std::int64_t frame) const;

 private:
  struct Aired {
    std::shared_ptr<Airing> airing;
    std::int64_t first = 0, frames = 0;
  };
  // A second container of the same pictures, with the first track of sound or none.
  struct Segments {
    Segments(const Timeline& timeline, std::unique_ptr<Fmp4Packer> made, bool with_sound);
    Segments(const Timeline& timeline, MuxOptions options);
    Fmp4Packer* mp4 = nullptr;  // the interleaver's; null: it is MPEG-TS
    bool sound = true;
    Interleaver mux;
    std::int64_t behind = 0;  // pictures given out as MPEG-TS and not yet here
  };
  static std::unique_ptr<Segments> segments(const Timeline& timeline, const AirOptions& options);
  std::function<void()> pumping();
  void pump();
  void append(Unit unit);
  void queue(Unit unit);
  bool bridge(std::int64_t until, const std::string& why);
  std::shared_ptr<Airing> stand_in(const std::string& why) const;  // slate for what is planned at produced_
  void go_on(std::int64_t until, bool exactly);
  void tick();
  void arm();
  void mend();
  void commit();
  void commit_sound(std::int64_t due);
  void weigh();  // whether it keeps up
  void account(const Unit& unit);
  model::AsRun told(const Aired& aired, bool cut) const;
  void note_plan(const Unit& unit);
  void take_sound(std::size_t track, std::int64_t k, std::vector<std::uint8_t> adts);
  void give(std::vector<Piece> pieces);
  void drain();
  void conclude();

  AirContext context_;
  Sinks sinks_;
  std::int64_t start_, produced_, committed_;
  std::int64_t samples_;       // PCM queued so far, counted like the channel's
  std::int64_t sound_skip_;    // pairs to drop before the first whole audio frame
  std::deque<Unit> queue_;
  std::deque<Unit> cut_off_;   // what a recue took out, for as long as nothing came in its place
  std::size_t sound_at_ = 0;   // unit of the queue whose sound goes next
  std::deque<Aired> aired_;    // what viewers may still be seeing; the last is open
  bool need_idr_ = true, caught_up_ = false, closing_ = false, closed_ = false;
  bool filling_ = false;       // silence comes instead of sound
  std::uint64_t late_ = 0;
  base::Millis began_, last_append_, closing_until_ = 0;
  std::int64_t last_sample_ = 0;  // while closing: the sound that still belongs to it
  Producer producer_;
  Interleaver mux_;
  std::unique_ptr<Segments> segments_;  // null when nobody wants it
  Sounds sound_;
  boost::asio::steady_timer timer_;
  base::Millis told_at_ = 0;
  std::optional<std::int64_t> recued_;  // frame from which something else is on air
  std::shared_ptr<Airing> gap_;  // of the slate that stands in now
  std::deque<std::int64_t> planned_;  // see planned(), with several renditions
  std::shared_ptr<bool> alive_;  // what the loop may still call looks at it
};

}  // namespace retrovue::playout
