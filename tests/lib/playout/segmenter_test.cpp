#include "playout/segmenter.h"

#include <filesystem>

#include "base/file.h"
#include "model/channel.h"
#include "playout/playlist.h"
#include "stream.h"
#include "ts_reader.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

const base::Rate kRate{30000, 1001};
const Bytes kBytes = std::make_shared<const std::vector<std::uint8_t>>(std::vector<std::uint8_t>(188, 0x47));

SegmentOptions options(int listed = 6) {
  return {.rate = kRate, .gop_frames = 60, .listed = listed, .first_number = 1000, .first_discontinuity = 7};
}

// Runs of these lengths, in pieces of up to 4 pictures; the lengths of the segments that became complete.
std::vector<std::int64_t> cut_runs(Segmenter& segmenter, const std::vector<std::int64_t>& runs, std::int64_t& frame, bool planned = true) {
  std::vector<std::int64_t> lengths;
  const auto done = [&](bool yes) {
    if (yes) lengths.push_back(segmenter.listed().back()->frames);
  };
  for (const auto run : runs)
    for (std::int64_t at = 0; at < run; at += 4) {
      const std::int64_t count = std::min<std::int64_t>(4, run - at);
      done(segmenter.push({kBytes, at == 0, planned && at + count == run, frame, count}));
      frame += count;
    }
  return lengths;
}

}  // namespace

TEST_CASE("segments follow the runs and last half to one and a half of one") {
  for (const bool planned : {true, false}) {
    CAPTURE(planned);
    std::uint64_t state = 42;
    for (int round = 0; round < 200; ++round) {
      std::vector<std::int64_t> runs;
      for (int i = 0; i < 60; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        runs.push_back(state >> 60 < 8 ? 60 : static_cast<std::int64_t>(1 + (state >> 33) % 60));
      }
      Segmenter segmenter{options(10)};
      std::int64_t frame = 0, sum = 0;
      for (const auto length : cut_runs(segmenter, runs, frame, planned)) {
        CHECK(length >= 30);
        CHECK(length < 90);
        sum += length;
      }
      CHECK(frame - sum < 150);
      std::int64_t at = segmenter.listed().front()->first_frame;
      for (const auto* segment : segmenter.listed()) {
        CHECK(segment->first_frame == at);
        at += segment->frames;
      }
    }
  }
  Segmenter segmenter{options()};
  std::int64_t frame = 0;
  CHECK(cut_runs(segmenter, {60, 10, 60, 60, 40, 60}, frame) == std::vector<std::int64_t>{60, 70, 60, 40, 60});
}

TEST_CASE("a segment is complete with the last picture of its run, not with the next one's first") {
  Segmenter segmenter{options()};
  CHECK_FALSE(segmenter.push({kBytes, true, false, 0, 30}));
  CHECK(segmenter.push({kBytes, false, true, 30, 30}));
  CHECK_FALSE(segmenter.push({kBytes, false, false, 0, 0}));  // sound alone has no place of its own
  CHECK_FALSE(segmenter.push({kBytes, true, false, 60, 4}));
  CHECK(segmenter.finish());
  CHECK_FALSE(segmenter.finish());
  CHECK(segmenter.listed().back()->frames == 4);
}

TEST_CASE("an alert cuts the segment short at the next IDR") {
  Segmenter segmenter{options()};
  std::int64_t frame = 0;
  CHECK(cut_runs(segmenter, {60}, frame).size() == 1);
  CHECK_FALSE(segmenter.push({kBytes, true, false, 60, 9}));
  segmenter.cut();
  CHECK(segmenter.push({kBytes, true, false, 69, 20}));
  CHECK(segmenter.listed().back()->frames == 9);
  CHECK(segmenter.push({kBytes, true, false, 89, 20}));  // 20 frames are a quarter, so that what was cut to is seen
  CHECK(segmenter.listed().back()->frames == 20);
  CHECK_FALSE(segmenter.push({kBytes, true, false, 109, 20}));  // one cut only: these join what follows
}

