#include "station/check_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "base/text.h"
#include "base/time_text.h"
#include "sources/measure.h"
#include "sources/probe.h"

namespace retrovue::station {

namespace {

using model::FileVerdict;
using model::Millis;
using model::StreamKind;

// Copied streams come first, in their order, as in the copy; what the copy leaves out follows.
std::vector<model::Stream> as_in_copy(const std::vector<model::Stream>& streams) {
  std::vector<model::Stream> kept, left;
  for (const auto& stream : streams) {
    const bool copied = (stream.kind == StreamKind::video || stream.kind == StreamKind::audio) && !stream.attached_picture && !stream.codec.empty();
    (copied ? kept : left).push_back(stream);
  }
  kept.insert(kept.end(), left.begin(), left.end());
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i].index = static_cast<int>(i);
  return kept;
}

// Only containers that write their length down can be seen to end too early.
bool declares_length(std::string_view container) {
  static constexpr std::array<std::string_view, 5> kNames{"mov", "matroska", "avi", "flv", "asf"};
  return std::any_of(kNames.begin(), kNames.end(), [&](auto name) { return container.starts_with(name); });
}

std::string length_problem(const sources::Probe& probe, const sources::Measure& measure) {
  const bool video = sources::airing_stream(probe.streams, StreamKind::video) >= 0;
  const auto end = std::max(measure.video_end_ms.value_or(0), measure.audio_end_ms.value_or(0));
  if (video && measure.video_packets == 0) return "there is no picture in it" + (measure.complaint.empty() ? "" : " (" + measure.complaint + ")");
  if (!video && measure.audio_packets == 0) return "there is no sound in it" + (measure.complaint.empty() ? "" : " (" + measure.complaint + ")");
  const auto tolerance = std::max<Millis>(1500, probe.declared_ms / 100);
  if (declares_length(probe.container) && end + tolerance < probe.declared_ms)
    return fmt::format("truncated: it ends at {} of {}", base::clock_text(end), base::clock_text(probe.declared_ms));
  return {};
}

// Makes the copy on the way when one is needed; its final name appears only when it is whole.
sources::Measure measured(const model::MediaFile& file, const sources::Probe& probe, const std::filesystem::path& cache, CheckedFile& checked) {
  static std::atomic<unsigned> number{0};
  if (!sources::needs_copy(probe)) return sources::measure_file(file.path, probe);
  const auto folder = cache / "copies";
  const auto target = folder / (file.signature + ".mkv");
  std::error_code problem;
  if (std::filesystem::exists(target, problem)) {
    checked.file.play_path = target.native();
    return sources::measure_file(file.path, probe);
  }
  std::filesystem::create_directories(folder, problem);
  const auto part = fmt::format("{}.{}-{}.part", target.native(), ::getpid(), number++);
  auto measure = sources::measure_file(file.path, probe, part);
  if (measure.completed) {
    std::filesystem::rename(part, target, problem);
    if (!problem) {
      checked.file.play_path = target.native();
      return measure;
    }
    measure.complaint = problem.message();
  }
  std::filesystem::remove(part, problem);
  checked.warning = fmt::format("it could not be copied to '{}' ({}); seeking in it is slow", base::printable(folder.native()), measure.complaint);
  return sources::measure_file(file.path, probe);
}

}  // namespace

CheckedFile check_file(const model::MediaFile& file, const std::filesystem::path& cache, bool deep) {
  CheckedFile checked;
  checked.file = file;
  checked.file.play_path.clear();
  auto probe = sources::probe_file(file.path);
  auto& found = checked.file;
  found.verdict = probe.verdict;
  found.reason = probe.reason;
  found.container = probe.container;
  found.bit_rate = probe.bit_rate;
  found.start_us = probe.start_us;
  found.streams = probe.streams;
  found.duration_ms = 0;
  found.loudness_mlufs.reset();
  found.true_peak_mdbtp.reset();
  if (probe.verdict != FileVerdict::playable) return checked;

  const auto measure = measured(file, probe, cache, checked);
  found.reason = length_problem(probe, measure);
  if (found.reason.empty()) {
    if (!found.play_path.empty()) {
      probe.streams = found.streams = as_in_copy(probe.streams);
      found.start_us = 0;
    }
    found.reason = sources::decode_problem(found.play_path.empty() ? file.path : found.play_path, probe, measure, deep);
  }
  if (!found.reason.empty()) {
    // Without a decoder it is our lack, not the file's.
    found.verdict = found.reason.find("ecoder (codec") != std::string::npos ? FileVerdict::unsupported : FileVerdict::damaged;
    return checked;
  }
  found.duration_ms = measure.video_end_ms ? *measure.video_end_ms : measure.audio_end_ms.value_or(0);
  found.loudness_mlufs = measure.loudness_mlufs;
  found.true_peak_mdbtp = measure.true_peak_mdbtp;
  checked.keyframes = measure.keyframes;
  if (const int video = sources::airing_stream(found.streams, StreamKind::video); video >= 0) {
    auto& stream = found.streams[static_cast<std::size_t>(video)];
    stream.captions = sources::has_captions(found.play_path.empty() ? file.path : found.play_path, stream);
  }
  for (auto chapter : probe.chapters) {
    if (chapter.start_ms >= found.duration_ms) continue;
    if (chapter.end_ms) chapter.end_ms = std::min(*chapter.end_ms, found.duration_ms);
    checked.chapters.push_back(std::move(chapter));
  }
  return checked;
}

}  // namespace retrovue::station
