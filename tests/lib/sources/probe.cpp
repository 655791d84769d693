#include "sources/probe.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "sources/measure.h"

using namespace retrovue;
using namespace retrovue::sources;
using model::FileVerdict;
namespace fs = std::filesystem;

namespace {

// Clips made on the spot: words after the inputs are ffmpeg's.
struct Clips {
  base::TempFolder folder;
  std::string make(const std::string& name, const std::string& seconds, const std::vector<std::string>& words, bool sound = true) const {
    const auto path = (folder.path() / name).native();
    std::vector<std::string> argv{"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=" + seconds};
    if (sound) argv.insert(argv.end(), {"-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000:d=" + seconds, "-c:a", "aac"});
    argv.insert(argv.end(), {"-c:v", "libx264", "-preset", "ultrafast", "-g", "25"});
    argv.insert(argv.end(), words.begin(), words.end());
    argv.push_back(file_argument(path));
    const auto made = base::run(argv, 60'000);
    INFO(made.err);
    REQUIRE(made.ok());
    return path;
  }
};

}  // namespace

TEST_CASE("what ffprobe writes becomes streams and chapters") {
  const auto probe = read_probe(R"json({
    "format": {"format_name": "matroska,webm", "duration": "48.069", "start_time": "1.500000", "bit_rate": "1816809"},
    "streams": [
      {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "disposition": {"default": 1, "attached_pic": 1}},
      {"index": 1, "codec_type": "video", "codec_name": "mpeg2video", "profile": "Main", "width": 720, "height": 480,
       "sample_aspect_ratio": "8:9", "avg_frame_rate": "30000/1001", "r_frame_rate": "60000/1001", "field_order": "tt", "pix_fmt": "yuv420p10le",
       "color_transfer": "smpte2084", "disposition": {"default": 0}},
      {"index": 2, "codec_type": "audio", "codec_name": "ac3", "channels": 6, "channel_layout": "5.1(side)", "sample_rate": "48000",
       "tags": {"language": "eng"}, "disposition": {"default": 0}},
      {"index": 3, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "44100", "disposition": {"default": 1}},
      {"index": 4, "codec_type": "subtitle", "codec_name": "subrip", "disposition": {"forced": 1}},
      {"index": 5, "codec_type": "data"}],
    "chapters": [{"start_time": "1.5", "end_time": "17.5", "tags": {"title": "Act 1"}}, {"start_time": "17.5", "end_time": "17.5"}]})json", "");
  CHECK(probe.verdict == FileVerdict::playable);
  CHECK(probe.declared_ms == 48069);
  CHECK(probe.start_us == 1'500'000);
  CHECK(probe.bit_rate == 1816809);
  REQUIRE(probe.streams.size() == 6);
  const auto& video = probe.streams[1];
  CHECK(video.rate == base::Rate{30000, 1001});
  CHECK(video.sar_num == 8);
  CHECK(video.sar_den == 9);
  CHECK(video.bit_depth == 10);
  CHECK(video.field_order == "tt");
  CHECK(probe.streams[2].language == "eng");
  CHECK(probe.streams[4].forced);
  CHECK(probe.streams[5].kind == model::StreamKind::other);
  // A picture on the cover does not air, the default sound does.
  CHECK(airing_stream(probe.streams, model::StreamKind::video) == 1);
  CHECK(airing_stream(probe.streams, model::StreamKind::audio) == 3);
  CHECK(airing_stream({}, model::StreamKind::audio) == -1);
  REQUIRE(probe.chapters.size() == 2);
  CHECK(probe.chapters[0].start_ms == 0);
  CHECK(probe.chapters[0].end_ms == 16000);
  CHECK(probe.chapters[0].title == "Act 1");
  CHECK_FALSE(probe.chapters[1].end_ms);
}

TEST_CASE("what cannot be played is told in words") {
  struct {
    const char *json, *complaints;
    FileVerdict verdict;
    const char* reason;
  } table[] = {
      {"{}", "file:a.mp4: Permission denied", FileVerdict::unreadable, "permission denied"},
      {"{}", "[mov @ 0x1] moov atom not found\nfile:a.mp4: Invalid data found when processing input", FileVerdict::damaged,
       "the index (moov) is missing: the recording or copy was not finished"},
      {"{}", "a\nb: Odd thing", FileVerdict::damaged, "ffprobe: b: Odd thing"},
      {R"({"format":{"format_name":"tty"},"streams":[{"codec_type":"video","codec_name":"ansi"}]})", "", FileVerdict::unsupported,
       "not a video: ffprobe takes it for 'tty'"},
      {R"({"format":{"format_name":"png_pipe"},"streams":[{"codec_type":"video","codec_name":"png"}]})", "", FileVerdict::unsupported,
       "not a video: ffprobe takes it for 'png_pipe'"},
      {R"({"format":{"format_name":"mov"},"streams":[{"codec_type":"data"}]})", "", FileVerdict::unsupported, "there is neither picture nor sound in it"},
      {R"({"format":{"format_name":"avi"},"streams":[{"codec_type":"video","codec_tag_string":"FUNY"}]})", "", FileVerdict::unsupported,
       "the video codec is not known: 'FUNY'"},
  };
  for (const auto& row : table) {
    const auto probe = read_probe(row.json, row.complaints);
    CHECK(probe.verdict == row.verdict);
    CHECK(probe.reason == row.reason);
  }
}

