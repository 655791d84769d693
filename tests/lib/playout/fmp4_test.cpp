#include "playout/fmp4.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "playout/playlist.h"
#include "playout/segmenter.h"
#include "stream.h"

using namespace retrovue;
using namespace retrovue::playout;
using testing::ByteString;

namespace {

const base::Rate kRate{30000, 1001};

// Runs the packer without owning it, so that init() can be read while the interleaver holds it.
class Through final : public Packer {
 public:
  explicit Through(Fmp4Packer& packer) : packer_(packer) {}
  void video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr) override { packer_.video(annex_b, stamp, idr); }
  void audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::size_t) override { packer_.audio(adts, pts); }
  std::vector<std::uint8_t> take() override { return packer_.take(); }

 private:
  Fmp4Packer& packer_;
};

void save(const std::filesystem::path& file, const ByteString& bytes) {
  base::write_file_atomic(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

TEST_CASE("MP4 fragments hold every picture and sound at its time on the channel") {
  const Timeline timeline{kRate};
  const std::int64_t first = timeline.frame_at(1'763'700'000'000);
  Fmp4Packer packer{"eng"};
  CHECK(packer.init() == nullptr);
  const auto stream = testing::stream_of(kRate, first, {{.frames = 130}, {.frames = 7}, {.frames = 60}, {.frames = 95}}, 3,
                                         std::make_unique<Through>(packer));
  REQUIRE(packer.init() != nullptr);
  base::TempFolder folder;
  ByteString all = *packer.init();
  const auto rest = stream.bytes();
  all.insert(all.end(), rest.begin(), rest.end());
  const auto file = (folder.path() / "out.mp4").string();
  save(file, all);

  const auto probed = base::run({"ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-show_packets", "-of", "json", file}, 60'000);
  CHECK(probed.err == "");
  const auto json = base::Json::parse(probed.out);
  const auto video = json["streams"].at(0), audio = json["streams"].at(1);
  CHECK(video["codec_tag_string"].text_or("") == "avc1");
  CHECK(video["width"].integer() == 320);
  CHECK(video["nb_read_frames"].integer() == 292);
  CHECK(audio["profile"].text_or("") == "LC");
  CHECK(audio["sample_rate"].integer() == 48'000);
  CHECK(audio["channels"].integer() == 2);
  CHECK(audio["tags"]["language"].text_or("") == "eng");
  CHECK(audio["nb_read_frames"].integer() == stream.end_k - stream.first_k);

  std::vector<std::int64_t> shown;
  std::int64_t decode = first, k = stream.first_k;
  for (std::size_t i = 0; i < json["packets"].size(); ++i) {
    const auto packet = json["packets"].at(i);
    if (packet["codec_type"].text_or("") == "video") {
      REQUIRE(packet["dts"].integer() == timeline.dts(decode));
      REQUIRE(packet["duration"].integer() == timeline.dts(decode + 1) - timeline.dts(decode));
      ++decode;
      shown.push_back(*packet["pts"].integer());
    } else {
      REQUIRE(packet["pts"].integer() == k * 1024);
      ++k;
    }
  }
  std::sort(shown.begin(), shown.end());
  REQUIRE(shown.size() == 292);
  for (std::size_t i = 0; i < shown.size(); ++i) REQUIRE(shown[i] == timeline.pts(first + static_cast<std::int64_t>(i)));

  const auto decoded = base::run({"ffmpeg", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-"}, 60'000);
  CHECK(decoded.err == "");
  CHECK(decoded.ok());
}

TEST_CASE("MP4 segments play through their playlist, and each alone after the map") {
  Fmp4Packer packer;
  const auto stream = testing::stream_of(kRate, 6'000'000, {{.frames = 130}, {.frames = 95}}, 3, std::make_unique<Through>(packer));
  Segmenter segmenter{{.rate = kRate, .gop_frames = 60, .listed = 10}};
  for (const auto& piece : stream.pieces) segmenter.push(piece);
  segmenter.finish();
  base::TempFolder folder;
  save(folder.path() / "init.mp4", *packer.init());
  for (const auto* segment : segmenter.listed()) {
    save(folder.path() / fmt::format("{}.m4s", segment->number), *segment->bytes);
    auto whole = *packer.init();
    whole.insert(whole.end(), segment->bytes->begin(), segment->bytes->end());
    save(folder.path() / "one.mp4", whole);
    const auto one = base::run({"ffprobe", "-v", "warning", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames",
                                "-of", "csv=p=0", (folder.path() / "one.mp4").string()}, 60'000);
    CHECK(one.err == "");
    CHECK(std::stoll(one.out) == segment->frames);
  }
  base::write_file_atomic(folder.path() / "list.m3u8", media_playlist(segmenter, {.suffix = ".m4s", .map = "init.mp4", .ended = true}));
  const auto counted = base::run({"ffprobe", "-v", "warning", "-allowed_extensions", "ALL", "-count_frames", "-show_entries",
                                  "stream=nb_read_frames", "-of", "csv=p=0", (folder.path() / "list.m3u8").string()}, 60'000);
  CHECK(counted.err == "");
  CHECK(counted.out.find("225") == 0);
}

TEST_CASE("pictures alone wait for no sound, and their MP4 has one track") {
  const Timeline timeline{kRate};
  auto made = std::make_unique<Fmp4Packer>(std::string{});
  auto& packer = *made;
  Interleaver interleaver{timeline, std::move(made), 0};
  const std::int64_t first = 6'000'000;
  ByteString all;
  std::int64_t frames = 0;
  for (const auto& frame : testing::frames_of({.frames = 90})) {
    interleaver.video(frame, first + frame.display, frame.idr ? std::min<std::int64_t>(60, 90 - frame.display) : 0);
    for (const auto& piece : interleaver.drain()) {
      all.insert(all.end(), piece.bytes->begin(), piece.bytes->end());
      frames += piece.frames;
    }
  }
  CHECK(frames == 90);
  CHECK_THROWS_AS(interleaver.audio(0, {}), std::out_of_range);
  all.insert(all.begin(), packer.init()->begin(), packer.init()->end());
  base::TempFolder folder;
  const auto file = (folder.path() / "out.mp4").string();
  save(file, all);
  const auto probed = base::run({"ffprobe", "-v", "warning", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames", "-of", "csv=p=0", file}, 60'000);
  CHECK(probed.err == "");
  CHECK(probed.out == "h264,90\n");
}

TEST_CASE("a first picture without parameter sets is refused, later other ones stay inside") {
  Fmp4Packer packer;
  CHECK_THROWS_AS(packer.video(ByteString{0, 0, 1, 0x65, 0x88}, {0, 0, 0, 3'600}, true), base::Error);
  CHECK(packer.init() == nullptr);
  CHECK(packer.take().empty());
  const auto frames = testing::frames_of({.frames = 3});
  packer.video(*frames[0].bytes, {7'200, 0, 0, 3'600}, true);
  const auto init = packer.init();
  const auto size = packer.take().size();
  ByteString other = *frames[0].bytes;
  const ByteString pps{0, 0, 0, 1, 0x68, 1, 2, 3};
  other.insert(other.begin() + 6, pps.begin(), pps.end());
  packer.video(other, {7'200, 0, 0, 3'600}, true);
  CHECK(packer.take().size() == size + 8);
  CHECK(packer.init() == init);
}
