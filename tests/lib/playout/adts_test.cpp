#include "playout/adts.h"

#include "encode.h"

using namespace retrovue::playout;
using testing::ByteString;

namespace {
std::vector<ByteString> split(const ByteString& bytes, std::size_t piece, std::uint64_t* skipped = nullptr) {
  AdtsSplitter splitter;
  std::vector<ByteString> frames;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    splitter.feed({bytes.data() + at, std::min(piece, bytes.size() - at)}, frames);
  if (skipped) *skipped = splitter.skipped_bytes();
  return frames;
}
}  // namespace

TEST_CASE("the encoder's frames come out whole, whatever the size of the reads") {
  const auto& bytes = testing::child_audio(2);
  const auto frames = split(bytes, bytes.size());
  CHECK(frames.size() == 95);  // 2 s are 93.75 frames, and one of priming
  ByteString all;
  for (const auto& frame : frames) {
    AdtsHeader header;
    REQUIRE(read_adts(frame, header));
    CHECK(header.object_type == 2);
    CHECK(header.rate_index == 3);
    CHECK(header.channels == 2);
    CHECK(header.frame_bytes == static_cast<int>(frame.size()));
    all.insert(all.end(), frame.begin(), frame.end());
  }
  CHECK(all == bytes);
  for (std::size_t piece : {std::size_t{1}, std::size_t{6}, std::size_t{8}, std::size_t{333}}) CHECK(split(bytes, piece) == frames);
}

TEST_CASE("garbage is skipped and counted, frames after it are found") {
  const auto& bytes = testing::child_audio(2);
  const auto frames = split(bytes, bytes.size());
  ByteString dirty(57, 0xff);
  dirty.insert(dirty.end(), bytes.begin(), bytes.end());
  std::uint64_t skipped = 0;
  const auto found = split(dirty, 100, &skipped);
  CHECK(skipped == 57);
  CHECK(found == frames);
}

TEST_CASE("random damage neither crashes nor grows") {
  std::uint64_t state = 12345;
  for (int round = 0; round < 200; ++round) {
    auto bytes = testing::child_audio(2);
    for (int hit = 0; hit < 50; ++hit) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes[(state >> 20) % bytes.size()] = static_cast<std::uint8_t>(state >> 50);
    }
    std::size_t total = 0;
    for (const auto& frame : split(bytes, 500)) total += frame.size();
    CHECK(total <= bytes.size());
  }
}
