#include "playout/chunk.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/hash.h"
#include "playout/sound_pack.h"

namespace retrovue::playout {
namespace {

static_assert(std::endian::native == std::endian::little, "the packed form is little endian");

constexpr char kMagic[4] = {'R', 'V', 'C', '2'};
constexpr std::uint8_t kIdrFlag = 1;
constexpr std::size_t kHeadBytes = 16, kEntryBytes = 9, kSumBytes = 8;
constexpr std::size_t kMaxSamples = std::size_t{60} * 48'000 * 2;  // far above what two seconds of frames can have

std::uint8_t* put(std::uint8_t* to, const void* from, std::size_t size) {
  if (size > 0) std::memcpy(to, from, size);
  return to + size;
}

template <typename T>
std::uint8_t* put(std::uint8_t* to, T value) {
  return put(to, &value, sizeof value);
}

template <typename T>
T get(std::span<const std::uint8_t> bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  return base::hash64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Numbers and texts with their lengths, so that no two recipes read the same.
class Canonical {
 public:
  Canonical& operator<<(std::int64_t value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Canonical& operator<<(const std::string& value) {
    *this << static_cast<std::int64_t>(value.size());
    text_ += value;
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::string Recipe::address() const {
  Canonical all;
  all << kEncoderVersion << clip.signature << clip.video_stream << clip.audio_stream << clip.width << clip.height
      << clip.sar_num << clip.sar_den << clip.rate.num << clip.rate.den << clip.interlaced << clip.hdr << clip.matrix << clip.gain_mdb
      << in_frame << frames << profile.width << profile.height << profile.rate.num << profile.rate.den << profile.crf
      << profile.max_kbps << profile.preset << graphics;
  for (const auto stream : clip.more_audio) all << stream;
  return base::hash128_hex(all.text());
}

Recipe recipe_of(const Clip& clip, const model::Event& event, std::int64_t frames, const model::Profile& profile) {
  Recipe made;
  made.clip = clip;
  made.in_frame = event.in_frame;
  made.frames = frames;
  made.profile = profile;
  return made;
}

Recipe recipe_of(const AirEvent& planned, std::size_t clip, std::int64_t frames, const model::Profile& profile) {
  auto made = recipe_of(planned.clips.at(clip), planned.event, frames, profile);
  if (planned.bug) made.graphics = planned.bug->key;
  made.bug = planned.bug;
  made.texts = planned.texts;
  return made;
}

ChunkKeys::ChunkKeys(const Recipe& recipe) : address_(recipe.address()) {
  const std::int64_t gop = recipe.profile.gop_frames();
  std::map<std::int64_t, Canonical> touched;
  for (const auto& one : recipe.texts) {
    const auto end = std::min(one.to, recipe.frames);
    for (auto index = std::max<std::int64_t>(one.from, 0) / gop; index * gop < end; ++index)
      touched[index] << one.from << one.to << one.text << one.detail << std::string{model::to_text(one.place)} << one.height << one.inset << one.centred;
  }
  for (const auto& [index, texts] : touched) under_texts_[index] = base::hash128_hex(address_ + texts.text());
}

ChunkKey ChunkKeys::key(std::int64_t index) const {
  const auto found = under_texts_.find(index);
  return {found == under_texts_.end() ? address_ : found->second, index};
}

std::size_t Chunk::bytes() const {
  std::size_t total = sizeof *this + pcm.size() * sizeof pcm[0] + frames.size() * sizeof(Frame);
  for (const auto& frame : frames) total += frame.bytes->size() + sizeof *frame.bytes;
  return total;
}

std::size_t ChunkKeyHash::operator()(const ChunkKey& key) const {
  return base::hash64(key.event, static_cast<std::uint64_t>(key.index));
}

ChunkSpan chunk_span(const model::Profile& profile, std::int64_t event_frames, std::int64_t index) {
  const std::int64_t gop = profile.gop_frames();
  const std::int64_t first = std::min(index * gop, event_frames), end = std::min((index + 1) * gop, event_frames);
  const Timeline timeline{profile.rate};
  return {first, end - first, timeline.samples(first), timeline.samples(end) - timeline.samples(first)};
}

std::vector<std::uint8_t> pack(const Chunk& chunk) {
  const auto sound = pack_sound(chunk.pcm, chunk.tracks);
  std::size_t size = kHeadBytes + chunk.frames.size() * kEntryBytes + sound.size() + kSumBytes;
  for (const auto& frame : chunk.frames) size += frame.bytes->size();
  std::vector<std::uint8_t> out(size);
  auto* to = put(out.data(), kMagic, sizeof kMagic);
  to = put(to, static_cast<std::uint32_t>(chunk.frames.size()));
  to = put(to, static_cast<std::uint32_t>(chunk.pcm.size()));
  to = put(to, static_cast<std::uint32_t>(sound.size()));
  for (const auto& frame : chunk.frames) {
    to = put(to, static_cast<std::uint32_t>(frame.bytes->size()));
    to = put(to, static_cast<std::uint32_t>(frame.display));
    to = put(to, static_cast<std::uint8_t>(frame.idr ? kIdrFlag : 0));
  }
  for (const auto& frame : chunk.frames) to = put(to, frame.bytes->data(), frame.bytes->size());
  to = put(to, sound.data(), sound.size());
  put(to, checksum({out.data(), size - kSumBytes}));
  return out;
}

std::optional<Chunk> unpack(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHeadBytes + kSumBytes || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) return std::nullopt;
  const auto body = bytes.first(bytes.size() - kSumBytes);
  if (get<std::uint64_t>(bytes, body.size()) != checksum(body)) return std::nullopt;
  const std::size_t count = get<std::uint32_t>(body, 4);
  const std::size_t samples = get<std::uint32_t>(body, 8), sound = get<std::uint32_t>(body, 12);
  // A right checksum says the bytes are as written, not that a friend wrote them.
  if (count == 0 || count > (body.size() - kHeadBytes) / kEntryBytes) return std::nullopt;
  std::size_t left = body.size() - kHeadBytes - count * kEntryBytes;
  if (samples % 2 != 0 || samples > kMaxSamples || sound > left) return std::nullopt;
  left -= sound;

  Chunk chunk;
  chunk.frames.reserve(count);
  std::vector<bool> shown(count);
  std::size_t at = kHeadBytes + count * kEntryBytes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kHeadBytes + i * kEntryBytes;
    const std::size_t size = get<std::uint32_t>(body, entry), display = get<std::uint32_t>(body, entry + 4);
    if (size > left || display >= count || shown[display]) return std::nullopt;
    shown[display] = true;
    left -= size;
    Frame frame;
    frame.bytes = std::make_shared<const std::vector<std::uint8_t>>(body.begin() + at, body.begin() + at + size);
    frame.display = static_cast<std::int64_t>(display);
    frame.idr = body[entry + 8] & kIdrFlag;
    chunk.frames.push_back(std::move(frame));
    at += size;
  }
  if (left != 0 || !chunk.frames.front().idr) return std::nullopt;
  auto pcm = unpack_sound(body.subspan(at), samples, chunk.tracks);
  if (!pcm) return std::nullopt;
  chunk.pcm = std::move(*pcm);
  return chunk;
}

}  // namespace retrovue::playout
