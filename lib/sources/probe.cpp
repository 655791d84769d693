#include "sources/probe.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "base/json.h"
#include "base/process.h"
#include "base/text.h"

namespace retrovue::sources {

namespace {

using base::Json;
using model::FileVerdict;
using model::StreamKind;

constexpr base::Millis kProbeTime = 120'000;

model::Millis ms_of(const Json& seconds) { return static_cast<model::Millis>(std::llround(seconds.number().value_or(0) * 1000)); }
std::int64_t us_of(const Json& seconds) { return static_cast<std::int64_t>(std::llround(seconds.number().value_or(0) * 1'000'000)); }
int small(const Json& number) { return static_cast<int>(number.integer().value_or(0)); }

// "30000/1001" or "16:9"
std::pair<std::int64_t, std::int64_t> ratio(const Json& value, char between) {
  const auto text = value.text_or("");
  const auto at = text.find(between);
  if (at == std::string::npos) return {0, 1};
  return {std::atoll(text.c_str()), std::atoll(text.c_str() + at + 1)};
}

int bit_depth(const Json& stream, const std::string& pix_fmt) {
  if (const int said = small(stream["bits_per_raw_sample"]); said > 0) return said;
  for (const auto& [mark, depth] : std::array<std::pair<std::string_view, int>, 6>{{{"p9", 9}, {"p10", 10}, {"p12", 12}, {"p14", 14}, {"p16", 16}, {"p010", 10}}})
    if (pix_fmt.find(mark) != std::string::npos) return depth;
  return 8;
}

model::Stream stream_of(const Json& json) {
  model::Stream stream;
  stream.index = small(json["index"]);
  const auto type = json["codec_type"].text_or("");
  stream.kind = type == "video" ? StreamKind::video : type == "audio" ? StreamKind::audio : type == "subtitle" ? StreamKind::subtitle : StreamKind::other;
  stream.codec = json["codec_name"].text_or("");
  if (stream.codec == "unknown") stream.codec.clear();
  stream.profile = json["profile"].text_or("");
  stream.language = json["tags"]["language"].text_or("");
  stream.title = json["tags"]["title"].text_or("");
  const auto disposition = json["disposition"];
  stream.is_default = small(disposition["default"]) != 0;
  stream.forced = small(disposition["forced"]) != 0;
  stream.attached_picture = small(disposition["attached_pic"]) != 0 || small(disposition["timed_thumbnails"]) != 0;
  stream.width = small(json["width"]);
  stream.height = small(json["height"]);
  if (const auto [num, den] = ratio(json["sample_aspect_ratio"], ':'); num > 0 && den > 0) {
    stream.sar_num = static_cast<int>(num);
    stream.sar_den = static_cast<int>(den);
  }
  for (const std::string_view field : {"avg_frame_rate", "r_frame_rate"})
    if (const auto [num, den] = ratio(json[field], '/'); stream.rate.num == 0 && num > 0 && den > 0) stream.rate = {num, den};
  if (stream.kind != StreamKind::video) stream.rate = {0, 1};
  stream.field_order = json["field_order"].text_or("");
  stream.pix_fmt = json["pix_fmt"].text_or("");
  stream.color_transfer = json["color_transfer"].text_or("");
  stream.color_primaries = json["color_primaries"].text_or("");
  stream.color_space = json["color_space"].text_or("");
  stream.bit_depth = bit_depth(json, stream.pix_fmt);
  stream.channels = small(json["channels"]);
  stream.channel_layout = json["channel_layout"].text_or("");
  stream.sample_rate = small(json["sample_rate"]);
  return stream;
}

std::vector<model::Marker> chapters_of(const Json& list, std::int64_t start_us) {
  std::vector<model::Marker> chapters;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto chapter = list.at(i);
    model::Marker marker;
    marker.kind = model::MarkerKind::chapter;
    marker.origin = model::MarkerOrigin::file;
    marker.start_ms = std::max<model::Millis>(0, (us_of(chapter["start_time"]) - start_us) / 1000);
    const auto end = (us_of(chapter["end_time"]) - start_us) / 1000;
    if (end > marker.start_ms) marker.end_ms = end;
    marker.title = base::printable(chapter["tags"]["title"].text_or(""));
    chapters.push_back(std::move(marker));
  }
  return chapters;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What ffprobe could not open, in words for people.
void explain(std::string_view complaints, Probe& probe) {
  if (has(complaints, "Permission denied")) {
    probe.verdict = FileVerdict::unreadable;
    probe.reason = "permission denied";
  } else if (has(complaints, "No such file")) {
    probe.verdict = FileVerdict::missing;
    probe.reason = "the file is not there";
  } else if (has(complaints, "moov atom not found")) {
    probe.verdict = FileVerdict::damaged;
    probe.reason = "the index (moov) is missing: the recording or copy was not finished";
  } else if (has(complaints, "Invalid data found")) {
    probe.verdict = FileVerdict::unsupported;
    probe.reason = "not a media file, or of a kind that ffmpeg does not know";
  } else {
    probe.verdict = FileVerdict::damaged;
    auto last = std::string{base::trim(complaints)};
    if (const auto line = last.rfind('\n'); line != std::string::npos) last = last.substr(line + 1);
    probe.reason = last.empty() ? "ffprobe could not read it" : "ffprobe: " + base::printable(last);
  }
}

void judge_streams(Probe& probe) {
  static constexpr std::array<std::string_view, 12> kForeign{"tty", "srt", "ass", "webvtt", "microdvd", "subviewer", "txt", "lrc", "sup", "gif", "image2", "png_pipe"};
  const auto first = probe.container.substr(0, probe.container.find(','));
  const bool foreign = first.ends_with("_pipe") || std::find(kForeign.begin(), kForeign.end(), first) != kForeign.end();
  const int video = airing_stream(probe.streams, StreamKind::video), audio = airing_stream(probe.streams, StreamKind::audio);
  if (foreign || (video < 0 && audio < 0)) {
    probe.verdict = FileVerdict::unsupported;
    probe.reason = foreign ? fmt::format("not a video: ffprobe takes it for '{}'", first) : "there is neither picture nor sound in it";
    return;
  }
  for (const int index : {video, audio}) {
    if (index < 0 || !probe.streams[static_cast<std::size_t>(index)].codec.empty()) continue;
    probe.verdict = FileVerdict::unsupported;
    probe.reason = fmt::format("the {} codec is not known", index == video ? "video" : "audio");
    return;
  }
}

}  // namespace

std::string file_argument(const std::string& path) { return "file:" + path; }

int airing_stream(const std::vector<model::Stream>& streams, StreamKind kind) {
  int found = -1;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (streams[i].kind != kind || streams[i].attached_picture) continue;
    if (streams[i].is_default) return static_cast<int>(i);
    if (found < 0) found = static_cast<int>(i);
  }
  return found;
}

