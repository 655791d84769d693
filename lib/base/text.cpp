#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace retrovue::base {
namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;  // 0: invalid
};

// One scalar value by RFC 3629: no overlong forms, no surrogates, at most U+10FFFF.
Decoded decode(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char b = byte(0);
  if (b < 0x80) return {b, 1};
  std::size_t n = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 0;
  if (n == 0 || b > 0xF4 || s.size() < n) return {};
  char32_t code = b & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  if ((n == 3 && code < 0x800) || (n == 4 && code < 0x10000) || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    return {};
  return {code, n};
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0x0591 && c <= 0x05BD) || (c >= 0x064B && c <= 0x065F);
}
}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (;;) {
    const auto end = text.find(separator, at);
    parts.emplace_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != &parts.front()) out += between;
    out += part;
  }
  return out;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto d = decode(bytes);
    if (d.length == 0) return false;
    bytes.remove_prefix(d.length);
  }
  return true;
}

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto d = decode(bytes);
    if (d.length == 0) {
      out += "\xEF\xBF\xBD";
      bytes.remove_prefix(1);
      continue;
    }
    // C0, DEL, C1 and the bidirectional overrides can rewrite a terminal line.
    const bool control = d.code < 0x20 || (d.code >= 0x7F && d.code < 0xA0) || (d.code >= 0x202A && d.code <= 0x202E) ||
                         (d.code >= 0x2066 && d.code <= 0x2069);
    if (control)
      out += d.code < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(d.code))
                            : fmt::format("\\u{:04x}", static_cast<unsigned>(d.code));
    else
      out += bytes.substr(0, d.length);
    bytes.remove_prefix(d.length);
  }
  return out;
}

std::string shell_word(std::string_view bytes) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view{"_./:@%+=,-"}.find(c) != std::string_view::npos;
  };
  if (!bytes.empty() && std::all_of(bytes.begin(), bytes.end(), plain)) return std::string{bytes};
  const bool shown = printable(bytes) == bytes;
  std::string out = shown ? "'" : "$'";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (shown) c == '\'' ? out += "'\\''" : out += c;
    else if (c == '\'' || c == '\\') (out += '\\') += c;
    else if (byte < 0x20 || byte >= 0x7f) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
  return out + "'";
}

std::string sort_key(std::string_view title) {
  std::string key;
  for (char c : lower_ascii(title)) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80 || std::isalnum(u)) key += c;
    else if (c != '\'' && !key.empty() && key.back() != ' ') key += ' ';
  }
  for (std::string_view article : {"the ", "a ", "an "})
    if (key.starts_with(article) && key.size() > article.size()) return key.substr(article.size());
  return std::string{trim(key)};
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0u);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t up = row[j + 1];
      row[j + 1] = std::min({up + 1, row[j] + 1, diagonal + (a[i] != b[j])});
      diagonal = up;
    }
  }
  return row.back();
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = word.size() / 3 + 1;
  const auto folded = lower_ascii(word);
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(folded, lower_ascii(candidate));
    if (distance < best_distance || (distance == best_distance && best.empty())) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const auto d = decode(utf8);
    utf8.remove_prefix(d.length ? d.length : 1);
    if (d.length && is_combining(d.code)) continue;
    width += d.length && is_wide(d.code) ? 2 : 1;
  }
  return width;
}

std::string cut_to_width(std::string_view utf8, std::size_t width) {
  if (width == 0 || display_width(utf8) <= width) return std::string{utf8};
  std::size_t kept = 0, used = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto d = decode(utf8.substr(at));
    const auto length = std::max<std::size_t>(d.length, 1);
    const auto wide = display_width(utf8.substr(at, length));
    if (used + wide + 1 > width) break;
    used += wide;
    at += length;
    kept = at;
  }
  return std::string{utf8.substr(0, kept)} + "…";
}

}  // namespace retrovue::base
