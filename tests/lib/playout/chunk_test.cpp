#include "playout/chunk.h"

#include <cstring>

#include "base/hash.h"
#include "playout/memory_store.h"
#include "playout/sound_pack.h"
#include "stream.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

Chunk real_chunk() {
  Chunk chunk;
  for (auto& frame : testing::frames_of({.frames = 60})) chunk.frames.push_back(std::move(frame));
  const Timeline timeline{{30000, 1001}};
  for (std::int64_t i = 0; i < timeline.samples(60) * 2; ++i) chunk.pcm.push_back(static_cast<std::int16_t>(i * 7919));
  return chunk;
}

bool same(const Chunk& a, const Chunk& b) {
  return a.pcm == b.pcm && std::equal(a.frames.begin(), a.frames.end(), b.frames.begin(), b.frames.end(), [](const Frame& x, const Frame& y) {
           return *x.bytes == *y.bytes && x.display == y.display && x.idr == y.idr;
         });
}

void fix_sum(std::vector<std::uint8_t>& bytes) {
  const auto sum = base::hash64({reinterpret_cast<const char*>(bytes.data()), bytes.size() - 8});
  std::memcpy(bytes.data() + bytes.size() - 8, &sum, 8);
}

ChunkPtr of_size(std::size_t bytes) {
  Chunk chunk;
  chunk.pcm.resize(bytes / 2);
  return std::make_shared<const Chunk>(std::move(chunk));
}

}  // namespace

TEST_CASE("a chunk survives packing byte for byte") {
  const auto chunk = real_chunk();
  REQUIRE(chunk.frames.size() == 60);
  const auto packed = pack(chunk);
  const auto back = unpack(packed);
  REQUIRE(back.has_value());
  CHECK(same(chunk, *back));
  CHECK(pack(*back) == packed);
}

TEST_CASE("two tracks of sound survive as well") {
  auto chunk = real_chunk();
  const auto one = pack(chunk);
  chunk.tracks = 2;
  chunk.pcm.clear();
  for (std::int64_t i = 0; i < Timeline{{30000, 1001}}.samples(60) * 4; ++i) chunk.pcm.push_back(static_cast<std::int16_t>(i * 7919));
  const auto packed = pack(chunk);
  const auto back = unpack(packed);
  REQUIRE(back.has_value());
  CHECK(back->tracks == 2);
  CHECK(same(chunk, *back));
  CHECK(pack(*back) == packed);
  CHECK(unpack(one)->tracks == 1);
  for (std::size_t at = 4; at < 16; ++at) {  // sizes that do not fit what follows
    auto bytes = packed;
    bytes[at] ^= 4;
    fix_sum(bytes);
    CHECK_FALSE(unpack(bytes));
  }
}

TEST_CASE("damaged, short and foreign bytes are no chunk") {
  const auto packed = pack(real_chunk());
  CHECK_FALSE(unpack({}));
  for (std::size_t size : {std::size_t{1}, std::size_t{19}, std::size_t{20}, packed.size() / 2, packed.size() - 1})
    CHECK_FALSE(unpack({packed.data(), size}));
  for (std::size_t at = 0; at < packed.size(); at += 1 + at / 20) {
    auto bytes = packed;
    bytes[at] ^= 0x10;
    CHECK_FALSE(unpack(bytes));
  }
}

TEST_CASE("lies with a right checksum are found out") {
  const auto packed = pack(real_chunk());
  std::uint64_t state = 7;
  for (int round = 0; round < 3000; ++round) {
    auto bytes = packed;
    state = state * 6364136223846793005u + 1442695040888963407u;
    const std::size_t at = 4 + (state >> 33) % (16 + 9 * 60 - 4);
    bytes[at] ^= static_cast<std::uint8_t>(1u << (state >> 60 & 7));
    fix_sum(bytes);
    const auto chunk = unpack(bytes);
    if (!chunk) continue;
    // Only a flag, or what trades bytes between pictures, can change without a contradiction.
    CHECK(chunk->frames.front().idr);
    std::size_t total = pack_sound(chunk->pcm).size();
    for (const auto& frame : chunk->frames) total += frame.bytes->size();
    CHECK(total == packed.size() - 16 - 9 * chunk->frames.size() - 8);
  }
}

