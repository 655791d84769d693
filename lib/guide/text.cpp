#include "guide/text.h"

#include <fmt/compile.h>

#include <array>
#include <cstdlib>

#include "base/hash.h"

namespace retrovue::guide {
namespace {

// The valid UTF-8 sequence at the start of text: its length, or that negated when the character is not wanted
// (noncharacters, C1 controls). 0: invalid bytes.
int sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const int size = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < static_cast<std::size_t>(size)) return 0;
  if (size == 1) return 1;
  unsigned point = lead & (0xFFU >> (size + 1));
  for (int i = 1; i < size; ++i) {
    if ((byte(static_cast<std::size_t>(i)) & 0xC0) != 0x80) return 0;
    point = point << 6 | (byte(static_cast<std::size_t>(i)) & 0x3F);
  }
  if ((size == 3 && point < 0x800) || (size == 4 && (point < 0x10000 || point > 0x10FFFF))) return 0;
  if (point >= 0xD800 && point < 0xE000) return 0;
  return point == 0xFFFE || point == 0xFFFF || point < 0xA0 ? -size : size;
}

enum class Ascii : char { plain, space, drop, markup, wide };
constexpr std::array<Ascii, 256> ascii_table() {
  std::array<Ascii, 256> table{};
  for (std::size_t c = 0; c < 256; ++c)
    table[c] = c >= 0x80 ? Ascii::wide : c == '\t' || c == '\n' || c == '\r' ? Ascii::space : c < 0x20 || c == 0x7F ? Ascii::drop : Ascii::plain;
  for (const char c : {'&', '<', '>', '"'}) table[static_cast<unsigned char>(c)] = Ascii::markup;
  return table;
}
constexpr auto kAscii = ascii_table();

// Walks the text: plain runs are copied whole, the rest is handled by kind.
template <typename Markup>
void append_clean(std::string& out, std::string_view text, Markup&& markup) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t run = at;
    while (run < text.size() && kAscii[static_cast<unsigned char>(text[run])] == Ascii::plain) ++run;
    out.append(text, at, run - at);
    at = run;
    if (at == text.size()) break;
    switch (kAscii[static_cast<unsigned char>(text[at])]) {
      case Ascii::space: out += ' '; break;
      case Ascii::markup: markup(out, text[at]); break;
      case Ascii::wide: {
        const int size = sequence(text.substr(at));
        const bool unreadable = size == 0 || text.substr(at, 3) == "\xEF\xBF\xBD";
        if (unreadable) out += '?';
        else if (size > 0) out.append(text, at, static_cast<std::size_t>(size));
        at += size == 0 ? 1 : static_cast<std::size_t>(std::abs(size));
        continue;
      }
      default: break;
    }
    ++at;
  }
}
}  // namespace

void append_xml(std::string& out, std::string_view text) {
  append_clean(out, text, [](std::string& to, char c) { to += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;"; });
}

void append_m3u(std::string& out, std::string_view text) {
  append_clean(out, text, [](std::string& to, char c) { to += c == '"' ? '\'' : c; });
}

std::string channel_id(int number) {
  return fmt::format("C{}.{:04x}.retrovue", number, base::hash64(fmt::format("channel {}", number)) & 0xFFFF);
}

std::string_view XmltvClock::text(base::Millis at) {
  if (at != at_ || size_ == 0) {
    const auto local = zone_.local(at);
    const auto s = local.ms_of_day / 1000;
    const int minutes = std::abs(local.offset_s) / 60;
    const auto end = fmt::format_to(text_, FMT_COMPILE("{:04}{:02}{:02}{:02}{:02}{:02} {}{:02}{:02}"), local.date.year, local.date.month,
                                    local.date.day, s / 3600, s / 60 % 60, s % 60, local.offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
    size_ = static_cast<std::size_t>(end - text_);
    at_ = at;
  }
  return {text_, size_};
}

}  // namespace retrovue::guide
