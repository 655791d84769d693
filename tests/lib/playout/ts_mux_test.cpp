#include "playout/ts_mux.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/error.h"
#include "encode.h"
#include "playout/timeline.h"
#include "playout/ts_demux.h"
#include "ts_reader.h"

using namespace retrovue;
using namespace retrovue::playout;
using testing::ByteString;
using testing::Packet;

namespace {

ByteString unit(std::size_t size, bool idr) {
  ByteString bytes{0, 0, 0, 1, 9, 0xf0, 0, 0, 1, static_cast<std::uint8_t>(idr ? 0x65 : 0x41)};
  while (bytes.size() < size) bytes.push_back(static_cast<std::uint8_t>(0x80 | bytes.size()));
  return bytes;
}

}  // namespace

TEST_CASE("units of every length come back byte for byte with exact stuffing") {
  TsMux mux{{}};
  ByteString out;
  std::vector<ByteString> sent;
  const Timeline timeline{{25, 1}};
  for (std::size_t size = 10; size < 800; ++size) {
    sent.push_back(unit(size, sent.empty()));
    const auto i = static_cast<std::int64_t>(sent.size()) - 1;
    mux.video(sent.back(), {timeline.pts(i), timeline.dts(i), timeline.dts_27mhz(i)}, i == 0, out);
  }
  CHECK(out.size() % 188 == 0);
  TsDemux demux;
  std::vector<AccessUnit> units;
  demux.feed(out, units);
  demux.finish(units);
  CHECK(demux.damage() == 0);
  REQUIRE(units.size() == sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) REQUIRE(units[i].bytes == sent[i]);
  CHECK(testing::continuity_errors(out) == 0);
}

