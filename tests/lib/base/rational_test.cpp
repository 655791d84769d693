#include "base/rational.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue::base;

TEST_CASE("products are exact where 64 bits would overflow") {
  CHECK(mul_div_floor(9'000'000'000'000'000'000, 3, 9) == 3'000'000'000'000'000'000);
  CHECK(mul_div_floor(-1, 1, 3) == -1);
  CHECK(mul_div_ceil(-1, 1, 3) == 0);
  CHECK(mul_div_ceil(1, 1, 3) == 1);
  CHECK(mul_div_round(1, 1, 2) == 1);
  CHECK(mul_div_round(-1, 1, 2) == 0);
  CHECK(mul_div_round(7, 1, 3) == 2);
}

TEST_CASE("a day of frames ends where the day ends, at every rate") {
  for (const char* text : {"24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60", "25/2"}) {
    const auto rate = parse_rate(text);
    CAPTURE(text);
    const auto frames = rate.index_at_ms(86'400'000);
    std::int64_t last = -1;
    for (std::int64_t i = 0; i < frames; ++i) {
      const auto ms = rate.first_ms(i);
      if (rate.index_at_ms(ms) != i || rate.index_at_ms(ms - 1) != i - 1) FAIL_CHECK("frame " << i);
      const auto ticks = rate.ticks(i, 90'000);
      if (ticks <= last) FAIL_CHECK("ticks stand still at frame " << i);
      last = ticks;
    }
    // 24 h later the clock of 90 kHz has lost nothing: at most half a tick of rounding.
    const auto ideal = static_cast<double>(frames) * 90'000.0 * static_cast<double>(rate.den) / static_cast<double>(rate.num);
    CHECK(static_cast<double>(rate.ticks(frames, 90'000)) - ideal <= 0.5);
    CHECK(ideal - static_cast<double>(rate.ticks(frames, 90'000)) <= 0.5);
  }
}

TEST_CASE("rates are ratios or the decimals people write for them") {
  CHECK(parse_rate("29.97") == Rate{30000, 1001});
  CHECK(parse_rate("23.976") == Rate{24000, 1001});
  CHECK(parse_rate("59.94") == Rate{60000, 1001});
  CHECK(parse_rate("25") == Rate{25, 1});
  CHECK(to_text(Rate{30000, 1001}) == "30000/1001");
  for (const char* bad : {"", "0", "-25", "25/0", "0/1", "a", "25/", "1e3"}) CHECK_THROWS_AS(parse_rate(bad), Error);
}
