#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "playout/air.h"

namespace retrovue::station {

// What an earlier run left behind, so that nothing of it is ever told anew.
struct HlsPast {
  std::uint64_t next_number = 0;    // no segment has this number or a higher one
  std::uint64_t discontinuity = 0;  // EXT-X-DISCONTINUITY-SEQUENCE of what comes now
};

// Where one kind of segments of a played channel lies for players to fetch: index.m3u8, "<number>.ts", ".m4s", ".aac" or ".vtt",
// and with MP4 what they begin with. A playlist is there only when all that it names is.
class HlsPlace {
 public:
  static constexpr std::size_t kKept = 24;  // segments; a playlist lists at most ten

  virtual ~HlsPlace() = default;
  virtual HlsPast past() const { return {}; }
  virtual void init(const std::string& name, const playout::Bytes& bytes) = 0;
  virtual void segment(const std::string& name, const playout::Bytes& bytes) = 0;
  virtual void playlist(const std::string& text) = 0;
  virtual bool listed() const = 0;  // a playlist is there
  // Calls done when all of it is there.
  virtual void finish(std::function<void()> done) = 0;
};

inline constexpr std::string_view kHlsIndex = "index.m3u8";
// Of sound that stands beside the pictures; which frames come makes no difference to it.
inline constexpr std::string_view kHlsSoundInit = "init.mp4";
// The number of "<number>.ts" and the like, none of other names and of numbers that no clock can reach.
std::optional<std::uint64_t> segment_number(std::string_view name);
bool is_init_name(std::string_view name);  // "init-<16 hex digits>.mp4", kHlsSoundInit
// Of a media playlist; zero when it does not say.
std::uint64_t discontinuity_sequence(std::string_view playlist);

}  // namespace retrovue::station