TEST_CASE("less than a quarter after a cut joins what follows") {
  Segmenter segmenter{options()};
  std::int64_t frame = 0;
  CHECK(cut_runs(segmenter, {60}, frame).size() == 1);
  segmenter.cut(60);
  CHECK(cut_runs(segmenter, {14, 60, 15}, frame) == std::vector<std::int64_t>{74});
  segmenter.cut(frame);
  CHECK(cut_runs(segmenter, {15, 60}, frame) == std::vector<std::int64_t>{15, 15, 60});
}

TEST_CASE("a cut waits for its frame") {
  Segmenter segmenter{options(6)};
  std::int64_t frame = 0;
  CHECK(cut_runs(segmenter, {60, 7}, frame).size() == 1);  // 7 frames open
  segmenter.cut(87);
  CHECK_FALSE(segmenter.push({kBytes, true, true, 67, 10}));
  CHECK_FALSE(segmenter.push({kBytes, true, false, 77, 10}));
  CHECK(segmenter.push({kBytes, true, false, 87, 20}));
  CHECK(segmenter.listed().back()->frames == 27);
  segmenter.cut(107);
  CHECK(segmenter.push({kBytes, false, true, 107, 0}));  // the run that ends there is cut as soon as it has ended
  CHECK(segmenter.listed().back()->frames == 20);
}

TEST_CASE("numbers rise by one, the list has its size, segments stay fetchable after they left") {
  Segmenter segmenter{options(6)};
  std::int64_t frame = 0;
  std::uint64_t newest = 999;
  for (int i = 0; i < 40; ++i) {
    REQUIRE(cut_runs(segmenter, {60}, frame).size() == 1);
    const auto list = segmenter.listed();
    CHECK(list.back()->number == ++newest);
    CHECK(list.size() == std::min<std::size_t>(6, static_cast<std::size_t>(i) + 1));
    CHECK(list.front()->number == newest - list.size() + 1);
    for (const auto* one : list) CHECK(segmenter.segment(one->number) == one->bytes);
    CHECK(segmenter.segment(newest + 1) == nullptr);
    // Left at most max(3 targets, list + itself) = 7 segments ago.
    if (i >= 13) CHECK(segmenter.segment(newest - 12) != nullptr);
    if (i >= 14) CHECK(segmenter.segment(newest - 13) == nullptr);
  }
  CHECK(segmenter.bytes_held() <= 14 * 20 * 188);
}

