#include "playout/air_meter.h"

#include <doctest/doctest.h>

using namespace retrovue;
using playout::AirMeter;

TEST_CASE("frames a second are of the last ten") {
  AirMeter meter;
  CHECK(meter.fps() == 0);
  meter.look(1'000, {500, 0, 0});
  CHECK(meter.fps() == 0);
  meter.look(1'400, {510, 0, 0});  // too soon to count
  meter.look(1'900, {522, 0, 0});
  CHECK(meter.fps() == 0);  // not a second yet
  meter.look(3'000, {550, 0, 0});
  CHECK(meter.fps() == doctest::Approx(25));
  for (int k = 1; k <= 10; ++k) meter.look(3'000 + k * 1'000, {550 + k * 30, 0, 0});
  CHECK(meter.fps() == doctest::Approx(30));
  meter.look(14'000, {850, 0, 0});
  CHECK(meter.fps() == doctest::Approx(27));
  meter.start();
  CHECK(meter.fps() == 0);
}

TEST_CASE("faults are those of the last minute") {
  AirMeter meter;
  meter.look(0, {0, 7, 3});
  CHECK(meter.late() == 0);  // of another time on air
  for (int k = 1; k <= 30; ++k) meter.look(k * 1'000, {0, k < 20 ? 7u : 12u, k < 25 ? 3u : 4u});
  CHECK(meter.late() == 5);
  CHECK(meter.restarts() == 1);
  for (int k = 31; k <= 79; ++k) meter.look(k * 1'000, {0, 12, 4});
  CHECK(meter.late() == 5);
  for (int k = 80; k <= 84; ++k) meter.look(k * 1'000, {0, 12, 4});
  CHECK(meter.late() == 0);
  CHECK(meter.restarts() == 1);
  meter.look(85'000, {0, 12, 4});
  CHECK(meter.restarts() == 0);
}
