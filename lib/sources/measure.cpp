#include "sources/measure.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/process.h"
#include "base/rational.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::sources {

namespace {

using model::Millis;
using model::StreamKind;

constexpr Millis kPassTime = 4 * 3'600'000;
constexpr Millis kDecodeTime = 120'000;
constexpr Millis kWindow = 1200;  // a picture within this of the place that was asked for
constexpr double kSilence = -69.9;  // the gate of R 128 lets nothing through below -70

// "0, dts, pts, duration, size, 0xcrc[, F=0x0 ...]": the lines of the framecrc muxer. F is there when it is no key frame.
struct PacketLine {
  int stream = 0;
  std::int64_t dts = 0, pts = 0, duration = 0;
  bool key = true;
};

std::optional<PacketLine> packet_line(std::string_view line) {
  if (line.empty() || line.front() == '#') return std::nullopt;
  std::array<std::int64_t, 4> numbers{};
  for (auto& number : numbers) {
    while (!line.empty() && (line.front() == ' ' || line.front() == ',')) line.remove_prefix(1);
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error != std::errc{}) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  }
  return PacketLine{static_cast<int>(numbers[0]), numbers[1], numbers[2], numbers[3], line.find("F=0x") == std::string_view::npos};
}

// Units of the time stamps of each stream in a listing: "#tb 0: 1/1000".
class TimeBases {
 public:
  void line(std::string_view text) {
    const auto colon = text.find(':'), slash = text.find('/');
    if (!text.starts_with("#tb ") || colon == std::string_view::npos || slash == std::string_view::npos) return;
    const auto stream = static_cast<std::size_t>(std::atoi(std::string{text.substr(4, colon - 4)}.c_str()));
    if (stream < all_.size())
      all_[stream] = {std::atoll(std::string{text.substr(colon + 1, slash - colon - 1)}.c_str()), std::atoll(std::string{text.substr(slash + 1)}.c_str())};
  }
  bool known(int stream) const { return stream >= 0 && static_cast<std::size_t>(stream) < all_.size() && all_[static_cast<std::size_t>(stream)].second > 0; }
  Millis ms(int stream, std::int64_t ticks) const {
    const auto& [num, den] = all_[static_cast<std::size_t>(stream)];
    return base::mul_div_round(ticks, num * 1000, den);
  }

 private:
  std::array<std::pair<std::int64_t, std::int64_t>, 3> all_{};
};

// Gathers ends and key frames from packet lines; stream 0 of the listing is the video when there is one.
class PacketReader {
 public:
  PacketReader(Measure& measure, bool video, bool audio, const base::Rate& rate) : measure_(measure), video_(video), audio_(audio), rate_(rate) {}

  void line(std::string_view text) {
    if (text.starts_with('#')) return bases_.line(text);
    const auto packet = packet_line(text);
    if (!packet || !bases_.known(packet->stream)) return;
    const bool is_video = video_ && packet->stream == 0;
    if (!is_video && !audio_) return;
    constexpr std::int64_t kNone = INT64_MIN;
    const auto shown = packet->pts == kNone ? packet->dts : packet->pts;
    if (shown == kNone) return;
    const auto ms = [&](std::int64_t ticks) { return bases_.ms(packet->stream, ticks); };
    // Some containers give no lengths: then a frame lasts as long as the rate says.
    const auto length = packet->duration > 0 || !is_video || rate_.num == 0 ? ms(shown + packet->duration) - ms(shown) : base::mul_div_round(1000, rate_.den, rate_.num);
    auto& end = is_video ? measure_.video_end_ms : measure_.audio_end_ms;
    end = std::max(end.value_or(0), ms(shown) + length);
    ++(is_video ? measure_.video_packets : measure_.audio_packets);
    if (is_video) measure_.last_picture_ms = std::max(measure_.last_picture_ms, ms(shown));
    if (is_video && packet->key) measure_.keyframes.push_back(std::max<Millis>(0, ms(shown)));
  }

