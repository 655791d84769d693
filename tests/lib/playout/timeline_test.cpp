#include "playout/timeline.h"

#include <doctest/doctest.h>

#include "model/channel.h"

using namespace retrovue;
using playout::Timeline;

namespace {
__extension__ using Wide = __int128;
const base::Rate kRates[] = {{24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1}, {50, 1}, {60000, 1001}, {60, 1}, {10, 1}};
}

TEST_CASE("a day of frames drifts by no tick and no sample at any rate") {
  for (const auto& rate : kRates) {
    CAPTURE(base::to_text(rate));
    const Timeline timeline{rate};
    const std::int64_t start = timeline.frame_at(1'763'700'000'000);
    const std::int64_t period = rate.num;  // after so many frames exactly `den` seconds have passed
    const std::int64_t day = 86'400 * rate.num / rate.den / period * period;
    CHECK(timeline.pts(start + day) - timeline.pts(start) == day / rate.num * rate.den * 90'000);
    CHECK(timeline.samples(start + day) - timeline.samples(start) == day / rate.num * rate.den * 48'000);
    // Every frame of the day stands within half a tick of its true place, and its neighbours one true length away.
    std::int64_t last = timeline.pts(start) - 90'000 * rate.den / rate.num;
    std::int64_t samples = 0;
    for (std::int64_t f = start; f < start + 86'400 * rate.num / rate.den; ++f) {
      const std::int64_t pts = timeline.pts(f);
      const std::int64_t step = pts - last;
      const std::int64_t floor = 90'000 * rate.den / rate.num;
      if (step < floor || step > floor + 1) FAIL("step of ", step, " ticks at frame ", f);
      const auto error = static_cast<Wide>(pts) * rate.num * 2 - static_cast<Wide>(f) * 90'000 * rate.den * 2;
      if (error < -rate.num || error > rate.num) FAIL("frame ", f, " is off its place");
      if (timeline.frame_of_pts(pts) != f) FAIL("frame ", f, " is not found by its time");
      samples += timeline.samples(f + 1) - timeline.samples(f);
      last = pts;
    }
    CHECK(samples == timeline.samples(start + 86'400 * rate.num / rate.den) - timeline.samples(start));
  }
}

TEST_CASE("33 bits wrap and unwrap") {
  constexpr std::int64_t kWrap = std::int64_t{1} << 33;
  CHECK(playout::wrap33(kWrap) == 0);
  CHECK(playout::wrap33(-1) == kWrap - 1);
  CHECK(playout::unwrap33(5, kWrap - 10) == kWrap + 5);
  CHECK(playout::unwrap33(kWrap - 10, kWrap + 5) == kWrap - 10);
  CHECK(playout::unwrap33(kWrap - 1, 0) == -1);
  const Timeline timeline{{30000, 1001}};
  std::int64_t near = timeline.pts(timeline.frame_of_pts(kWrap * 70) - 1000);
  for (std::int64_t f = timeline.frame_of_pts(kWrap * 70) - 999; f < timeline.frame_of_pts(kWrap * 70) + 1000; ++f) {
    near = playout::unwrap33(playout::wrap33(timeline.pts(f)), near);
    REQUIRE(near == timeline.pts(f));
  }
}

TEST_CASE("frames and instants agree with the model's one rule") {
  const Timeline timeline{{30000, 1001}};
  CHECK(timeline.frame_at(model::kStationEpoch) == 0);
  for (std::int64_t f : {0, 1, 29, 30, 1000, 6'000'000}) {
    CHECK(timeline.frame_at(timeline.start_of(f)) == f);
    CHECK(timeline.frame_at(timeline.start_of(f) - 1) == f - 1);
  }
  CHECK(timeline.dts(100) == timeline.pts(98));
}

TEST_CASE("audio frames partition the timeline") {
  CHECK(Timeline::audio_pts(0) == 0);
  CHECK(Timeline::audio_pts(375) == 8 * 90'000);  // 375 x 1024 samples are 8 s
  for (const auto& rate : kRates) {
    const Timeline timeline{rate};
    std::int64_t end = timeline.audio_starting(0, 1).end;
    for (std::int64_t f = 1; f < 5000; f += 37) {
      const auto span = timeline.audio_starting(f - (f > 1 ? 36 : 0), f + 1);
      REQUIRE(span.first == end);
      end = span.end;
      REQUIRE(Timeline::audio_pts(span.end) + 1 >= timeline.pts(f + 1));
    }
    const auto cover = timeline.audio_covering(1001, 1002);
    CHECK(cover.first * 1024 <= timeline.samples(1001));
    CHECK((cover.first + 1) * 1024 > timeline.samples(1001));
    CHECK(cover.end * 1024 >= timeline.samples(1002));
    CHECK((cover.end - 1) * 1024 < timeline.samples(1002));
  }
}
