#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace retrovue::serve {

// A request target (RFC 9112 section 3.2) taken apart: origin form, or absolute form whose authority is ignored.
struct Target {
  std::string path;                          // decoded, begins with '/', no "." or ".." segments, no empty ones
  std::map<std::string, std::string> query;  // decoded; the first value of a name counts
};

// Empty when malformed: bad escapes, NUL or control characters, not UTF-8, dot segments, more than 2048 bytes,
// more than 32 query fields.
std::optional<Target> parse_target(std::string_view text);

// "example.org:8080", "[::1]:8080": letters, digits, '.', '-', '_' and a port. Nothing else may stand in a URL we write.
bool valid_host(std::string_view host);

// "http://HOST[/PATH]" or https, without a slash at the end. Throws Error(usage) for anything else.
std::string checked_base_url(std::string_view text);

// Whether an Accept-Encoding field (RFC 9110 section 12.5.3) takes gzip.
bool accepts_gzip(std::string_view field);

enum class Route {
  none,
  page,             // /
  asset,            // /assets/NAME, /favicon.ico and the like; the name is looked up
  channel_ts,       // /channel/N.ts
  channel_hls,      // /channel/N.m3u8, of one rendition /channel/N/NAME.m3u8
  channel_segment,  // /channel/N/SEQ.ts or SEQ.m4s, of one rendition /channel/N/NAME/SEQ.ts
  channel_init,     // /channel/N/init-<16 hex digits>.mp4, the same
  channel_media,    // /channel/N/video.m3u8: the segments, where channel_hls lists several playlists
  channel_subtitles,  // /channel/N/subtitles-LANG.m3u8
  channel_cues,     // /channel/N/subtitles-LANG/SEQ.vtt
  channel_audio,    // /channel/N/audio-LANG.m3u8
  channel_sound,    // /channel/N/audio-LANG/SEQ.aac or SEQ.m4s, or init.mp4: sequence 0
  channel_logo,     // /channel/N.png
  m3u,              // /channels.m3u
  xmltv,            // /xmltv.xml
  discover,         // /discover.json
  lineup,           // /lineup.json
  lineup_status,    // /lineup_status.json
  lineup_scan,      // /lineup.post
  device,           // /device.xml
  health,           // /health
  metrics,          // /metrics
  api_channels,     // /api/channels
  api_channel,      // /api/channels/N
  api_now,          // /api/channels/N/now
  api_schedule,     // /api/channels/N/schedule
  api_as_run,       // /api/channels/N/asrun and /api/asrun?channel=N
  api_guide,        // /api/guide
};

struct Match {
  Route route = Route::none;
  int channel = 0;             // 1..9999 where the route names one
  std::uint64_t sequence = 0;  // of a segment; of an initialisation segment its id
  bool mp4 = false;            // the segment's suffix
  std::string language{};      // of subtitles or a track of sound, as model::language() gives it
  std::string rendition{};     // its profile; empty: the address names none
};

Match match(std::string_view path);

}  // namespace retrovue::serve
