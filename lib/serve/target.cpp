#include "serve/target.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "model/language.h"

namespace retrovue::serve {
namespace {
constexpr std::size_t kMaxTarget = 2048, kMaxFields = 32;

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return std::nullopt;
      c = static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    out += c;
  }
  if (!base::is_utf8(out)) return std::nullopt;
  return out;
}

bool plain_segments(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "." || segment == ".." || (segment.empty() && !path.empty())) return false;
  }
  return true;
}

// The whole text as a number without sign or leading zero, at least 1.
template <typename T>
std::optional<T> number(std::string_view text) {
  T value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  return value;
}

std::optional<int> channel_number(std::string_view text) {
  const auto n = number<int>(text);
  return n && *n <= 9999 ? n : std::nullopt;
}

// Takes "en" off "en.m3u8" or "en/SEQ.vtt".
Match match_track(Route playlist, int channel, std::string_view& rest) {
  const auto end = rest.find_first_of("./");
  Match found{playlist, channel, 0, false, std::string{rest.substr(0, end)}};
  if (end == rest.npos || model::language(found.language) != found.language) return {};
  rest.remove_prefix(end);
  return found;
}

Match match_subtitles(int channel, std::string_view rest) {
  auto found = match_track(Route::channel_subtitles, channel, rest);
  if (rest == ".m3u8" || found.route == Route::none) return found;
  if (!rest.starts_with('/') || !rest.ends_with(".vtt")) return {};
  const auto sequence = number<std::uint64_t>(rest.substr(1, rest.size() - 5));
  found.route = Route::channel_cues;
  found.sequence = sequence.value_or(0);
  return sequence ? found : Match{};
}

Match match_audio(int channel, std::string_view rest) {
  auto found = match_track(Route::channel_audio, channel, rest);
  if (rest == ".m3u8" || found.route == Route::none) return found;
  found.route = Route::channel_sound;
  found.mp4 = !rest.ends_with(".aac");
  if (rest == "/init.mp4") return found;
  if (!rest.starts_with('/') || (found.mp4 && !rest.ends_with(".m4s"))) return {};
  const auto sequence = number<std::uint64_t>(rest.substr(1, rest.size() - 5));
  found.sequence = sequence.value_or(0);
  return sequence ? found : Match{};
}

Match match_segment(int channel, std::string_view name) {
  constexpr std::string_view kSubtitles = "subtitles-", kAudio = "audio-";
  if (name == "video.m3u8") return {Route::channel_media, channel};
  if (name.starts_with(kSubtitles)) return match_subtitles(channel, name.substr(kSubtitles.size()));
  if (name.starts_with(kAudio)) return match_audio(channel, name.substr(kAudio.size()));
  if (name.size() == 25 && name.starts_with("init-") && name.ends_with(".mp4")) {
    Match found{Route::channel_init, channel, 0, true, {}};
    for (const char c : name.substr(5, 16)) {
      if (hex(c) < 0 || (c >= 'A' && c <= 'F')) return {};  // one address for one thing
      found.sequence = found.sequence << 4 | static_cast<std::uint64_t>(hex(c));
    }
    return found;
  }
  const bool mp4 = name.ends_with(".m4s");
  if (!mp4 && !name.ends_with(".ts")) return {};
  name.remove_suffix(mp4 ? 4 : 3);
  const auto sequence = name == "0" ? std::optional<std::uint64_t>{0} : number<std::uint64_t>(name);
  return sequence ? Match{Route::channel_segment, channel, *sequence, mp4, {}} : Match{};
}

bool rendition_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == name.npos;
}

// "SEQ.ts", "NAME/SEQ.ts" or "NAME.m3u8", below a channel.
Match match_below(int channel, std::string_view rest) {
  constexpr std::string_view kList = ".m3u8";
  if (auto found = match_segment(channel, rest); found.route != Route::none || rest.starts_with("subtitles-") || rest.starts_with("audio-")) return found;
  const auto slash = rest.find('/');
  const bool list = slash == rest.npos && rest.ends_with(kList);
  const auto name = list ? rest.substr(0, rest.size() - kList.size()) : rest.substr(0, slash);
  if ((slash == rest.npos && !list) || !rendition_name(name)) return {};
  auto found = list ? Match{Route::channel_hls, channel} : match_segment(channel, rest.substr(slash + 1));
  if (found.route != Route::channel_hls && found.route != Route::channel_segment && found.route != Route::channel_init) return {};
  found.rendition = name;
  return found;
}

Match match_channel(std::string_view rest) {
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    const auto channel = channel_number(rest.substr(0, slash));
    return channel ? match_below(*channel, rest.substr(slash + 1)) : Match{};
  }
  const auto dot = rest.find('.');
  const auto channel = channel_number(rest.substr(0, dot));
  if (!channel || dot == std::string_view::npos) return {};
  const auto type = rest.substr(dot);
  if (type == ".ts") return {Route::channel_ts, *channel};
  if (type == ".m3u8") return {Route::channel_hls, *channel};
  if (type == ".png") return {Route::channel_logo, *channel};
  return {};
}

