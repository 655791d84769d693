#include "base/rational.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"

namespace retrovue::base {
namespace {
__extension__ typedef __int128 Wide;

std::int64_t floor_div(Wide a, Wide b) {
  Wide q = a / b;
  if (a % b != 0 && a < 0) --q;
  return static_cast<std::int64_t>(q);
}
}  // namespace

std::int64_t mul_div_floor(std::int64_t a, std::int64_t b, std::int64_t c) { return floor_div(Wide(a) * b, c); }
std::int64_t mul_div_ceil(std::int64_t a, std::int64_t b, std::int64_t c) { return floor_div(Wide(a) * b + c - 1, c); }
std::int64_t mul_div_round(std::int64_t a, std::int64_t b, std::int64_t c) {
  return floor_div(Wide(a) * b * 2 + c, Wide(c) * 2);
}

Rate parse_rate(std::string_view text) {
  struct Named {
    std::string_view text;
    Rate rate;
  };
  static constexpr Named kNtsc[] = {
      {"23.976", {24000, 1001}}, {"23.98", {24000, 1001}}, {"29.97", {30000, 1001}}, {"59.94", {60000, 1001}}};
  for (const auto& named : kNtsc)
    if (named.text == text) return named.rate;
  auto whole = [&](std::string_view part) {
    std::int64_t value = 0;
    auto [end, ec] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (ec != std::errc{} || end != part.data() + part.size() || value <= 0 || value > 1'000'000)
      throw Error(ErrorKind::usage, fmt::format("'{}' is not a frame rate", text), "write 25, 29.97 or 30000/1001");
    return value;
  };
  auto slash = text.find('/');
  if (slash == std::string_view::npos) return {whole(text), 1};
  return {whole(text.substr(0, slash)), whole(text.substr(slash + 1))};
}

std::string to_text(const Rate& rate) {
  return rate.den == 1 ? fmt::format("{}", rate.num) : fmt::format("{}/{}", rate.num, rate.den);
}

}  // namespace retrovue::base
