#include "playout/ts_demux.h"

#include "encode.h"
#include "playout/timeline.h"

using namespace retrovue;
using namespace retrovue::playout;
using testing::ByteString;

namespace {

std::vector<AccessUnit> demux(const ByteString& bytes, std::size_t piece) {
  TsDemux demux;
  std::vector<AccessUnit> units;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    demux.feed({bytes.data() + at, std::min(piece, bytes.size() - at)}, units);
  demux.finish(units);
  CHECK(demux.damage() == 0);
  return units;
}

bool same(const std::vector<AccessUnit>& a, const std::vector<AccessUnit>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const AccessUnit& x, const AccessUnit& y) {
    return x.bytes == y.bytes && x.pts == y.pts && x.dts == y.dts && x.idr == y.idr;
  });
}

}  // namespace

TEST_CASE("every picture of the child comes out once, whatever the size of the reads") {
  const auto& bytes = testing::child_video({});
  const auto units = demux(bytes, bytes.size());
  REQUIRE(units.size() == 150);
  for (std::size_t i = 0; i < units.size(); ++i) {
    CHECK(units[i].idr == (i % 60 == 0));
    CHECK(units[i].pts >= units[i].dts);
    if (i > 0) CHECK(units[i].dts > units[i - 1].dts);
  }
  CHECK(units[0].pts - units[0].dts == 6006);  // two frames: the encoder's lead the timeline counts on
  for (std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{187}, std::size_t{189}, std::size_t{4096}})
    CHECK(same(units, demux(bytes, piece)));
}

TEST_CASE("open and given PES lengths carry the same pictures; given ones end at once") {
  const auto& given = testing::child_video({});
  const auto& open = testing::child_video({.lengths = false});
  CHECK(same(demux(given, 4096), demux(open, 4096)));

  const auto before_finish = [](const ByteString& bytes) {
    TsDemux demux;
    std::vector<AccessUnit> units;
    demux.feed(bytes, units);
    return units.size();
  };
  CHECK(before_finish(given) == 150);
  CHECK(before_finish(open) == 149);
}

TEST_CASE("damage costs the pictures it hits and no others") {
  auto bytes = testing::child_video({});
  const auto whole = demux(bytes, 4096);
  SUBCASE("a lost packet") {
    const std::size_t packet = bytes.size() / 188 / 2;
    bytes.erase(bytes.begin() + packet * 188, bytes.begin() + (packet + 1) * 188);
  }
  SUBCASE("garbage between packets") {
    const ByteString garbage(333, 0x11);
    bytes.insert(bytes.begin() + bytes.size() / 188 / 2 * 188, garbage.begin(), garbage.end());
  }
  TsDemux demuxer;
  std::vector<AccessUnit> units;
  demuxer.feed(bytes, units);
  demuxer.finish(units);
  CHECK(demuxer.damage() > 0);
  CHECK(units.size() >= 148);
  CHECK(units.size() < 150);
  std::size_t at = 0;
  for (const auto& unit : units) {
    while (at < whole.size() && whole[at].pts != unit.pts) ++at;
    REQUIRE(at < whole.size());
    CHECK(whole[at].bytes == unit.bytes);
  }
}

TEST_CASE("a packet sent twice is taken once") {
  auto bytes = testing::child_video({});
  const auto whole = demux(bytes, 4096);
  ByteString doubled;
  for (std::size_t at = 0; at < bytes.size(); at += 188)
    for (int i = 0; i < 2; ++i) doubled.insert(doubled.end(), bytes.begin() + at, bytes.begin() + at + 188);
  CHECK(same(whole, demux(doubled, 1000)));
}

TEST_CASE("random bytes and random damage neither crash nor hold more than one unit") {
  std::uint64_t state = 88172645463325252u;
  const auto random = [&] {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
  };
  const auto& clean = testing::child_video({});
  for (int round = 0; round < 60; ++round) {
    auto bytes = clean;
    for (int hits = 0; hits < 200; ++hits) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    TsDemux demux;
    std::vector<AccessUnit> units;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t piece = std::min<std::size_t>(1 + random() % 3000, bytes.size() - at);
      demux.feed({bytes.data() + at, piece}, units);
      at += piece;
    }
    demux.finish(units);
    CHECK(units.size() <= 160);
  }
}
