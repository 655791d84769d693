#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "playout/air.h"
#include "playout/closed_units.h"

namespace retrovue::playout {

// Rises whenever the event child's command line changes what comes out, so that nothing made before can air.
inline constexpr int kEncoderVersion = 4;

// Everything an event's pictures and sound depend on. The path is not part of it: a moved file stays cached.
struct Recipe {
  Clip clip;                          // signature, chosen streams, geometry, gain
  std::int64_t in_frame = 0;          // as model::Event
  std::int64_t frames = 0;
  model::Profile profile;             // what shapes the pictures; its sound is encoded on air
  std::string graphics;               // what is drawn over it, as text; empty = nothing
  std::shared_ptr<const BugMark> bug;      // the same, to be drawn
  std::vector<ShownText> texts;       // over some of its frames; they count for the chunks they touch only, see ChunkKeys
  std::shared_ptr<const Overlay> overlay;  // a message over all of it; never kept in a store
  std::int64_t overlay_at = 0;        // frame of its time at frame 0
  std::string address() const;        // 32 hex digits; of all but the texts
};

// An event's frames from its in-point on, as this clip shows them.
Recipe recipe_of(const Clip& clip, const model::Event& event, std::int64_t frames, const model::Profile& profile);
// The same with what is drawn over the event, as its nth clip shows it.
Recipe recipe_of(const AirEvent& planned, std::size_t clip, std::int64_t frames, const model::Profile& profile);

// Chunk k of an event: frames [k G, min((k+1) G, frames)).
struct ChunkKey {
  std::string event;  // Recipe::address
  std::int64_t index = 0;
  friend bool operator==(const ChunkKey&, const ChunkKey&) = default;
};
struct ChunkKeyHash {
  std::size_t operator()(const ChunkKey& key) const;
};

// The keys of a recipe's chunks. One that a text touches is a chunk of another event than one without, so all the others
// stay the same whatever is written when.
class ChunkKeys {
 public:
  explicit ChunkKeys(const Recipe& recipe);
  ChunkKey key(std::int64_t index) const;
  const std::string& address() const { return address_; }

 private:
  std::string address_;
  std::map<std::int64_t, std::string> under_texts_;  // by index
};

// A closed GOP with its share of sound; a pure function of its key.
struct Chunk {
  std::vector<Frame> frames;       // decode order, display counted from the chunk; the first is an IDR
  std::vector<std::int16_t> pcm;   // 48 kHz, tracks of stereo interleaved; ChunkSpan::samples of them
  std::size_t tracks = 1;          // 1 or 2
  std::size_t bytes() const;       // what it costs in memory
};
using ChunkPtr = std::shared_ptr<const Chunk>;

// First frame and count of chunk k of an event; count 0 past the end. PCM samples (pairs) of it.
struct ChunkSpan {
  std::int64_t first = 0, frames = 0;
  std::int64_t first_sample = 0, samples = 0;
};
ChunkSpan chunk_span(const model::Profile& profile, std::int64_t event_frames, std::int64_t index);

// A chunk as bytes, its sound as FLAC, with a checksum over all of it, for a store on disk. Little endian.
std::vector<std::uint8_t> pack(const Chunk& chunk);
// Nothing when the bytes are damaged, cut short or of another version; safe with any bytes.
std::optional<Chunk> unpack(std::span<const std::uint8_t> bytes);

// Where chunks are kept: asked before encoding, told after it. Used from the event loop's thread.
class ChunkStore {
 public:
  virtual ~ChunkStore() = default;
  virtual ChunkPtr find(const ChunkKey& key) = 0;  // null when not there
  virtual bool has(const ChunkKey& key) const = 0;
  virtual void put(const ChunkKey& key, ChunkPtr chunk) = 0;
  // What find() does not have may be kept where it takes time to come from. True: `ready` is called once, later, from
  // the loop; then find() has it, or fetch() says no. The caller must outlive the store's answer or guard against it.
  virtual bool fetch(const ChunkKey& key, std::function<void()> ready) {
    static_cast<void>(key), static_cast<void>(ready);
    return false;
  }
};

}  // namespace retrovue::playout
