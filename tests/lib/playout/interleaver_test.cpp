#include "playout/interleaver.h"

#include <map>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "stream.h"
#include "ts_reader.h"

using namespace retrovue;
using namespace retrovue::playout;
using testing::Encode;

namespace {

std::vector<Encode> unlike_events(const base::Rate& rate) {
  return {{.rate = rate, .frames = 130}, {.rate = rate, .frames = 7}, {.rate = rate, .frames = 60}, {.rate = rate, .frames = 95}};
}

// The audio buffer of the T-STD (ISO 13818-1 2.4.2): bytes arrive evenly between two PCRs, frames leave at their PTS.
struct AudioBuffer {
  std::size_t most = 0;             // bytes held
  std::int64_t margin = INT64_MAX;  // ticks from a frame's last byte to its PTS
};

AudioBuffer play_audio(const testing::ByteString& bytes, std::int64_t near) {
  struct Mark {
    std::size_t offset = 0;
    std::int64_t pcr = 0;
  };
  struct Arrival {
    std::int64_t at = 0;
    std::size_t total = 0;
  };
  const auto packets = testing::packets_of(bytes);
  std::vector<Mark> marks;
  for (const auto& packet : packets)
    if (packet.pcr) marks.push_back({packet.offset, unwrap33(*packet.pcr / 300, near)});
  std::vector<Arrival> arrivals;
  testing::ByteString sound;
  std::int64_t first_pts = -1;
  for (const auto& packet : packets) {
    if (packet.pid != 0x101) continue;
    if (first_pts < 0) first_pts = unwrap33(*packet.pts, near);
    const auto* end = bytes.data() + packet.offset + 188;
    sound.insert(sound.end(), end - packet.payload_bytes, end);
    auto after = std::upper_bound(marks.begin(), marks.end(), packet.offset, [](std::size_t offset, const Mark& mark) { return offset < mark.offset; });
    if (after == marks.end()) --after;  // the last known rate goes on
    const auto& from = *(after - 1);
    arrivals.push_back({from.pcr + static_cast<std::int64_t>(packet.offset + 188 - from.offset) * (after->pcr - from.pcr) /
                                       static_cast<std::int64_t>(after->offset - from.offset),
                        sound.size()});
  }
  AdtsSplitter splitter;
  std::vector<testing::ByteString> frames;
  splitter.feed(sound, frames);
  AudioBuffer buffer;
  for (const auto& arrival : arrivals) {
    std::size_t played = 0;
    for (std::size_t k = 0; k < frames.size() && first_pts + Timeline::audio_pts(static_cast<std::int64_t>(k)) <= arrival.at; ++k)
      played += frames[k].size();
    buffer.most = std::max(buffer.most, arrival.total - played);
  }
  std::size_t end = 0, at = 0;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    end += frames[k].size();
    while (at < arrivals.size() && arrivals[at].total < end) ++at;
    if (at == arrivals.size()) break;
    buffer.margin = std::min(buffer.margin, first_pts + Timeline::audio_pts(static_cast<std::int64_t>(k)) - arrivals[at].at);
  }
  return buffer;
}

}  // namespace

