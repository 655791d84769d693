#include "station/hls_place.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace retrovue::station {
namespace {

constexpr std::uint64_t kMostNumber = 1ull << 53;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value >= kMostNumber) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::uint64_t> segment_number(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == name.npos) return std::nullopt;
  constexpr std::array<std::string_view, 4> kSuffixes{".ts", ".m4s", ".aac", ".vtt"};
  if (std::find(kSuffixes.begin(), kSuffixes.end(), name.substr(dot)) == kSuffixes.end()) return std::nullopt;
  return number(name.substr(0, dot));
}

bool is_init_name(std::string_view name) {
  if (name == kHlsSoundInit) return true;
  return name.size() == 25 && name.starts_with("init-") && name.ends_with(".mp4") && name.substr(5, 16).find_first_not_of("0123456789abcdef") == name.npos;
}

std::uint64_t discontinuity_sequence(std::string_view playlist) {
  constexpr std::string_view kTag = "#EXT-X-DISCONTINUITY-SEQUENCE:";
  const auto at = playlist.find(kTag);
  if (at == playlist.npos) return 0;
  const auto rest = playlist.substr(at + kTag.size());
  return number(rest.substr(0, rest.find_first_of("\r\n"))).value_or(0);
}

}  // namespace retrovue::station