bool has_captions(const std::string& path, const model::Stream& stream) {
  if (stream.codec != "h264" && stream.codec != "hevc" && stream.codec != "mpeg2video") return false;
  const auto said = base::run({"ffprobe", "-v", "error", "-select_streams", std::to_string(stream.index), "-read_intervals", "%+#4", "-show_entries",
                               "frame=key_frame:stream=closed_captions", "-of", "default=nw=1", file_argument(path)},
                              kProbeTime);
  return has(said.out, "closed_captions=1");
}

bool needs_copy(const Probe& probe) { return probe.container == "mpegts" || probe.container == "mpeg" || probe.container == "mpegvideo"; }

Probe read_probe(std::string_view json, std::string_view complaints) {
  Probe probe;
  const auto document = Json::parse(json);
  const auto format = document["format"];
  if (!format.exists()) {
    explain(complaints, probe);
    return probe;
  }
  probe.container = format["format_name"].text_or("");
  probe.bit_rate = format["bit_rate"].integer().value_or(0);
  probe.declared_ms = ms_of(format["duration"]);
  probe.start_us = us_of(format["start_time"]);
  for (std::size_t i = 0; i < document["streams"].size(); ++i) probe.streams.push_back(stream_of(document["streams"].at(i)));
  probe.chapters = chapters_of(document["chapters"], probe.start_us);
  judge_streams(probe);
  if (probe.verdict == FileVerdict::unsupported && has(probe.reason, "codec")) {
    // Name the codec by its tag when ffprobe knows no better.
    for (std::size_t i = 0; i < document["streams"].size(); ++i) {
      const auto stream = document["streams"].at(i);
      if (!probe.streams[i].codec.empty()) continue;
      const auto tag = stream["codec_tag_string"].text_or("");
      if (!tag.empty() && tag != "[0][0][0][0]") probe.reason += fmt::format(": '{}'", base::printable(tag));
      break;
    }
  }
  return probe;
}

Probe probe_file(const std::string& path) {
  Probe probe;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const bool gone = errno == ENOENT || errno == ENOTDIR;
    probe.verdict = gone ? FileVerdict::missing : FileVerdict::unreadable;
    probe.reason = gone ? "the file is not there" : base::lower_ascii(std::strerror(errno));
    return probe;
  }
  if (::eaccess(path.c_str(), R_OK) != 0) {
    probe.verdict = FileVerdict::unreadable;
    probe.reason = "permission denied";
    return probe;
  }
  if (status.st_size == 0) {
    probe.verdict = FileVerdict::damaged;
    probe.reason = "the file is empty";
    return probe;
  }
  const auto result = base::run({"ffprobe", "-v", "error", "-hide_banner", "-of", "json", "-show_format", "-show_streams", "-show_chapters", "-i", file_argument(path)},
                                kProbeTime, 64 << 20);
  if (result.timed_out) {
    probe.verdict = FileVerdict::damaged;
    probe.reason = "ffprobe did not come to an end";
    return probe;
  }
  return read_probe(result.out.empty() ? "{}" : result.out, result.err);
}

}  // namespace retrovue::sources
