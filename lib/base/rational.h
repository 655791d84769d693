#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace retrovue::base {

// a * b / c in 128 bit, rounded towards minus infinity, up, or to the nearest (halves up). c > 0.
std::int64_t mul_div_floor(std::int64_t a, std::int64_t b, std::int64_t c);
std::int64_t mul_div_ceil(std::int64_t a, std::int64_t b, std::int64_t c);
std::int64_t mul_div_round(std::int64_t a, std::int64_t b, std::int64_t c);

// A positive rate in events per second, e.g. 30000/1001.
struct Rate {
  std::int64_t num = 30000;
  std::int64_t den = 1001;

  friend bool operator==(const Rate&, const Rate&) = default;

  // Index of the interval that holds the instant; ms counts from the same origin as index 0.
  std::int64_t index_at_ms(std::int64_t ms) const { return mul_div_floor(ms, num, den * 1000); }
  // First whole millisecond at which index_at_ms gives this index: index_at_ms(first_ms(i)) == i
  // for rates up to 1000/s.
  std::int64_t first_ms(std::int64_t index) const { return mul_div_ceil(index, den * 1000, num); }
  // Whole intervals nearest to a length.
  std::int64_t count_of_ms(std::int64_t ms) const { return mul_div_round(ms, num, den * 1000); }
  // Start of an interval in units of 1/hz seconds, to the nearest; used for PTS (90000) and samples (48000).
  std::int64_t ticks(std::int64_t index, std::int64_t hz) const { return mul_div_round(index, hz * den, num); }
};

// "30000/1001", "25" or "29.97" (the NTSC decimals mean their exact ratios). Throws Error(usage).
Rate parse_rate(std::string_view text);
std::string to_text(const Rate& rate);

}  // namespace retrovue::base
