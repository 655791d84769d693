#include "playout/h264.h"

#include <algorithm>

#include "encode.h"
#include "playout/ts_demux.h"

using namespace retrovue::playout;
using testing::ByteString;

namespace {

ByteString join(std::initializer_list<ByteString> nals) {
  ByteString out;
  for (const auto& nal : nals) {
    out.insert(out.end(), {0, 0, 1});
    out.insert(out.end(), nal.begin(), nal.end());
  }
  return out;
}

ByteString x264_message(int text) {
  ByteString message = {5, static_cast<std::uint8_t>(16 + text), 0xdc, 0x45, 0xe9, 0xbd, 0xe6, 0xd9, 0x48, 0xb7,
                        0x96, 0x2c, 0xd8, 0x20, 0xd9, 0x23, 0xee, 0xef};
  message.insert(message.end(), static_cast<std::size_t>(text), 'x');
  return message;
}

const ByteString kCaption = {4, 9, 0xb5, 0x00, 0x31, 'G', 'A', '9', '4', 0x03, 0xff};
const ByteString kSlice = {0x65, 0x88, 0x80, 0x10};

}  // namespace

TEST_CASE("NAL units are found with either start code and without trailing zeros") {
  const ByteString bytes = {9, 9, 0, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 0, 1, 0x68, 3, 0, 0, 1, 0x65, 0, 0, 3, 0, 0, 0};
  const auto nals = nals_of(bytes);
  REQUIRE(nals.size() == 3);
  CHECK(nals[0].type() == kNalSps);
  CHECK(nals[0].bytes.size() == 3);
  CHECK(nals[1].type() == kNalPps);
  CHECK(nals[1].bytes.size() == 2);
  CHECK(nals[2].type() == kNalIdr);
  CHECK(nals[2].bytes.size() == 4);
  CHECK(nals_of({}).empty());
  CHECK(nals_of(ByteString{0, 0, 1}).empty());
  CHECK(nals_of(ByteString{0, 0, 0, 0, 0}).empty());
}

TEST_CASE("x264's text goes, captions stay, a delimiter leads") {
  ByteString both{6};
  const auto info = x264_message(40);
  both.insert(both.end(), info.begin(), info.end());
  both.insert(both.end(), kCaption.begin(), kCaption.end());
  both.push_back(0x80);
  ByteString only{6};
  only.insert(only.end(), info.begin(), info.end());
  only.push_back(0x80);

  const auto cleaned = clean_unit(join({{0x67, 1, 2}, {0x68, 3}, only, both, kSlice}));
  const auto nals = nals_of(cleaned);
  REQUIRE(nals.size() == 5);
  CHECK(nals[0].type() == kNalAud);
  CHECK(nals[1].type() == kNalSps);
  CHECK(nals[2].type() == kNalPps);
  REQUIRE(nals[3].type() == kNalSei);
  ByteString wanted{6};
  wanted.insert(wanted.end(), kCaption.begin(), kCaption.end());
  wanted.push_back(0x80);
  CHECK(ByteString(nals[3].bytes.begin(), nals[3].bytes.end()) == wanted);
  CHECK(ByteString(nals[4].bytes.begin(), nals[4].bytes.end()) == kSlice);
  CHECK(clean_unit(cleaned) == cleaned);  // once is enough
  CHECK(has_idr(cleaned));
}

TEST_CASE("other people's user data stays, and a broken SEI is not touched") {
  ByteString other = x264_message(10);
  other[2] = 0;
  ByteString nal{6};
  nal.insert(nal.end(), other.begin(), other.end());
  nal.push_back(0x80);
  CHECK(nals_of(clean_unit(join({nal, kSlice}))).size() == 3);
  ByteString broken{6};
  const auto info = x264_message(200);  // says 216, holds 100
  broken.insert(broken.end(), info.begin(), info.begin() + 100);
  CHECK(nals_of(clean_unit(join({broken, kSlice}))).size() == 3);
}

TEST_CASE("an IDR is told by the first slice") {
  CHECK(has_idr(join({{0x09, 0xf0}, {0x67, 1}, kSlice})));
  CHECK_FALSE(has_idr(join({{0x09, 0xf0}, {0x41, 0x9a}})));
  CHECK_FALSE(has_idr({}));
}

TEST_CASE("the SPS of the encoder names codec and size") {
  for (const auto* size : {"320x240", "854x480", "1280x720"}) {
    TsDemux demux;
    std::vector<AccessUnit> units;
    demux.feed(testing::child_video({.frames = 3, .size = size}), units);
    demux.finish(units);
    REQUIRE(!units.empty());
    const auto sps = sps_of(units[0].bytes);
    REQUIRE(sps.has_value());
    CHECK(fmt::format("{}x{}", sps->width, sps->height) == size);
    CHECK(sps->codec().substr(0, 9) == "avc1.6400");
    CHECK(units.size() == 3);
    CHECK_FALSE(sps_of(units[1].bytes).has_value());
    // Cut anywhere, it is either read the same or refused.
    const auto nals = nals_of(units[0].bytes);
    const auto found = std::find_if(nals.begin(), nals.end(), [](const Nal& nal) { return nal.type() == kNalSps; });
    REQUIRE(found != nals.end());
    for (std::size_t cut = 1; cut < found->bytes.size(); ++cut) {
      const auto part = sps_of(join({{found->bytes.begin(), found->bytes.begin() + cut}}));
      if (part) CHECK(part->width == sps->width);
    }
  }
}
