#include "model/rating_scale.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace retrovue::model {
namespace {
struct Level {
  std::string_view code;
  int age;
};
constexpr std::array kLevels{
    Level{"g", 0},      Level{"tv-y", 0},   Level{"tv-g", 0},  Level{"u", 0},     Level{"uc", 0},    Level{"al", 0},
    Level{"tv-y7", 7},  Level{"tv-y7-fv", 7}, Level{"pg", 8}, Level{"tv-pg", 8}, Level{"12a", 12},
    Level{"pg-13", 13}, Level{"tv-14", 14}, Level{"14a", 14},  Level{"m", 15},    Level{"ma15+", 15}, Level{"r", 17},
    Level{"tv-ma", 17}, Level{"18a", 18},   Level{"r18+", 18}, Level{"nc-17", 18}, Level{"x", 99},   Level{"xxx", 99},
    Level{"x18+", 99},  Level{"r18", 99},   Level{"adult", 99}};

// "FSK-12", "fsk 12", "12", "12+", "+12", "-12": the number in it, when nothing else is.
std::optional<int> age_in(std::string_view code) {
  for (std::string_view prefix : {"fsk", "de:", "nl:", "fr:", "kijkwijzer"})
    if (code.starts_with(prefix)) code.remove_prefix(prefix.size());
  while (!code.empty() && (code.front() == ' ' || code.front() == '-' || code.front() == '+')) code.remove_prefix(1);
  while (!code.empty() && code.back() == '+') code.remove_suffix(1);
  int age = 0;
  const auto [end, ec] = std::from_chars(code.data(), code.data() + code.size(), age);
  if (ec != std::errc{} || end != code.data() + code.size() || code.empty() || age < 0 || age > 21) return std::nullopt;
  return std::min(age, 18);
}
}  // namespace

std::optional<int> rating_level(std::string_view code) {
  const auto folded = base::lower_ascii(base::trim(code));
  for (const auto& level : kLevels)
    if (level.code == folded) return level.age;
  return age_in(folded);
}

std::optional<int> rating_level(const Rating& rating) { return rating_level(rating.code); }

const std::vector<std::string>& known_rating_codes() {
  static const std::vector<std::string> codes{"TV-Y", "TV-G", "G", "U", "TV-Y7", "TV-PG", "PG", "12A", "PG-13",
                                              "TV-14", "R", "TV-MA", "NC-17", "adult"};
  return codes;
}

}  // namespace retrovue::model