TEST_CASE("a unit over 64 KiB leaves its PES length open and survives") {
  TsMux mux{{}};
  ByteString out;
  const auto big = unit(300'000, true), small = unit(100, false);
  mux.video(big, {6'000, 0, 0}, true, out);
  mux.video(small, {9'000, 3'000, 900'000}, false, out);
  TsDemux demux;
  std::vector<AccessUnit> units;
  demux.feed(out, units);
  REQUIRE(units.size() == 2);
  CHECK(units[0].bytes == big);
  CHECK(units[1].bytes == small);
}

TEST_CASE("PCR is exact in 27 MHz, on every picture, and wraps with PTS and DTS") {
  const base::Rate rate{30000, 1001};
  const Timeline timeline{rate};
  const std::int64_t wrap = timeline.frame_of_pts(std::int64_t{1} << 33) + 1;
  TsMux mux{{}};
  ByteString out;
  for (std::int64_t f = wrap - 200; f < wrap + 200; ++f)
    mux.video(unit(500, f % 60 == 0), {timeline.pts(f), timeline.dts(f), timeline.dts_27mhz(f)}, f % 60 == 0, out);
  std::vector<std::uint64_t> pcrs;
  for (const auto& packet : testing::packets_of(out))
    if (packet.pcr) pcrs.push_back(*packet.pcr);
  REQUIRE(pcrs.size() == 400);
  int wraps = 0;
  constexpr std::uint64_t kWrap = (std::uint64_t{1} << 33) * 300;
  for (std::size_t i = 1; i < pcrs.size(); ++i) {
    if (pcrs[i] < pcrs[i - 1]) ++wraps;
    CHECK((pcrs[i] + kWrap - pcrs[i - 1]) % kWrap == 900'900);  // one frame of 30000/1001, no jitter at all
  }
  CHECK(wraps == 1);
  TsDemux demux;
  std::vector<AccessUnit> units;
  demux.feed(out, units);
  REQUIRE(units.size() == 400);
  for (std::size_t i = 1; i < units.size(); ++i) {
    const auto f = wrap - 200 + static_cast<std::int64_t>(i);
    CHECK(wrap33(units[i].pts) == wrap33(timeline.pts(f)));
    CHECK(wrap33(units[i].dts) == wrap33(timeline.dts(f)));
  }
}

TEST_CASE("tables stand before each IDR and at most 100 ms apart, the service once a second") {
  for (const auto& rate : {base::Rate{24000, 1001}, {25, 1}, {30000, 1001}, {60000, 1001}, {15, 1}}) {
    CAPTURE(base::to_text(rate));
    const Timeline timeline{rate};
    TsMux mux{{.service_name = "Retro 4"}};
    std::int64_t last_table = -1, last_service = -1;
    for (std::int64_t i = 0; i < 600; ++i) {
      ByteString out;
      const bool idr = i % 47 == 0;
      mux.video(unit(2'000, idr), {timeline.pts(i), timeline.dts(i), timeline.dts_27mhz(i)}, idr, out);
      const auto packets = testing::packets_of(out);
      if (idr) {
        REQUIRE(packets[0].pid == 0);
        REQUIRE(packets[1].pid == 0x1000);
      }
      for (const auto& packet : packets) {
        if (packet.pid == 0) {
          if (last_table >= 0) CHECK(timeline.dts(i) - last_table <= 9'000);
          last_table = timeline.dts(i);
        }
        if (packet.pid == 0x11) {
          if (last_service >= 0) CHECK(timeline.dts(i) - last_service < 100'000);
          last_service = timeline.dts(i);
        }
        if (packet.pid == 0x100 && packet.start) CHECK(packet.random_access == idr);
      }
    }
    CHECK(last_service > timeline.dts(600) - 100'000);
  }
}

TEST_CASE("a long channel name is cut to whole characters and fits") {
  std::string name;
  for (int i = 0; i < 80; ++i) name += "ä€";
  TsMux mux{{.service_name = name}};
  ByteString out;
  mux.video(unit(50, true), {0, 0, 0}, true, out);
  bool found = false;
  for (std::size_t at = 0; at < out.size(); at += 188) {
    if (((out[at + 1] & 0x1f) << 8 | out[at + 2]) != 0x11) continue;
    found = true;
    const std::size_t length = (out[at + 6] & 0x0f) << 8 | out[at + 7];
    REQUIRE(length + 3 <= 183);
    CHECK(testing::crc_of({out.data() + at + 5, length + 3}) == 0);
  }
  CHECK(found);
}

TEST_CASE("every track of sound has its language, its PID and its counter") {
  TsMux mux{{.languages = {"ger", "eng"}}};
  ByteString out;
  const Timeline timeline{{25, 1}};
  for (std::int64_t i = 0; i < 40; ++i) {
    mux.video(unit(300, i == 0), {timeline.pts(i), timeline.dts(i), timeline.dts_27mhz(i)}, i == 0, out);
    for (std::size_t track = 0; track < 2; ++track)
      if (i % (track + 1) == 0) mux.audio(ByteString(250, 0xff), i * 3'600, out, track);
  }
  CHECK(testing::continuity_errors(out) == 0);
  std::map<int, int> units;
  ByteString table;
  for (const auto& packet : testing::packets_of(out)) {
    if (packet.pts) ++units[packet.pid];
    if (packet.pid == 0x1000 && table.empty()) table.assign(out.begin() + packet.offset + 5, out.begin() + packet.offset + 188);
  }
  CHECK(units == std::map<int, int>{{0x100, 40}, {0x101, 40}, {0x102, 20}});
  const ByteString wanted{0x0f, 0xe1, 0x01, 0xf0, 6, 0x0a, 4, 'g', 'e', 'r', 0, 0x0f, 0xe1, 0x02, 0xf0, 6, 0x0a, 4, 'e', 'n', 'g', 0};
  CHECK(std::search(table.begin(), table.end(), wanted.begin(), wanted.end()) != table.end());
  const std::size_t length = (table[1] & 0x0f) << 8 | table[2];
  CHECK(testing::crc_of({table.data(), length + 3}) == 0);
}

TEST_CASE("audio must fit into its packet") {
  TsMux mux{{}};
  ByteString out;
  CHECK_THROWS_AS(mux.audio(ByteString(70'000), 0, out), base::Error);
  CHECK(out.empty());
}

TEST_CASE("a receiver moved to another place is told so, without a continuity error") {
  TsMux mux{{}};
  ByteString before, skipped, after;
  for (int i = 0; i < 30; ++i) {
    auto& to = i < 10 ? before : i < 20 ? skipped : after;
    mux.video(unit(3'000, i % 10 == 0), {i * 3'600 + 7'200, i * 3'600, i * 1'080'000}, i % 10 == 0, to);
    mux.audio(ByteString(400, 0xff), i * 3'600, to);
  }
  auto joined = before;
  joined.insert(joined.end(), after.begin(), after.end());
  CHECK(testing::continuity_errors(joined) > 0);
  joined = before;
  std::vector<int> pids{0x1fff};
  const auto told = break_packets(after, pids);
  CHECK(pids.size() == 6);
  CHECK(break_packets(after, pids).empty());
  CHECK(told.size() == 188 * 5);  // PAT, PMT, SDT, video, audio
  joined.insert(joined.end(), told.begin(), told.end());
  joined.insert(joined.end(), after.begin(), after.end());
  CHECK(testing::continuity_errors(joined) == 0);
}
