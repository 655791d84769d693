#include "playout/overlay.h"

#include <fmt/format.h>

#include <algorithm>

namespace retrovue::playout {
namespace {

constexpr const char* kColour = "0x7a1016";
constexpr int kCrossing = 7;  // seconds from edge to edge

struct Band {
  int y = 0, height = 0, size = 0;  // size: of the letters
};

// Above the lowest twelfth, which some screens hide.
Band band(const model::Profile& profile) {
  const int height = std::max(16, profile.height / 9);
  return {profile.height * 11 / 12 - height, height, std::max(8, height * 11 / 20)};
}

// How wide a text is at most in bold letters, in thousandths of their size.
std::int64_t width_of(std::string_view text) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c & 0xC0) == 0x80) continue;
    if (c < 0x80) sum += std::string_view{"MWmw@%"}.find(text[i]) != std::string_view::npos ? 1'150 : 800;
    else sum += c == 0xD0 || c == 0xD1 ? 1'300 : 1'100;  // Cyrillic has the widest ones
  }
  return sum;
}

// The first letter with a direction of its own is of a script that is written from the right: U+0590 to U+08FF (Hebrew,
// Arabic, Syriac, Thaana, N'Ko ...) and the presentation forms U+FB1D to U+FDFF and U+FE70 to U+FEFF.
bool from_right(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return false;
    if ((c == 0xD6 && next >= 0x90) || (c >= 0xD7 && c <= 0xDF) || (c == 0xE0 && next <= 0xA3)) return true;
    if (c == 0xEF && next >= 0xAC && next <= 0xBB) return true;
    if (c >= 0xC3 && c != 0xE2 && c != 0xEF && c != 0xF0) return false;  // those hold signs and pictures too
  }
  return false;
}

std::int64_t longest_word(std::string_view text) {
  std::int64_t longest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    longest = std::max(longest, width_of(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

// The largest size in which all lines fit, each wasting a quarter, and in which no word needs a break, as long as that
// is not too small for a screen across the room.
int card_size(std::string_view text, const model::Profile& profile) {
  const std::int64_t wide = profile.width * 82 / 100, high = profile.height * 80 / 100;
  const auto word = longest_word(text), all = width_of(text);
  int size = profile.height / 8;
  for (; size > 8; --size) {
    const std::int64_t lines = all * size / 1000 * 5 / (4 * wide) + 1;
    if (lines * size * 5 / 4 <= high && (word * size <= wide * 1000 || size <= profile.height / 20)) break;
  }
  return size;
}

std::string script(const model::Profile& profile, int wrap, int size, int place, std::string_view line) {
  const int margin = profile.width * 9 / 100;
  return fmt::format(
      "[Script Info]\nScriptType: v4.00+\nPlayResX: {0}\nPlayResY: {1}\nWrapStyle: {2}\nScaledBorderAndShadow: yes\n\n"
      "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
      "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, "
      "Encoding\nStyle: A,DejaVu Sans,{3},&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,1,0,0,0,100,100,0,0,1,1,0,{4},{5},{5},0,-1\n\n"
      "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
      "Dialogue: 0,0:00:00.00,99:59:59.00,A,,0,0,0,,{6}\n",
      profile.width, profile.height, wrap, size, place, margin, line);
}

std::int64_t crawl_ms(std::string_view text, const model::Profile& profile) {
  const std::int64_t path = profile.width + width_of(text) * band(profile).size / 1000;
  return path * kCrossing * 1000 / profile.width;
}

}  // namespace

// Braces and backslashes are the only orders in a line; a word joiner keeps a backslash from meaning anything.
std::string plain_text(std::string_view text, std::int64_t line) {
  std::string out;
  std::int64_t since = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto width = width_of(text.substr(i, 1));
    since = c == ' ' || static_cast<unsigned char>(c) < 0x20 ? 0 : since + width;
    if (line > 0 && width > 0 && since > line) {
      out += "\\N";
      since = width;
    }
    if (c == '{' || c == '}') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out += ' ';
    else out += c;
    if (c == '\\') out += "\xE2\x81\xA0";
  }
  return out;
}

std::string card_colour() { return kColour; }

std::string card_script(std::string_view text, const model::Profile& profile) {
  const int size = card_size(text, profile);
  return script(profile, 0, size, 5, plain_text(text, std::int64_t{profile.width} * 820 / size));
}

std::string crawl_script(std::string_view text, const model::Profile& profile) {
  const auto place = band(profile);
  const auto middle = place.y + place.height / 2;
  const auto width = width_of(text) * place.size / 1000;
  // The end at which one begins to read comes first; it is what the line is aligned by.
  const bool right = from_right(text);
  return script(profile, 2, place.size, right ? 6 : 4,
                fmt::format("{{\\move({},{},{},{},0,{})}}{}", right ? 0 : profile.width, middle, right ? profile.width + width : -width, middle,
                            crawl_ms(text, profile), plain_text(text)));
}

std::string plain_script(const model::Profile& profile, int size, int place, std::string_view orders, std::string_view text) {
  return script(profile, 2, size, place, std::string{orders} + plain_text(text));
}

std::int64_t crawl_period(std::string_view text, const model::Profile& profile) {
  return std::max<std::int64_t>(1, profile.rate.count_of_ms(crawl_ms(text, profile)));
}

std::string filter_value(std::string_view text) {
  // Twice: the graph takes one layer off, the filter's options the other.
  std::string value, out;
  for (const char c : text) {
    if (c == '\\' || c == '\'' || c == ':') value += '\\';
    value += c;
  }
  for (const char c : value) {
    if (std::string_view{"\\'[],;"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string overlay_filters(const Overlay& overlay, const model::Profile& profile, std::int64_t at) {
  const auto draw = ",ass=filename=" + filter_value(overlay.script) + ",setpts=N";
  if (overlay.card) {
    const int bar = std::max(2, profile.height / 60), edge = profile.height / 16;
    return fmt::format(",drawbox=x=0:y={0}:w=iw:h={1}:color=white:t=fill,drawbox=x=0:y={2}:w=iw:h={1}:color=white:t=fill,setpts=N+{3}{4}",
                       edge, bar, profile.height - edge - bar, at, draw);
  }
  const auto place = band(profile);
  const auto time = overlay.period > 0 ? fmt::format("mod(N+{},{})", at, overlay.period) : fmt::format("N+{}", at);
  return fmt::format(",drawbox=x=0:y={}:w=iw:h={}:color={}@0.85:t=fill,setpts='{}'{}", place.y, place.height, kColour, time, draw);
}

std::string tone_source(const model::Profile& profile, std::int64_t at) {
  const auto samples = profile.rate.ticks(at, 48'000);
  // Three seconds of 1 kHz at -20 dBFS, on and off twice a second.
  const auto wave = fmt::format("0.1*sin(2*PI*(n+{0})/48)*lt(n+{0},144000)*lt(mod(n+{0},24000),12000)", samples);
  return fmt::format("aevalsrc=exprs='{0}|{0}':channel_layout=stereo:sample_rate=48000:nb_samples=4096", wave);
}

}  // namespace retrovue::playout