TEST_CASE("missing, empty and shut files need no ffprobe") {
  base::TempFolder folder;
  const auto path = (folder.path() / "a.mkv").native();
  CHECK(probe_file(path).verdict == FileVerdict::missing);
  base::write_file_atomic(path, "");
  CHECK(probe_file(path).reason == "the file is empty");
  base::write_file_atomic(path, "text");
  CHECK(probe_file(path).verdict == FileVerdict::unsupported);
  fs::permissions(path, fs::perms::none);
  fs::permissions(folder.path(), fs::perms::all);
  const bool root = ::geteuid() == 0;
  if (root) REQUIRE(::seteuid(65534) == 0);
  const auto shut = probe_file(path);
  if (root) REQUIRE(::seteuid(0) == 0);
  CHECK(shut.verdict == FileVerdict::unreadable);
}

TEST_CASE("a pass over the file finds its true end, key frames and loudness") {
  Clips clips;
  const auto path = clips.make("-a:b %d\n'q'.mp4", "8", {});
  const auto probe = probe_file(path);
  REQUIRE(probe.verdict == FileVerdict::playable);
  const auto measure = measure_file(path, probe);
  CHECK(measure.completed);
  CHECK(measure.video_packets == 200);
  CHECK(measure.video_end_ms == 8000);
  CHECK(measure.last_picture_ms == 7960);
  CHECK(measure.keyframes == std::vector<model::Millis>{0, 1000, 2000, 3000, 4000, 5000, 6000, 7000});
  REQUIRE(measure.loudness_mlufs);
  CHECK(*measure.loudness_mlufs == doctest::Approx(-21'500).epsilon(0.05));
  REQUIRE(measure.true_peak_mdbtp);
  CHECK(*measure.true_peak_mdbtp > -18'500);
  CHECK(*measure.true_peak_mdbtp < -14'000);
  CHECK(decode_problem(path, probe, measure, false).empty());
  CHECK(decode_problem(path, probe, measure, true).empty());
}

TEST_CASE("no sound and silence have no loudness") {
  Clips clips;
  const auto mute = clips.make("mute.mp4", "2", {}, false);
  const auto measure = measure_file(mute, probe_file(mute));
  CHECK(measure.completed);
  CHECK_FALSE(measure.loudness_mlufs);
  const auto silent = clips.make("silent.mp4", "2", {"-af", "volume=0"});
  CHECK_FALSE(measure_file(silent, probe_file(silent)).loudness_mlufs);
}

TEST_CASE("a spoilt middle or end is found by decoding") {
  Clips clips;
  const auto path = clips.make("a.mkv", "12", {"-bf", "0"});
  auto content = base::read_file(path, 64 << 20);
  const auto probe = probe_file(path);
  const auto measure = measure_file(path, probe);
  REQUIRE(decode_problem(path, probe, measure, false).empty());
  for (std::size_t i = content.size() * 4 / 10; i < content.size() * 7 / 10; ++i) content[i] = '\x55';
  base::write_file_atomic(path, content);
  CHECK_FALSE(decode_problem(path, probe, measure, false).empty());
  CHECK_FALSE(decode_problem(path, probe, measure, true).empty());
}

TEST_CASE("a transport stream is copied on the way, whole") {
  Clips clips;
  const auto path = clips.make("a.ts", "4", {"-f", "mpegts"});
  const auto probe = probe_file(path);
  CHECK(needs_copy(probe));
  const auto copy = (clips.folder.path() / "copy.mkv").native();
  const auto measure = measure_file(path, probe, copy);
  CHECK(measure.completed);
  CHECK(measure.video_packets == 100);
  const auto copied = probe_file(copy);
  CHECK(copied.container == "matroska,webm");
  REQUIRE(copied.streams.size() == 2);
  const auto again = measure_file(copy, copied);
  CHECK(again.video_packets == 100);
  CHECK(again.video_end_ms == doctest::Approx(static_cast<double>(*measure.video_end_ms)).epsilon(0.01));
  // Nowhere to put the copy: said, not hidden.
  const auto failed = measure_file(path, probe, (clips.folder.path() / "none/copy.mkv").native());
  CHECK_FALSE(failed.completed);
  CHECK_FALSE(failed.complaint.empty());
}
