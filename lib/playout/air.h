#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/channel.h"
#include "playout/air_status.h"
#include "playout/effort.h"
#include "playout/playlog.h"
#include "playout/running_clock.h"
#include "playout/start_queue.h"

// What playout gives: a channel on air. Everything here lives on one event loop's thread.
namespace retrovue::playout {

using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

// One MPEG-TS client of a channel on air. Destroying it is leaving.
class TsViewer {
 public:
  virtual ~TsViewer() = default;
  // Calls back once with the next piece (whole TS packets; the first begins with PAT, PMT and an IDR), or with null
  // when the channel stopped or this client was too slow for too long. One call outstanding at a time.
  virtual void next(std::function<void(Bytes)> ready) = 0;
};

struct InitSegment {  // what a player of MP4 segments reads first (EXT-X-MAP)
  std::uint64_t id = 0;  // a hash of the bytes: a name for them that never means others
  Bytes bytes;           // null: the segments are MPEG-TS, or nothing was on air yet
  std::string name() const;  // "init-<16 hex digits>.mp4"
};

// How the segments are listed.
struct PlaylistForm {
  std::string prefix;     // of their URIs
  bool subtitles = false; // the WebVTT segments that go with them
  std::string audio{};    // not empty: those of the track of sound in this language that stands beside them
};

// A channel that can be watched: starts with the first viewer, stops some time after the last one left.
class ChannelAir {
 public:
  virtual ~ChannelAir() = default;
  virtual std::unique_ptr<TsViewer> watch() = 0;
  // The media playlist (RFC 8216). Cold: calls back when the first segment is there, or with empty text on failure.
  virtual void playlist(std::function<void(std::string)> ready, std::optional<PlaylistForm> form = {}) = 0;
  virtual Bytes segment(std::uint64_t number) = 0;  // null: unknown or no longer kept
  virtual InitSegment init() const = 0;             // of the segments there are
  // The subtitles of one segment as Spoken::segment gives them; empty text: there is no such segment or language.
  virtual void subtitles(std::uint64_t number, const std::string& language, std::function<void(std::string, bool final)> ready) = 0;
  // A track of sound beside the segment with this number; 0: what a player reads first, with MP4. Null: there is no such thing.
  virtual Bytes side_sound(const std::string& language, std::uint64_t number) = 0;
  virtual std::string codec() const = 0;            // of the pictures (RFC 6381); empty until some were given out
  virtual AirStatus status() const = 0;
  virtual void recue() = 0;  // the plan changed: it is asked again for what is not published in half a second
  virtual void start() = 0;  // goes on air without a viewer (for on_bytes, on_segment)
  // Ends on a closed unit within half a second (see on_end); then viewers get null, and playlist() and segment() keep
  // giving what was there until the next start.
  virtual void stop() = 0;
};

class ChunkStore;
class CueStore;
class SegmentBook;

struct AirOptions {
  model::Id channel_id = 0;
  std::string name;                  // of the channel, for the service description
  model::Profile profile;
  const base::Clock* clock = nullptr;  // the air clock; must not step (see RunningClock)
  Millis lead_ms = 750;              // published this far ahead of the air clock
  Millis ahead_ms = 4'000;           // produced this far ahead of what is published
  Millis idle_stop_ms = 45'000;      // children stop this long after the last viewer or request
  std::function<Millis(std::int64_t frame)> date;  // that playlists give a frame; empty: the air clock's
  int back_segments = 3;             // a start for a playlist begins this many segments in the past
  std::optional<std::uint64_t> first_segment;  // media sequence number of the first one, instead of one from the air clock
  std::uint64_t first_discontinuity = 0;
  std::shared_ptr<SegmentBook> book;  // with other renditions of the channel, at the same frame rate; null: it is the only one
  std::string segment_prefix;        // of a segment's URI in the playlist
  std::vector<std::string> audio;    // languages of its tracks of sound, at most two; empty: one track, of whatever language
  std::vector<std::string> subtitles;  // languages, most wanted first
  CueStore* cues = nullptr;          // where they come from
  Millis hang_ms = 1'000;            // an encoder silent and idle for so long is replaced
  model::Limits limits;              // of its encoders
  std::shared_ptr<StartQueue> starts;  // shared by the channels of a process; null: nobody waits to start an encoder
  Effort::Bounds effort;             // when it makes do with less
  // As fast as it can be encoded, from start_frame; nothing is paced, nothing is late.
  bool fast = false;
  std::optional<std::int64_t> start_frame;  // instead of the air clock's
  std::optional<std::int64_t> end_frame;    // stop there, exclusive
  // For outputs that are not viewers: keeps the channel on air. Called with every piece, segment and at the end.
  std::function<void(const Bytes&)> on_bytes;
  std::function<void(std::uint64_t number)> on_segment;
  std::function<void()> on_end;

  // The second track of sound stands beside the segments.
  bool beside() const { return audio.size() > 1; }
  // The first one does so as well: players change between tracks only where MP4 holds no other.
  bool apart() const { return beside() && profile.segments == model::Segments::fmp4; }
};

// All of them must outlive the channel, and the loop runs on one thread. SIGPIPE must be ignored by the process.
std::unique_ptr<ChannelAir> make_channel_air(boost::asio::io_context& loop, Playlog& playlog, AsRunLog& as_run, ChunkStore& store, AirOptions options);

}  // namespace retrovue::playout