TEST_CASE("a stream of unlike events has no seam: times, counters, clock, buffers") {
  for (const auto& rate : {base::Rate{24000, 1001}, {25, 1}, {30000, 1001}, {60000, 1001}}) {
    CAPTURE(base::to_text(rate));
    const Timeline timeline{rate};
    const std::int64_t first = timeline.frame_at(1'763'700'000'000);
    const auto stream = testing::stream_of(rate, first, unlike_events(rate));
    const auto bytes = stream.bytes();
    CHECK(testing::continuity_errors(bytes) == 0);
    CHECK(stream.frames == 292);

    std::vector<std::int64_t> shown, heard;
    std::int64_t last_dts = -1, last_pcr = -1, longest = 0, near = timeline.pts(first);
    for (const auto& packet : testing::packets_of(bytes)) {
      if (packet.pid == 0x100 && packet.start) {
        REQUIRE(packet.pcr.has_value());
        const std::int64_t dts = unwrap33(*packet.dts, near), pts = unwrap33(*packet.pts, near);
        near = dts;
        CHECK(dts > last_dts);
        CHECK(pts >= dts);
        last_dts = dts;
        shown.push_back(pts);
        const auto pcr = unwrap33(*packet.pcr / 300, near);
        CHECK(dts - pcr >= TsMux::kPcrDelay - 1);
        CHECK(dts - pcr <= TsMux::kPcrDelay + 1);
        if (last_pcr >= 0) longest = std::max(longest, pcr - last_pcr);
        last_pcr = pcr;
      } else if (packet.pid == 0x101 && packet.start) {
        heard.push_back(unwrap33(*packet.pts, near));
      }
    }
    const auto buffer = play_audio(bytes, near);
    CHECK(longest <= 9'000);
    CHECK(buffer.most <= 3'584);
    CHECK(buffer.margin >= 30 * 90);
    std::sort(shown.begin(), shown.end());
    REQUIRE(shown.size() == 292);
    for (std::size_t i = 0; i < shown.size(); ++i) REQUIRE(shown[i] == timeline.pts(first + static_cast<std::int64_t>(i)));
    REQUIRE(!heard.empty());
    CHECK(heard[0] == Timeline::audio_pts(stream.first_k));
    for (std::size_t i = 1; i < heard.size(); ++i) {
      CHECK((heard[i] - heard[i - 1]) % 1920 == 0);
      CHECK(heard[i] - heard[i - 1] <= 2 * 1920);
    }
  }
}

TEST_CASE("ffmpeg decodes it without a word, every frame and sample, and sees what we meant") {
  const base::Rate rate{30000, 1001};
  const auto stream = testing::stream_of(rate, Timeline{rate}.frame_at(1'763'700'000'000), unlike_events(rate));
  base::TempFolder folder;
  const auto file = (folder.path() / "out.ts").string();
  const auto bytes = stream.bytes();
  base::write_file_atomic(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});

  const auto decoded = base::run({"ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-"}, 60'000);
  CHECK(decoded.ok());
  CHECK(decoded.err == "");

  const auto probed = base::run({"ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-show_programs", "-of", "json", file}, 60'000);
  CHECK(probed.err == "");
  const auto json = base::Json::parse(probed.out);
  const auto program = json["programs"].at(0);
  CHECK(program["tags"]["service_name"].text_or("") == "Test 1");
  CHECK(program["tags"]["service_provider"].text_or("") == "RetroVue");
  const auto video = json["streams"].at(0), audio = json["streams"].at(1);
  CHECK(video["codec_name"].text_or("") == "h264");
  CHECK(video["avg_frame_rate"].text_or("") == "30000/1001");
  CHECK(video["nb_read_frames"].integer() == 292);
  CHECK(audio["codec_name"].text_or("") == "aac");
  CHECK(audio["tags"]["language"].text_or("") == "eng");
  CHECK(audio["nb_read_frames"].integer() == stream.end_k - stream.first_k);
}

TEST_CASE("the tests' own analyser finds no fault") {
  const auto analyse = std::filesystem::path{RETROVUE_TESTS} / "air/analyse/analyse";
  for (const auto& rate : {base::Rate{24000, 1001}, {25, 1}, {30000, 1001}, {60000, 1001}}) {
    const Timeline timeline{rate};
    const auto wrap = timeline.frame_of_pts(std::int64_t{1} << 33);  // the clock wraps in the middle
    const auto bytes = testing::stream_of(rate, wrap - 150, unlike_events(rate)).bytes();
    base::TempFolder folder;
    const auto file = (folder.path() / "out.ts").string();
    base::write_file_atomic(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    const auto judged = base::run({"python3", analyse.string(), "ts", file, "--rate", base::to_text(rate),
                                   "--frames", "292", "--gop", "60", "--pcr-ms", "100", "--psi-ms", "100"}, 60'000);
    CHECK_MESSAGE(judged.ok(), judged.out, judged.err);
  }
}

TEST_CASE("pieces begin with PAT, PMT and IDR, follow one another, and end with the planned run at once") {
  const base::Rate rate{30000, 1001};
  const auto stream = testing::stream_of(rate, 6'000'000, unlike_events(rate));
  std::int64_t frame = 6'000'000;
  std::vector<std::int64_t> starts;
  bool run_ended = true;
  for (const auto& piece : stream.pieces) {
    if (piece.random_access) {
      CHECK(run_ended);
      starts.push_back(piece.frame - 6'000'000);
      const auto packets = testing::packets_of(*piece.bytes);
      CHECK(packets[0].pid == 0);
      CHECK(packets[1].pid == 0x1000);
      const auto first = std::find_if(packets.begin(), packets.end(), [](const auto& packet) { return packet.pid >= 0x100 && packet.pid < 0x1000; });
      CHECK(first->pid == 0x100);
      CHECK(first->random_access);
    }
    if (piece.frames > 0) CHECK(piece.frame == frame);
    frame += piece.frames;
    run_ended = piece.run_end;
  }
  CHECK(frame == 6'000'000 + 292);
  CHECK(starts == std::vector<std::int64_t>{0, 60, 120, 130, 137, 197, 257});
}

TEST_CASE("pictures wait for their sound, and a late encoder stalls nothing else") {
  const Timeline timeline{{25, 1}};
  Interleaver interleaver{timeline, MuxOptions{}};
  const auto frames = testing::frames_of({.rate = {25, 1}, .frames = 50, .gop = 50});
  const auto sound = testing::audio_of(3);
  for (const auto& frame : frames) interleaver.video(frame, 1000 + frame.display, frame.idr ? 50 : 0);
  std::int64_t out = 0;
  const auto drain = [&] {
    for (const auto& piece : interleaver.drain()) out += piece.frames;
    return out;
  };
  CHECK(drain() > 0);  // the first ones owe no sound
  CHECK(out <= 4);
  const std::int64_t k = timeline.audio_starting(1000, 1001).first;
  std::int64_t before = out;
  for (std::int64_t i = 0; i < 25; ++i) interleaver.audio(k + i, sound[static_cast<std::size_t>(i)]);
  CHECK(drain() > before + 10);  // 25 audio frames are 533 ms, 13 pictures
  CHECK(out < before + 15);
  CHECK(interleaver.waiting_pictures() == static_cast<std::size_t>(50 - out));
  for (const auto& piece : interleaver.flush()) out += piece.frames;
  CHECK(out == 50);
}

TEST_CASE("pictures wait for the track that is behind, and both are whole") {
  const Timeline timeline{{25, 1}};
  Interleaver interleaver{timeline, MuxOptions{.languages = {"ger", "eng"}}};
  const auto frames = testing::frames_of({.rate = {25, 1}, .frames = 50, .gop = 50});
  const auto sound = testing::audio_of(3);
  for (const auto& frame : frames) interleaver.video(frame, 1000 + frame.display, frame.idr ? 50 : 0);
  testing::ByteString bytes;
  std::int64_t out = 0;
  const auto take = [&](const std::vector<Piece>& pieces) {
    for (const auto& piece : pieces) bytes.insert(bytes.end(), piece.bytes->begin(), piece.bytes->end()), out += piece.frames;
  };
  const auto whole = timeline.audio_starting(1000, 1050);
  const auto give = [&](std::size_t track, std::int64_t first, std::int64_t end) {
    for (auto k = first; k < end; ++k) interleaver.audio(whole.first + k, sound.at(static_cast<std::size_t>(k) % sound.size()), track);
  };
  const auto all = whole.end - whole.first;
  give(0, 0, all);
  take(interleaver.drain());
  CHECK(out <= 4);
  give(1, 0, 25);
  take(interleaver.drain());
  CHECK(out > 10);
  CHECK(out < 20);
  give(1, 25, all);
  CHECK_THROWS_AS(give(1, 3, 4), base::Error);
  take(interleaver.drain());
  take(interleaver.flush());
  CHECK(out == 50);
  std::map<int, std::vector<std::int64_t>> heard;
  for (const auto& packet : testing::packets_of(bytes))
    if (packet.pts && packet.pid > 0x100) heard[packet.pid].push_back(static_cast<std::int64_t>(*packet.pts));
  CHECK(heard.size() == 2);
  CHECK(heard[0x101].front() == heard[0x102].front());
  CHECK(testing::continuity_errors(bytes) == 0);
}

TEST_CASE("what sounds where the pictures jumped forward is left out") {
  const Timeline timeline{{25, 1}};
  Interleaver interleaver{timeline, MuxOptions{}};
  const auto frames = testing::frames_of({.rate = {25, 1}, .frames = 50, .gop = 50});
  const auto sound = testing::audio_of(4);
  const auto whole = timeline.audio_starting(1000, 1150), before = timeline.audio_starting(1000, 1050), after = timeline.audio_starting(1100, 1150);
  for (const auto& frame : frames) interleaver.video(frame, 1000 + frame.display, frame.idr ? 50 : 0);
  auto k = whole.first;
  const auto give = [&](std::int64_t end) {
    for (; k < end; ++k) interleaver.audio(k, sound.at(static_cast<std::size_t>(k - whole.first) % sound.size()));
  };
  give(before.end - 10);
  testing::ByteString bytes;
  const auto take = [&](const std::vector<Piece>& pieces) {
    for (const auto& piece : pieces) bytes.insert(bytes.end(), piece.bytes->begin(), piece.bytes->end());
  };
  take(interleaver.drain());
  for (const auto& frame : frames) interleaver.video(frame, 1100 + frame.display, frame.idr ? 50 : 0);
  give(whole.end);
  CHECK_THROWS_AS(interleaver.audio(k - 1, sound.front()), base::Error);
  take(interleaver.drain());
  take(interleaver.flush());
  std::int64_t heard = 0, gap = 0;
  for (const auto& packet : testing::packets_of(bytes)) {
    if (packet.pid != 0x101 || !packet.pts) continue;
    ++heard;
    const auto pts = unwrap33(*packet.pts, timeline.pts(1100));
    gap += pts >= Timeline::audio_pts(before.end) && pts < Timeline::audio_pts(after.first);
  }
  CHECK(gap == 0);
  CHECK(heard > (after.end - after.first) / 2);  // two frames a packet
  CHECK(testing::continuity_errors(bytes) == 0);
}

TEST_CASE("sound behind the last picture comes in time, however large that picture is") {
  const Timeline timeline{{25, 1}};
  Interleaver interleaver{timeline, MuxOptions{}};
  auto frames = testing::frames_of({.rate = {25, 1}, .frames = 50, .gop = 50});
  auto large = *frames.back().bytes;
  large.insert(large.end(), {0, 0, 1, 12});  // a NAL unit of filler data
  large.insert(large.end(), 20'000, 0xff);
  large.push_back(0x80);
  frames.back().bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(large));
  for (const auto& frame : frames) interleaver.video(frame, 1000 + frame.display, frame.idr ? 50 : 0);
  const auto sound = testing::audio_of(4);
  const auto span = timeline.audio_starting(1000, 1050);
  testing::ByteString bytes;
  const auto take = [&](const std::vector<Piece>& pieces) {
    for (const auto& piece : pieces) bytes.insert(bytes.end(), piece.bytes->begin(), piece.bytes->end());
  };
  // Every picture is out before the last of the sound is there.
  for (auto k = span.first; k < span.end; ++k) {
    interleaver.audio(k, sound.at(static_cast<std::size_t>(k - span.first)));
    take(interleaver.drain());
  }
  CHECK(interleaver.waiting_pictures() == 0);
  take(interleaver.flush());
  CHECK(testing::continuity_errors(bytes) == 0);
  const auto buffer = play_audio(bytes, timeline.pts(1000));
  CHECK(buffer.margin >= 30 * 90);
  CHECK(buffer.most <= 3'584);
}

TEST_CASE("what cannot be aired is refused") {
  const Timeline timeline{{25, 1}};
  const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(std::vector<std::uint8_t>{0, 0, 0, 1, 0x65, 1});
  const Frame key{bytes, 0, true}, other{bytes, 0, false};
  Interleaver interleaver{timeline, MuxOptions{}};
  CHECK_THROWS_AS(interleaver.video(other, 100), base::Error);  // no key frame first
  interleaver.video(key, 100, 2);
  CHECK_THROWS_AS(interleaver.video(key, 100), base::Error);  // the same place again
  interleaver.video(other, 101);
  CHECK_THROWS_AS(interleaver.video(other, 102), base::Error);  // past its run
  interleaver.video(key, 110);                                  // a jump forward
  CHECK(interleaver.next_decode_index() == 111);
  interleaver.video(other, 113);
  interleaver.video(other, 112);
  interleaver.video(other, 111);
  interleaver.video(other, 114);
  CHECK_THROWS_AS(interleaver.video(other, 112), base::Error);  // decoded at 115, more than two frames late
  interleaver.audio(500, {});
  CHECK_THROWS_AS(interleaver.audio(500, {}), base::Error);
}
