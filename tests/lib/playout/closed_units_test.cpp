#include "playout/closed_units.h"

#include <algorithm>

#include "base/error.h"
#include "encode.h"
#include "playout/h264.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

AccessUnit unit(std::int64_t display, std::int64_t decode, const base::Rate& rate, bool idr = false) {
  const Timeline timeline{rate};
  return {{0, 0, 1, static_cast<std::uint8_t>(idr ? 0x65 : 0x41), 0x88}, 900'000 + timeline.pts(display), 900'000 + timeline.dts(decode), idr};
}

}  // namespace

TEST_CASE("pictures are released in the smallest closed runs") {
  const base::Rate rate{30000, 1001};
  ClosedUnits closed{rate};
  std::vector<Frame> out;
  const std::vector<std::int64_t> order = {0, 4, 2, 1, 3, 5, 8, 6, 7};
  const std::vector<std::size_t> released = {1, 1, 1, 1, 5, 6, 6, 6, 9};
  for (std::size_t i = 0; i < order.size(); ++i) {
    closed.push(unit(order[i], static_cast<std::int64_t>(i), rate, i == 0), out);
    CHECK(out.size() == released[i]);
    CHECK(closed.released() == static_cast<std::int64_t>(released[i]));
  }
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(out[i].display == order[i]);
}

TEST_CASE("a child that starts later counts on from there") {
  ClosedUnits closed{{25, 1}, 50};
  std::vector<Frame> out;
  closed.push(unit(0, 0, {25, 1}, true), out);
  REQUIRE(out.size() == 1);
  CHECK(out[0].display == 50);
}

TEST_CASE("times that make no sense are refused") {
  const base::Rate rate{25, 1};
  std::vector<Frame> out;
  ClosedUnits closed{rate};
  CHECK_THROWS_AS(closed.push(unit(0, 0, rate), out), base::Error);
  closed.push(unit(0, 0, rate, true), out);
  CHECK_THROWS_AS(closed.push(unit(1, 0, rate), out), base::Error);  // DTS stands still
  CHECK_THROWS_AS(closed.push(unit(0, 1, rate), out), base::Error);  // shown already
  closed.push(unit(2, 3, rate), out);
  CHECK_THROWS_AS(closed.push(unit(2, 4, rate), out), base::Error);  // twice
  const auto hole = [&] {
    for (std::int64_t i = 5; i < 200; ++i) closed.push(unit(i, i, rate), out);
  };
  CHECK_THROWS_AS(hole(), base::Error);
}

TEST_CASE("real pictures at every rate: all released, closed at each key frame, clean") {
  for (const auto& rate : {base::Rate{24000, 1001}, {25, 1}, {30000, 1001}, {60000, 1001}}) {
    CAPTURE(base::to_text(rate));
    TsDemux demux;
    std::vector<AccessUnit> units;
    demux.feed(testing::child_video({.rate = rate}), units);
    demux.finish(units);
    ClosedUnits closed{rate};
    std::vector<Frame> out;
    std::size_t most = 0;
    for (auto& one : units) {
      if (one.idr) CHECK(closed.pending() == 0);
      closed.push(std::move(one), out);
      most = std::max(most, closed.pending());
    }
    REQUIRE(out.size() == 150);
    CHECK(closed.pending() == 0);
    CHECK(most <= 4);
    std::vector<bool> shown(150);
    for (std::size_t i = 0; i < out.size(); ++i) {
      shown[static_cast<std::size_t>(out[i].display)] = true;
      CHECK(static_cast<std::int64_t>(i) - out[i].display <= kDecodeLead);  // so DTS never passes PTS
      const auto nals = nals_of(*out[i].bytes);
      REQUIRE(!nals.empty());
      CHECK(nals[0].type() == kNalAud);
      CHECK(std::none_of(nals.begin(), nals.end(), [](const Nal& nal) { return nal.type() == kNalSei; }));
      CHECK(out[i].idr == std::any_of(nals.begin(), nals.end(), [](const Nal& nal) { return nal.type() == kNalIdr; }));
    }
    CHECK(std::all_of(shown.begin(), shown.end(), [](bool one) { return one; }));
  }
}