TEST_CASE("the address depends on all that shapes the chunk and on nothing else") {
  Recipe recipe;
  recipe.clip.signature = "abc";
  recipe.frames = 100;
  const auto address = recipe.address();
  CHECK(address == "b04b00d1e07138b7261c99374156bb4c");  // what is kept on disks is found again
  auto moved = recipe;
  moved.clip.path = "/elsewhere";
  moved.profile.name = "other";
  moved.profile.audio_kbps = 192;
  CHECK(moved.address() == address);
  const auto changed = [&](auto change) {
    auto other = recipe;
    change(other);
    return other.address() != address;
  };
  CHECK(changed([](Recipe& r) { r.clip.signature = "abd"; }));
  CHECK(changed([](Recipe& r) { r.clip.audio_stream = 2; }));
  CHECK(changed([](Recipe& r) { r.clip.more_audio = {2}; }));
  CHECK(changed([](Recipe& r) { r.clip.more_audio = {0}; }));
  CHECK(changed([](Recipe& r) { r.clip.gain_mdb = -1; }));
  CHECK(changed([](Recipe& r) { r.clip.sar_num = 8; }));
  CHECK(changed([](Recipe& r) { r.clip.interlaced = true; }));
  CHECK(changed([](Recipe& r) { r.in_frame = 1; }));
  CHECK(changed([](Recipe& r) { r.frames = 101; }));
  CHECK(changed([](Recipe& r) { r.profile.width = 320; }));
  CHECK(changed([](Recipe& r) { r.profile.rate = {25, 1}; }));
  CHECK(changed([](Recipe& r) { r.profile.preset = "fast"; }));
  CHECK(changed([](Recipe& r) { r.profile.max_kbps = 1; }));
  CHECK(changed([](Recipe& r) { r.graphics = "bug"; }));
  CHECK(changed([](Recipe& r) {
    r.profile.preset = "";
    r.graphics = "veryfast";
  }));
}

TEST_CASE("the chunks of an event share its frames and samples out exactly") {
  for (const auto& profile : model::built_in_profiles()) {
    for (const std::int64_t frames : {1, 59, 60, 61, 12'345}) {
      const Timeline timeline{profile.rate};
      std::int64_t frame = 0, sample = 0;
      for (std::int64_t k = 0;; ++k) {
        const auto span = chunk_span(profile, frames, k);
        if (span.frames == 0) break;
        CHECK(span.first == frame);
        CHECK(span.first_sample == sample);
        frame += span.frames;
        sample += span.samples;
      }
      CHECK(frame == frames);
      CHECK(sample == timeline.samples(frames));
    }
  }
}

TEST_CASE("the memory store keeps what was used last, up to its bytes") {
  MemoryStore store{100'000};
  for (int i = 0; i < 10; ++i) store.put({"event", i}, of_size(9'000));
  CHECK(store.count() == 10);
  CHECK(store.bytes() <= 100'000);
  CHECK(store.find({"event", 0}) != nullptr);
  store.put({"event", 10}, of_size(9'000));
  store.put({"event", 11}, of_size(9'000));
  CHECK(store.has({"event", 0}));
  CHECK_FALSE(store.has({"event", 1}));
  CHECK_FALSE(store.has({"other", 0}));
  CHECK(store.find({"event", 1}) == nullptr);
  CHECK(store.bytes() <= 100'000);
  store.put({"event", 0}, of_size(50));  // replaced, not counted twice
  const auto bytes = store.bytes();
  store.put({"event", 0}, of_size(50));
  CHECK(store.bytes() == bytes);
  store.put({"huge", 0}, of_size(200'000));
  CHECK_FALSE(store.has({"huge", 0}));
  CHECK(store.has({"event", 11}));
}