Match match_api(std::string_view rest) {
  if (rest == "channels") return {Route::api_channels};
  if (rest == "guide") return {Route::api_guide};
  if (rest == "asrun") return {Route::api_as_run};
  constexpr std::string_view kChannels = "channels/";
  if (!rest.starts_with(kChannels)) return {};
  rest.remove_prefix(kChannels.size());
  const auto slash = rest.find('/');
  const auto channel = channel_number(rest.substr(0, slash));
  if (!channel) return {};
  if (slash == std::string_view::npos) return {Route::api_channel, *channel};
  const auto what = rest.substr(slash + 1);
  if (what == "now") return {Route::api_now, *channel};
  if (what == "schedule") return {Route::api_schedule, *channel};
  if (what == "asrun") return {Route::api_as_run, *channel};
  return {};
}
}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  if (text.size() > kMaxTarget) return std::nullopt;
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos && !text.starts_with('/')) {
    const auto path = text.find_first_of("/?", scheme + 3);
    text = path == std::string_view::npos ? "/" : text.substr(path);
  }
  text = text.substr(0, text.find('#'));
  if (!text.starts_with('/')) return std::nullopt;
  const auto mark = text.find('?');
  const auto path = decode(text.substr(0, mark), false);
  if (!path || !plain_segments(*path)) return std::nullopt;
  Target target{*path, {}};
  if (mark == std::string_view::npos) return target;
  const auto fields = base::split(text.substr(mark + 1), '&');
  if (fields.size() > kMaxFields) return std::nullopt;
  for (const auto& field : fields) {
    if (field.empty()) continue;
    const std::string_view whole{field};
    const auto equals = whole.find('=');
    const auto name = decode(whole.substr(0, equals), true);
    const auto value = equals == std::string_view::npos ? std::string{} : decode(whole.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    target.query.emplace(*name, *value);
  }
  return target;
}

bool valid_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  const auto port = [](std::string_view text) { return text.size() > 1 && text[0] == ':' && number<std::uint16_t>(text.substr(1)); };
  const auto all = [](std::string_view text, auto&& ok) {
    for (const char c : text)
      if (!ok(c)) return false;
    return true;
  };
  const auto alnum = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (host.front() == '[') {
    const auto close = host.find(']');
    if (close == std::string_view::npos || close < 3) return false;
    if (!all(host.substr(1, close - 1), [](char c) { return hex(c) >= 0 || c == ':' || c == '.'; })) return false;
    return close + 1 == host.size() || port(host.substr(close + 1));
  }
  const auto colon = host.find(':');
  if (colon == 0 || (colon != std::string_view::npos && !port(host.substr(colon)))) return false;
  return all(host.substr(0, colon), [&](char c) { return alnum(c) || c == '.' || c == '-' || c == '_'; });
}

std::string checked_base_url(std::string_view text) {
  const auto bad = [&] {
    return base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a base URL", base::printable(text)), "write it like http://tv.example:8080");
  };
  const auto mark = text.find("://");
  const auto scheme = text.substr(0, mark);
  if (mark == std::string_view::npos || (scheme != "http" && scheme != "https")) throw bad();
  auto rest = text.substr(scheme.size() + 3);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto slash = rest.find('/');
  if (!valid_host(rest.substr(0, slash))) throw bad();
  if (slash != std::string_view::npos && rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~", slash) != std::string_view::npos)
    throw bad();
  return fmt::format("{}://{}", scheme, rest);
}

bool accepts_gzip(std::string_view field) {
  bool any = false;
  for (const auto& part : base::split(field, ',')) {
    const auto lower = base::lower_ascii(part);
    const std::string_view coding = base::trim(std::string_view{lower}.substr(0, lower.find(';')));
    if (coding != "gzip" && coding != "x-gzip" && coding != "*") continue;
    const auto q = lower.find("q=");
    const bool yes = q == std::string::npos || lower.find_first_of("123456789", q + 2) != std::string::npos;
    if (coding != "*") return yes;
    any = yes;
  }
  return any;
}

Match match(std::string_view path) {
  struct Fixed {
    std::string_view path;
    Route route;
  };
  static constexpr Fixed kFixed[] = {{"/", Route::page},
                                     {"/channels.m3u", Route::m3u},
                                     {"/xmltv.xml", Route::xmltv},
                                     {"/discover.json", Route::discover},
                                     {"/lineup.json", Route::lineup},
                                     {"/lineup_status.json", Route::lineup_status},
                                     {"/lineup.post", Route::lineup_scan},
                                     {"/device.xml", Route::device},
                                     {"/health", Route::health},
                                     {"/metrics", Route::metrics},
                                     {"/favicon.ico", Route::asset}};
  for (const auto& fixed : kFixed)
    if (path == fixed.path) return {fixed.route};
  if (path.starts_with("/channel/")) return match_channel(path.substr(9));
  if (path.starts_with("/api/")) return match_api(path.substr(5));
  if (path.starts_with("/assets/")) return {Route::asset};
  return {};
}

}  // namespace retrovue::serve