 private:
  Measure& measure_;
  bool video_, audio_;
  base::Rate rate_;
  TimeBases bases_;
};

// ffmpeg's words: the summary of ebur128, the last loudness of its metadata, and complaints.
class LogReader {
 public:
  explicit LogReader(Measure& measure) : measure_(measure) {}

  void line(std::string_view text) {
    if (const auto at = text.find("lavfi.r128.I="); at != std::string_view::npos) {
      const double value = std::strtod(std::string{text.substr(at + 13)}.c_str(), nullptr);
      if (value > kSilence) measure_.loudness_mlufs = static_cast<int>(std::lround(value * 1000));
    } else if (text.find("[error]") != std::string_view::npos || text.find("[fatal]") != std::string_view::npos) {
      const auto words = base::trim(text.substr(text.rfind(']') + 1));
      if (!words.empty()) complaint = base::printable(words);
    } else if (const auto peak = text.find("Peak:"); peak != std::string_view::npos) {
      const auto words = base::trim(text.substr(peak + 5));
      if (!words.starts_with("-inf")) measure_.true_peak_mdbtp = static_cast<int>(std::lround(std::strtod(std::string{words}.c_str(), nullptr) * 1000));
    }
  }
  std::string complaint;

 private:
  Measure& measure_;
};

std::string map_of(const Probe& probe, int place) { return fmt::format("0:{}", probe.streams[static_cast<std::size_t>(place)].index); }

// Matroska does not hold every sound of discs and broadcasts; such become lossless ones that it does.
std::string copy_codec(const model::Stream& stream) {
  if (stream.codec == "pcm_dvd" || stream.codec == "pcm_bluray" || stream.codec == "s302m") return "pcm_s16le";
  return stream.codec == "aac_latm" ? "flac" : "copy";
}

void add_copy(std::vector<std::string>& argv, const Probe& probe, const std::string& target) {
  int out = 0;
  for (const auto& stream : probe.streams) {
    if ((stream.kind != StreamKind::video && stream.kind != StreamKind::audio) || stream.attached_picture || stream.codec.empty()) continue;
    argv.insert(argv.end(), {"-map", fmt::format("0:{}", stream.index), fmt::format("-c:{}", out++), copy_codec(stream)});
  }
  argv.insert(argv.end(), {"-f", "matroska", "-y", file_argument(target)});
}

// Where to look: a key frame near the middle, and just before the last picture, so that there is one to find however
// seldom they come.
std::vector<Millis> probe_points(const Measure& measure, bool video, Millis end) {
  if (end <= 6000) return {0};
  if (!video) return {0, end / 2, end - 2000};
  const auto& keys = measure.keyframes;
  const auto first = keys.empty() || keys.front() < 500 ? 0 : keys.front();
  const auto near = std::upper_bound(keys.begin(), keys.end(), end / 2);
  return {first, near == keys.begin() ? end / 2 : near[-1], std::max<Millis>(0, std::min(end - 2000, measure.last_picture_ms - 700))};
}

}  // namespace

