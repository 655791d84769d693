#include "playout/side_sound.h"

#include "base/file.h"
#include "base/json.h"
#include "base/process.h"
#include "playout/aac_encoder.h"
#include "stream.h"

using namespace retrovue;
using namespace retrovue::playout;
using testing::ByteString;

namespace {

const Timeline kTimeline{{30000, 1001}};
constexpr std::int64_t kFirst = 6'000'000;

// Three segments' worth of sound.
struct Case {
  explicit Case(bool mp4) : side(kTimeline, "en", mp4) {
    const auto all = kTimeline.audio_starting(kFirst, kFirst + 180);
    for (auto k = all.first; k < all.end; ++k) side.add(k, sound[static_cast<std::size_t>(k - all.first) % sound.size()]);
  }
  std::vector<std::vector<std::uint8_t>> sound = testing::audio_of(4);
  SideSound side;
};

}  // namespace

TEST_CASE("packed sound goes on from one segment to the next, frame by frame") {
  const Case all(false);
  CHECK(all.side.init() == nullptr);
  CHECK(all.side.language() == "en");
  CHECK(all.side.there(kFirst + 180));
  CHECK_FALSE(all.side.there(kFirst + 183));
  std::size_t n = 0;
  for (int part = 0; part < 3; ++part) {
    const auto span = kTimeline.audio_starting(kFirst + part * 60, kFirst + part * 60 + 60);
    const auto bytes = all.side.segment(7, kFirst + part * 60, 60);
    REQUIRE(bytes != nullptr);
    REQUIRE(bytes->size() > 73);
    CHECK(std::string(bytes->begin(), bytes->begin() + 3) == "ID3");
    CHECK((*bytes)[9] == 63);   // of the tag, without these ten
    CHECK((*bytes)[17] == 53);  // of its only frame, the same
    CHECK(std::string(bytes->begin() + 20, bytes->begin() + 64) == "com.apple.streaming.transportStreamTimestamp");
    std::uint64_t stamp = 0;
    for (int i = 64; i < 73; ++i) stamp = stamp << 8 | (*bytes)[static_cast<std::size_t>(i)];
    CHECK(stamp == wrap33(Timeline::audio_pts(span.first)));
    ByteString wanted;
    for (auto k = span.first; k < span.end; ++k, ++n) wanted.insert(wanted.end(), all.sound[n % all.sound.size()].begin(), all.sound[n % all.sound.size()].end());
    CHECK(ByteString(bytes->begin() + 73, bytes->end()) == wanted);
  }
}

TEST_CASE("what never came is silence, and what is forgotten is gone") {
  SideSound side(kTimeline, "de", false);
  const auto span = kTimeline.audio_starting(kFirst, kFirst + 60);
  const std::vector<std::uint8_t> one{0xff, 0xf1, 0, 0, 0, 0, 0, 9};
  side.add(span.first + 3, one);
  const auto quiet = silent_adts();
  const auto frames = static_cast<std::size_t>(span.end - span.first);
  CHECK(side.segment(1, kFirst, 60)->size() == 73 + (frames - 1) * quiet.size() + one.size());
  side.forget(kFirst);
  CHECK(side.segment(1, kFirst, 60)->size() == 73 + (frames - 1) * quiet.size() + one.size());
  side.forget(kFirst + 60);
  CHECK(side.segment(1, kFirst, 60)->size() == 73 + frames * quiet.size());
}

TEST_CASE("as MP4 it has a beginning of its own and the times of the channel") {
  const Case all(true);
  base::TempFolder folder;
  const auto file = (folder.path() / "sound.mp4").string();
  REQUIRE(all.side.init() != nullptr);
  ByteString bytes = *all.side.init();
  for (int part = 0; part < 3; ++part) {
    const auto more = all.side.segment(static_cast<std::uint64_t>(part + 100), kFirst + part * 60, 60);
    bytes.insert(bytes.end(), more->begin(), more->end());
  }
  base::write_file_atomic(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const auto probed = base::run({"ffprobe", "-v", "warning", "-show_streams", "-show_packets", "-of", "json", file}, 60'000);
  CHECK(probed.err == "");
  const auto json = base::Json::parse(probed.out);
  REQUIRE(json["streams"].size() == 1);
  const auto audio = json["streams"].at(0);
  CHECK(audio["codec_name"].text_or("") == "aac");
  CHECK(audio["sample_rate"].integer() == 48'000);
  CHECK(audio["channels"].integer() == 2);
  CHECK(audio["tags"]["language"].text_or("") == "eng");
  const auto span = kTimeline.audio_starting(kFirst, kFirst + 180);
  REQUIRE(json["packets"].size() == static_cast<std::size_t>(span.end - span.first));
  for (std::size_t i = 0; i < json["packets"].size(); ++i)
    CHECK(json["packets"].at(i)["pts"].integer() == (span.first + static_cast<std::int64_t>(i)) * kSamplesPerAudioFrame);
}
