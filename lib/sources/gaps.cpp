#include "sources/gaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/process.h"
#include "base/text.h"
#include "sources/probe.h"

namespace retrovue::sources {

namespace {

using model::Millis;

constexpr Millis kPassTime = 4 * 3'600'000;
constexpr Millis kPad = 500, kWiden = 15'000;  // around a silence
constexpr Millis kShort = 150;                 // a pause of speech is no reason to look at pictures
constexpr int kBlackShare = 98;                // percent of a picture; the rest may be a station's mark
constexpr std::size_t kMost = 100'000;         // runs or silences of a file

template <typename T>
std::optional<T> number_after(std::string_view text, std::string_view word) {
  const auto at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  T value{};
  const char* from = text.data() + at + word.size();
  while (from < text.data() + text.size() && *from == ' ') ++from;
  return std::from_chars(from, text.data() + text.size(), value).ec == std::errc{} ? std::optional<T>{value} : std::nullopt;
}

// The words of an error line of ffmpeg, without the part that speaks.
std::string complaint_of(std::string_view line) {
  return base::printable(base::trim(line.starts_with('[') ? line.substr(line.find(']') + 1) : line));
}

std::vector<std::string> words(std::string_view level) {
  return {"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", std::string{level}, "-threads", "1"};
}

std::vector<Span> silences(const GapSearch& search, std::string& problem) {
  auto argv = words("level+info");
  argv.insert(argv.end(), {"-vn", "-i", file_argument(search.path), "-map", fmt::format("0:{}", search.audio_stream), "-af",
                           "silencedetect=noise=-50dB:duration=0.06", "-f", "null", "-"});
  std::vector<Span> found;
  bool open = false;
  std::string last;
  const auto line = [&](std::string_view text) {
    if (text.find("[error]") != std::string_view::npos || text.find("[fatal]") != std::string_view::npos) last = base::printable(base::trim(text.substr(text.rfind(']') + 1)));
    if (text.find("silencedetect") == std::string_view::npos || found.size() >= kMost) return;
    const auto ms = [](double seconds) { return static_cast<Millis>(std::clamp(seconds, 0.0, 1e7) * 1000 + 0.5); };
    if (const auto start = number_after<double>(text, "silence_start:")) found.push_back({ms(*start), search.length}), open = true;
    if (const auto end = number_after<double>(text, "silence_end:"); end && open) found.back().end = ms(*end), open = false;
  };
  base::LineCutter err(line);
  const auto result = base::run_streaming(argv, kPassTime, [](std::string_view) {}, std::ref(err));
  err.finish();
  if (!result.ok()) problem = result.timed_out ? "ffmpeg did not come to an end" : last.empty() ? base::status_text(result.status) : last;
  std::erase_if(found, [](const Span& one) { return one.end <= one.start; });
  return found;
}

std::string seconds(Millis ms) { return fmt::format("{}.{:03}", ms / 1000, ms % 1000); }

// Runs of black in a stretch of the file.
std::vector<BlackReader::Run> look_at(const GapSearch& search, const Span& stretch, std::string& problem) {
  auto argv = words("error");
  argv.insert(argv.end(), {"-skip_loop_filter", "all"});  // what is black stays black without it
  if (stretch.start > 0) argv.insert(argv.end(), {"-ss", seconds(stretch.start)});
  if (stretch.end < search.length) argv.insert(argv.end(), {"-t", seconds(stretch.end - stretch.start)});
  argv.insert(argv.end(), {"-an", "-i", file_argument(search.path), "-map", fmt::format("0:{}", search.video_stream), "-vf",
                           "scale=128:72:flags=fast_bilinear:out_range=tv,format=yuv420p,blackframe=amount=0:threshold=32,settb=1/1000000,"
                           "metadata=mode=print:key=lavfi.blackframe.pblack:file=-",
                           "-f", "null", "-"});
  BlackReader reader(stretch.start);
  std::string last;
  base::LineCutter out([&](std::string_view line) { reader.line(line); }), err([&](std::string_view line) { last = complaint_of(line); });
  const auto result = base::run_streaming(argv, kPassTime, std::ref(out), std::ref(err));
  out.finish();
  err.finish();
  if (!result.ok()) problem = result.timed_out ? "ffmpeg did not come to an end" : last.empty() ? base::status_text(result.status) : last;
  return reader.finish();
}

// Where to look when only black in silence is wanted; the whole file when that is not much less.
std::vector<Span> stretches(const GapSearch& search, const Gaps& gaps) {
  const std::vector<Span> whole{{0, search.length}};
  if (!search.quick || !gaps.sound) return whole;
  std::vector<Span> wanted;
  Millis sum = 0;
  for (const auto& one : gaps.silent) {
    if (one.end - one.start < kShort) continue;
    const Span around{std::max<Millis>(one.start - kPad, 0), std::min(one.end + kPad, search.length)};
    // A start of ffmpeg and the way from a key frame cost as much as some seconds of picture.
    if (!wanted.empty() && around.start - wanted.back().end < 4000) wanted.back().end = std::max(wanted.back().end, around.end);
    else wanted.push_back(around);
  }
  for (const auto& one : wanted) sum += one.end - one.start + 4000;
  return sum > search.length / 2 ? whole : wanted;
}

void look(const GapSearch& search, Span stretch, Gaps& gaps) {
  for (int tries = 0;; ++tries) {
    const auto runs = look_at(search, stretch, gaps.problem);
    if (!gaps.problem.empty()) return;
    gaps.decoded += stretch.end - stretch.start;
    // Black that goes on outside of what was looked at: look further.
    const bool before = stretch.start > 0 && !runs.empty() && runs.front().at_start;
    const bool behind = stretch.end < search.length && !runs.empty() && runs.back().at_end;
    if ((before || behind) && tries < 4) {
      if (before) stretch.start = std::max<Millis>(stretch.start - kWiden, 0);
      if (behind) stretch.end = std::min(stretch.end + kWiden, search.length);
      continue;
    }
    for (const auto& run : runs)
      if (run.pictures >= 2 && !run.at_start && !run.at_end && gaps.black.size() < kMost) gaps.black.push_back(run.span);
    return;
  }
}

}  // namespace

void BlackReader::line(std::string_view text) {
  if (text.starts_with("frame:")) {
    const auto at = number_after<std::int64_t>(text, "pts:");
    if (at) at_us_ = *at + offset_us_;
    return;
  }
  const auto share = number_after<int>(text, "pblack=");
  if (!share) return;
  const bool black = *share >= kBlackShare;
  const auto ms = [](std::int64_t us) { return (us + 500) / 1000; };
  if (black && !black_) first_us_ = at_us_, pictures_ = 0, from_start_ = seen_ == 0;
  if (!black && black_ && runs_.size() < kMost && at_us_ > first_us_) runs_.push_back({{ms(first_us_), ms(at_us_)}, from_start_, false, pictures_});
  pictures_ += black;
  black_ = black;
  ++seen_;
}

std::vector<BlackReader::Run> BlackReader::finish() {
  if (black_ && runs_.size() < kMost) runs_.push_back({{(first_us_ + 500) / 1000, (at_us_ + 500) / 1000 + 1}, from_start_, true, pictures_});
  black_ = false;
  return std::move(runs_);
}

Gaps find_gaps(const GapSearch& search) {
  Gaps gaps;
  if (search.video_stream < 0) {
    gaps.problem = "there is no picture in it";
    return gaps;
  }
  if (search.audio_stream >= 0) {
    gaps.silent = silences(search, gaps.problem);
    Millis sum = 0;
    for (const auto& one : gaps.silent) sum += one.end - one.start;
    gaps.sound = sum <= search.length / 2;
  }
  if (!gaps.problem.empty()) return gaps;
  for (const auto& stretch : stretches(search, gaps)) {
    look(search, stretch, gaps);
    if (!gaps.problem.empty()) return gaps;
  }
  std::sort(gaps.black.begin(), gaps.black.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
  gaps.black.erase(std::unique(gaps.black.begin(), gaps.black.end()), gaps.black.end());
  return gaps;
}

}  // namespace retrovue::sources