Measure measure_file(const std::string& path, const Probe& probe, const std::string& copy_to) {
  const int video = airing_stream(probe.streams, StreamKind::video), audio = airing_stream(probe.streams, StreamKind::audio);
  std::vector<std::string> argv{"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "level+info"};
  if (!copy_to.empty()) argv.insert(argv.end(), {"-fflags", "+genpts"});
  argv.insert(argv.end(), {"-i", file_argument(path)});
  if (!copy_to.empty()) add_copy(argv, probe, copy_to);
  for (const int place : {video, audio})
    if (place >= 0) argv.insert(argv.end(), {"-map", map_of(probe, place)});
  argv.insert(argv.end(), {"-c", "copy", "-copyinkf", "-avoid_negative_ts", "disabled", "-f", "framecrc", "pipe:1"});
  if (audio >= 0)
    argv.insert(argv.end(), {"-map", map_of(probe, audio), "-af", "ebur128=peak=true:framelog=verbose:metadata=1,ametadata=mode=print:key=lavfi.r128.I",
                             "-f", "null", "-"});
  Measure measure;
  PacketReader packets(measure, video >= 0, audio >= 0, video >= 0 ? probe.streams[static_cast<std::size_t>(video)].rate : base::Rate{0, 1});
  LogReader log(measure);
  base::LineCutter out([&](std::string_view line) { packets.line(line); }), err([&](std::string_view line) { log.line(line); });
  const auto result = base::run_streaming(argv, kPassTime, std::ref(out), std::ref(err));
  out.finish();
  err.finish();
  std::sort(measure.keyframes.begin(), measure.keyframes.end());
  measure.completed = result.ok();
  measure.complaint = result.timed_out ? "ffmpeg did not come to an end" : log.complaint;
  return measure;
}

std::string decode_problem(const std::string& path, const Probe& probe, const Measure& measure, bool deep) {
  const int video = airing_stream(probe.streams, StreamKind::video), audio = airing_stream(probe.streams, StreamKind::audio);
  const int place = video >= 0 ? video : audio;
  if (place < 0) return {};
  const auto end = (video >= 0 ? measure.video_end_ms : measure.audio_end_ms).value_or(probe.declared_ms);
  const auto points = deep ? std::vector<Millis>{0} : probe_points(measure, video >= 0, end);
  std::vector<std::string> argv{"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "error"};
  for (const auto at : points) {
    if (at > 0) argv.insert(argv.end(), {"-ss", fmt::format("{}.{:03}", at / 1000, at % 1000)});
    if (!deep) argv.insert(argv.end(), {"-t", "1"});
    argv.insert(argv.end(), {"-i", file_argument(path)});
  }
  for (std::size_t i = 0; i < points.size(); ++i)
    argv.insert(argv.end(), {"-map", fmt::format("{}:{}", i, probe.streams[static_cast<std::size_t>(place)].index)});
  argv.insert(argv.end(), {video >= 0 ? "-c:v" : "-c:a", video >= 0 ? "wrapped_avframe" : "pcm_s16le", "-f", "framecrc", "pipe:1"});
  std::array<std::int64_t, 3> frames{};
  TimeBases bases;
  std::int64_t complaints = 0;
  std::string last;
  base::LineCutter out([&](std::string_view line) {
    if (line.starts_with('#')) return bases.line(line);
    const auto packet = packet_line(line);
    if (!packet || !bases.known(packet->stream)) return;
    // After a gap the demuxer goes on behind it: what comes late is not what was asked for.
    if (deep || bases.ms(packet->stream, packet->pts) <= kWindow) ++frames[static_cast<std::size_t>(packet->stream)];
  });
  base::LineCutter err([&](std::string_view line) {
    ++complaints;
    last = base::printable(base::trim(line.substr(line.starts_with('[') ? line.find(']') + 1 : 0)));
  });
  const auto result = base::run_streaming(argv, deep ? kPassTime : kDecodeTime, std::ref(out), std::ref(err));
  out.finish();
  err.finish();
  if (result.timed_out) return "decoding it did not come to an end";
  static constexpr std::array<std::string_view, 3> kNames{"start", "middle", "end"};
  for (std::size_t i = 0; i < points.size(); ++i)
    if (frames[i] == 0) return fmt::format("nothing can be decoded at the {} ({})", kNames[i], last.empty() ? base::status_text(result.status) : last);
  if (deep && video >= 0 && frames[0] * 100 < measure.video_packets * 98)
    return fmt::format("only {} of {} pictures can be decoded ({})", frames[0], measure.video_packets, last);
  if (deep && complaints > 0) return fmt::format("{} faults while decoding, the last: {}", complaints, last);
  return {};
}

}  // namespace retrovue::sources