TEST_CASE("numbers of a restarted channel lie above all used before") {
  const base::Millis start = 1'763'700'000'000;
  std::uint64_t next = first_segment_number(start) + 4;  // the burst
  for (base::Millis at = 2'000; at < 86'400'000; at += 2'000) ++next;
  CHECK(first_segment_number(start + 86'400'000) > next);
  CHECK(first_segment_number(start + 1'000) >= first_segment_number(start) + 4);
  CHECK(first_segment_number(start, 1u << 31) == 1u << 31);
  CHECK(first_segment_number(start + 10 * 31'557'600'000) < 1u << 31);  // fits a signed 32-bit number for years
}

TEST_CASE("the playlist says what RFC 8216 wants, from integers") {
  Segmenter segmenter{options(6)};
  CHECK(media_playlist(segmenter, {}) == "");
  std::int64_t frame = Timeline{kRate}.frame_at(1'763'700'000'000);
  const std::int64_t first = frame;
  cut_runs(segmenter, {60, 60}, frame);
  segmenter.discontinuity();
  cut_runs(segmenter, {45}, frame);
  const auto text = media_playlist(segmenter, {.prefix = "seg/"});
  CHECK(text ==
        fmt::format("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:1000\n"
                    "#EXT-X-DISCONTINUITY-SEQUENCE:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
                    "#EXT-X-PROGRAM-DATE-TIME:{}\n#EXTINF:2.002000,\nseg/1000.ts\n"
                    "#EXT-X-PROGRAM-DATE-TIME:{}\n#EXTINF:2.002000,\nseg/1001.ts\n"
                    "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:{}\n#EXTINF:1.501500,\nseg/1002.ts\n",
                    "2025-11-21T04:39:59.990Z", "2025-11-21T04:40:01.992Z", "2025-11-21T04:40:03.994Z"));
  CHECK(model::frame_start(kRate, first) <= 1'763'700'000'000);
  CHECK(media_playlist(segmenter, {.suffix = ".m4s", .map = "init.mp4", .ended = true}).find("#EXT-X-VERSION:7\n") != std::string::npos);

  // The mark leaves the list with its segment, and is counted then.
  cut_runs(segmenter, {60, 60, 60, 60, 60}, frame);
  CHECK(segmenter.listed().front()->discontinuity);
  CHECK(segmenter.discontinuity_sequence() == 7);
  cut_runs(segmenter, {60}, frame);
  CHECK(segmenter.discontinuity_sequence() == 8);
  cut_runs(segmenter, {60, 60, 60}, frame);
  CHECK(segmenter.discontinuity_sequence() == 8);
  CHECK(media_playlist(segmenter, {}).find("#EXT-X-DISCONTINUITY\n") == std::string::npos);
}

TEST_CASE("EXTINF adds up to the time between the dates, to the microsecond, for a day") {
  for (const auto& rate : {base::Rate{24000, 1001}, {30000, 1001}, {25, 1}}) {
    std::int64_t sum = 0;
    for (std::int64_t f = 1'000'000; f < 1'000'000 + 43'200 * 48; f += 48) sum += rate.ticks(f + 48, 1'000'000) - rate.ticks(f, 1'000'000);
    CHECK(sum == rate.ticks(1'000'000 + 43'200 * 48, 1'000'000) - rate.ticks(1'000'000, 1'000'000));
  }
  for (const auto& rate : {base::Rate{24000, 1001}, {25, 1}, {30000, 1001}, {60, 1}}) {
    model::Profile profile;
    profile.rate = rate;
    Segmenter segmenter{{.rate = rate, .gop_frames = profile.gop_frames()}};
    CHECK(segmenter.target_duration() == 3);
  }
}

TEST_CASE("the multivariant playlist names codecs, size and rate") {
  const auto text = multivariant_playlist({{.uri = "4.m3u8", .profile = model::built_in_profiles().front(), .video_codec = "avc1.64001e"}});
  CHECK(text.find("#EXT-X-STREAM-INF:BANDWIDTH=5384400,AVERAGE-BANDWIDTH=2759400,CODECS=\"avc1.64001e,mp4a.40.2\",RESOLUTION=640x480,"
                  "FRAME-RATE=29.970\n4.m3u8\n") != std::string::npos);
}

TEST_CASE("the multivariant playlist names the tracks of sound, and what the second one takes more") {
  const auto text = multivariant_playlist({{.uri = "4/video.m3u8", .profile = model::built_in_profiles().front(), .video_codec = "avc1.64001e"}}, {},
                                          {{.language = "de", .name = "German"}, {.uri = "4/audio-en.m3u8", .language = "en", .name = "English"}});
  const auto kbps = model::built_in_profiles().front().audio_kbps;
  CHECK(text.find("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"German\",LANGUAGE=\"de\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\"\n"
                  "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"4/audio-en.m3u8\"\n"
                  "#EXT-X-STREAM-INF:BANDWIDTH=" + std::to_string(5384400 + kbps * 1050) + ",") != std::string::npos);
  CHECK(text.find("FRAME-RATE=29.970,AUDIO=\"audio\"\n4/video.m3u8\n") != std::string::npos);
}

TEST_CASE("the multivariant playlist names the subtitles") {
  const auto text = multivariant_playlist({{.uri = "5/video.m3u8", .profile = model::built_in_profiles().front(), .video_codec = "avc1.64001e"}},
                                          {{.uri = "5/subtitles-de.m3u8", .language = "de", .name = "German"}});
  CHECK(text.find("#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME=\"German\",LANGUAGE=\"de\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,"
                  "URI=\"5/subtitles-de.m3u8\"\n#EXT-X-STREAM-INF:") != std::string::npos);
  CHECK(text.find("FRAME-RATE=29.970,SUBTITLES=\"subtitles\"\n5/video.m3u8\n") != std::string::npos);
}

TEST_CASE("ffmpeg plays the segments through their playlist, and each of them alone") {
  const auto stream = testing::stream_of(kRate, Timeline{kRate}.frame_at(1'763'700'000'000),
                                         {{.frames = 130}, {.frames = 7}, {.frames = 60}, {.frames = 95}});
  Segmenter segmenter{options(10)};
  for (const auto& piece : stream.pieces) segmenter.push(piece);
  segmenter.finish();
  base::TempFolder folder;
  std::int64_t frames = 0;
  for (const auto* segment : segmenter.listed()) {
    const auto file = folder.path() / fmt::format("{}.ts", segment->number);
    base::write_file_atomic(file, {reinterpret_cast<const char*>(segment->bytes->data()), segment->bytes->size()});
    const auto alone = base::run({"ffmpeg", "-nostdin", "-v", "warning", "-i", file.string(), "-map", "0:v", "-f", "null", "-"}, 60'000);
    CHECK(alone.err == "");
    CHECK(testing::packets_of(*segment->bytes)[0].pid == 0);
    frames += segment->frames;
  }
  CHECK(frames == 292);
  base::write_file_atomic(folder.path() / "list.m3u8", media_playlist(segmenter, {.ended = true}));
  const auto counted = base::run({"ffprobe", "-v", "warning", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0",
                                  (folder.path() / "list.m3u8").string()}, 60'000);
  CHECK(counted.err == "");
  CHECK(counted.out.find("292") == 0);
  const auto analyse = std::filesystem::path{RETROVUE_TESTS} / "air/analyse/analyse";
  const auto judged = base::run({"python3", analyse.string(), "hls", (folder.path() / "list.m3u8").string(), "--rate", "30000/1001"}, 60'000);
  CHECK_MESSAGE(judged.ok(), judged.out, judged.err);
}

namespace {

// A rendition that can go over to something else from one frame on.
struct Rendition : SegmentBook::Rendition {
  explicit Rendition(std::int64_t from) : from_(from) {}
  std::int64_t soonest() const override { return from_; }
  void recue_at(std::int64_t frame) override { recued.push_back(frame); }
  std::vector<std::int64_t> recued;

 private:
  std::int64_t from_;
};

Piece key_piece(std::int64_t frame, std::int64_t frames, bool run_end) {
  return {std::make_shared<const std::vector<std::uint8_t>>(188), true, run_end, frame, frames};
}

std::map<std::uint64_t, std::pair<std::int64_t, std::int64_t>> table(const Segmenter& one) {
  std::map<std::uint64_t, std::pair<std::int64_t, std::int64_t>> made;
  for (const auto* segment : one.listed()) made[segment->number] = {segment->first_frame, segment->frames};
  return made;
}

}  // namespace

TEST_CASE("renditions agree on boundaries and numbers through one book") {
  const auto book = std::make_shared<SegmentBook>();
  SegmentOptions options;
  options.rate = {30, 1};
  options.gop_frames = 60;
  options.book = book;
  std::set<std::int64_t> plan;
  for (std::int64_t frame = 0; frame <= 1200; frame += 60) plan.insert(frame);
  plan.insert(610);  // a short event
  options.planned = [&](std::int64_t frame) { return plan.contains(frame); };
  Rendition one(0), other(0);
  book->enter(one, 5000);
  book->add(120);
  Segmenter a(options);
  a.push(key_piece(100, 20, true));  // before where it begins
  for (std::int64_t frame = 120; frame < 600; frame += 60) {
    if (frame == 300) {  // started anew behind a fault: an extra key picture is no boundary
      a.push(key_piece(300, 31, false));
      a.push(key_piece(331, 29, true));
    } else {
      a.push(key_piece(frame, 60, true));
    }
  }
  CHECK(table(a)[5000] == std::pair<std::int64_t, std::int64_t>{120, 60});
  CHECK(table(a).size() == 8);
  CHECK(book->start_from(390) == 420);
  book->enter(other, 1);
  CHECK(book->discontinuity() == 0);
  Segmenter b(options);
  b.push(key_piece(390, 30, true));  // not a boundary of the others
  for (std::int64_t frame = 420; frame < 600; frame += 60) b.push(key_piece(frame, 60, true));
  for (auto* segmenter : {&b, &a}) {  // b comes first now
    segmenter->push(key_piece(600, 10, true));
    segmenter->push(key_piece(610, 50, true));
    segmenter->push(key_piece(660, 60, true));
  }
  for (const auto& [number, span] : table(b)) CHECK(table(a)[number] == span);
  CHECK(table(b).size() == 5);
  CHECK(table(b).begin()->second == std::pair<std::int64_t, std::int64_t>{420, 60});
  // Pictures are missing, or there is no key picture at a boundary: what it has of it is left out, and its list goes on with the
  // others' numbers.
  b.push(key_piece(720, 60, true));
  b.push(key_piece(780, 60, true));
  a.push(key_piece(720, 40, false));
  a.push(key_piece(780, 60, true));
  CHECK(table(a).size() == 1);
  CHECK(table(a).begin()->first == table(b).rbegin()->first);
  b.push(key_piece(840, 60, true));
  b.push(key_piece(900, 60, true));
  a.push(key_piece(840, 70, false));
  a.push(key_piece(910, 50, true));
  a.push(key_piece(960, 60, true));
  b.push(key_piece(960, 60, true));
  CHECK(table(a).size() == 1);
  CHECK(table(a).begin()->first == table(b).rbegin()->first);
  CHECK(table(a).begin()->second == table(b).rbegin()->second);
  CHECK_FALSE(a.finish());  // the other one may have more of it
  for (auto* segmenter : {&a, &b}) segmenter->push(key_piece(1020, 25, true));
  CHECK_FALSE(a.finish(1050));
  for (auto* segmenter : {&a, &b}) CHECK(segmenter->finish(1045));
  CHECK(table(a).rbegin()->second == std::pair<std::int64_t, std::int64_t>{1020, 25});
  CHECK(*table(a).rbegin() == *table(b).rbegin());
  CHECK_FALSE(a.finish(1045));
  book->leave(one);
  book->leave(other);
  const auto last = table(b).rbegin()->first;
  book->enter(one, 1);
  book->add(1080);
  CHECK(book->discontinuity() == 1);
  Segmenter again(options);
  again.push(key_piece(1080, 60, true));
  CHECK(table(again).begin()->first > last);
}

TEST_CASE("renditions are recued at one frame, which ends a segment in all of them") {
  const auto book = std::make_shared<SegmentBook>();
  Rendition quick(130), slow(141);
  book->enter(quick, 7);
  book->add(60);
  book->enter(slow, 7);
  CHECK(book->ask());
  CHECK_FALSE(book->ask());
  book->recue(3);
  CHECK(quick.recued == std::vector<std::int64_t>{144});
  CHECK(slow.recued == quick.recued);
  CHECK(book->recued() == 144);
  CHECK(book->start_from(60) == 144);  // what was on air before is in no plan any more
  CHECK(book->ask());
  book->recue(3);
  CHECK(quick.recued.back() == 145);  // not back, and not at the same one

  SegmentOptions options;
  options.rate = {30, 1};
  options.gop_frames = 60;
  options.book = book;
  options.planned = [](std::int64_t frame) { return frame % 60 == 0 || frame >= 160; };
  Segmenter a(options), b(options);
  for (auto* one : {&a, &b}) {
    one->push(key_piece(60, 60, true));
    one->push(key_piece(120, 25, false));
    one->push(key_piece(145, 15, true));
    one->push(key_piece(160, 60, true));
  }
  using Spans = std::map<std::uint64_t, std::pair<std::int64_t, std::int64_t>>;
  CHECK(table(a) == Spans{{7, {60, 60}}, {8, {120, 25}}, {9, {145, 15}}, {10, {160, 60}}});
  CHECK(table(b) == table(a));
}
