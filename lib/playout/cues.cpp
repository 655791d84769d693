#include "playout/cues.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

constexpr Millis kLongest = 48 * 3'600'000;
constexpr std::size_t kTextBytes = 1'000, kTextLines = 8, kTagBytes = 200;

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "[hh:]mm:ss.mmm" at the start; what is read is taken away.
std::optional<Millis> take_time(std::string_view& text) {
  std::array<Millis, 3> parts{};
  std::size_t count = 0;
  Millis value = 0;
  int digits = 0;
  const auto digit = [&] { return !text.empty() && text.front() >= '0' && text.front() <= '9'; };
  const auto number = [&] {
    for (value = digits = 0; digit() && digits < 5; ++digits, text.remove_prefix(1)) value = value * 10 + (text.front() - '0');
    return digits > 0;
  };
  for (;;) {
    if (count == parts.size() || !number()) return std::nullopt;
    parts[count++] = value;
    if (text.empty()) return std::nullopt;
    const char sign = text.front();
    text.remove_prefix(1);
    if (sign == '.') break;
    if (sign != ':') return std::nullopt;
  }
  if (count < 2 || !number() || digits != 3) return std::nullopt;
  const auto hours = count == 3 ? parts[0] : 0;
  const auto made = ((hours * 60 + parts[count - 2]) * 60 + parts[count - 1]) * 1000 + value;
  return made <= kLongest ? std::optional{made} : std::nullopt;
}

std::optional<Cue> timing(std::string_view line) {
  Cue cue;
  line = base::trim(line);
  const auto from = take_time(line);
  line = base::trim(line);
  if (!from || !line.starts_with("-->")) return std::nullopt;
  line = base::trim(line.substr(3));
  const auto to = take_time(line);
  if (!to || *to <= *from || (!line.empty() && line.front() != ' ' && line.front() != '\t')) return std::nullopt;
  cue.from = *from;
  cue.to = *to;
  return cue;
}

bool plain_tag(std::string_view tag) {
  for (const char* known : {"<i>", "<b>", "<u>", "</i>", "</b>", "</u>"})
    if (tag == known) return true;
  return false;
}

// Length of the reference ("&amp;", "&#8211;") at the start; 0: none.
std::size_t reference(std::string_view text) {
  for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&nbsp;", "&lrm;", "&rlm;"})
    if (text.starts_with(known)) return known.size();
  if (!text.starts_with("&#")) return 0;
  const auto end = text.find_first_not_of("0123456789", 2);
  return end != text.npos && end > 2 && end < 10 && text[end] == ';' ? end + 1 : 0;
}

// One line without line ends.
std::string safe_line(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    std::size_t taken = 1;
    const auto c = line.front();
    if (c == '<') {
      const auto end = line.substr(0, kTagBytes).find('>');
      const bool tag = end != line.npos && end > 1 && (line[1] == '/' || (line[1] >= 'A' && line[1] <= 'Z') || (line[1] >= 'a' && line[1] <= 'z') || line[1] == '0');
      taken = tag ? end + 1 : 1;
      if (!tag) out += "&lt;";
      else if (plain_tag(line.substr(0, taken))) out += line.substr(0, taken);
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      const auto known = reference(line);
      out += known ? line.substr(0, known) : "&amp;";
      taken = std::max<std::size_t>(known, 1);
    } else if (c == '\t') {
      out += ' ';
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      out += c;
    }
    line.remove_prefix(taken);
  }
  return std::string{base::trim(out)};
}

std::string time_text(Millis ms) {
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

}  // namespace

std::string cue_text(std::string_view text) {
  auto cut = std::min(text.size(), kTextBytes);
  while (cut > 0 && cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  text = text.substr(0, cut);
  std::string whole;
  if (!base::is_utf8(text)) {  // what an unknown coding leaves is readable in part
    for (const char c : text) whole += static_cast<unsigned char>(c) < 0x80 ? std::string{c} : "\xEF\xBF\xBD";
    text = whole;
  }
  std::string out;
  for (std::size_t lines = 0; !text.empty() && lines < kTextLines;) {
    const auto line = safe_line(take_line(text));
    if (line.empty()) continue;
    out += (lines++ ? "\n" : "") + line;
  }
  return out;
}

Cues read_cues(std::string_view webvtt) {
  webvtt = webvtt.substr(0, kMostCueBytes);
  Cues cues;
  while (!webvtt.empty() && cues.size() < kMostCues) {
    auto cue = timing(take_line(webvtt));
    if (!cue) continue;
    const auto* begin = webvtt.data();
    const auto* end = begin;
    while (!webvtt.empty() && !take_line(webvtt).empty()) end = webvtt.data();
    cue->text = cue_text({begin, static_cast<std::size_t>(end - begin)});
    if (!cue->text.empty()) cues.push_back(std::move(*cue));
  }
  std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) { return a.from < b.from; });
  return cues;
}

std::string write_cues(const Cues& cues) {
  std::string out = "WEBVTT\n";
  for (const auto& cue : cues) out += fmt::format("\n{} --> {}\n{}\n", time_text(cue.from), time_text(cue.to), cue.text);
  return out;
}

void add_cues(const Cues& cues, Millis from, Millis to, Millis at, Cues& into) {
  for (const auto& cue : cues) {
    if (cue.from >= to) break;
    if (cue.to <= from) continue;
    into.push_back({std::max(cue.from, from) - from + at, std::min(cue.to, to) - from + at, cue.text});
  }
}

std::string cue_segment(std::int64_t start, const Cues& cues) {
  auto text = write_cues(cues);
  text.insert(7, fmt::format("X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:{}\n", wrap33(start)));
  return text;
}

}  // namespace retrovue::playout
