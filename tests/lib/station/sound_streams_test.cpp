#include <doctest/doctest.h>

#include "model/profile.h"
#include "station/playlog.h"

using namespace retrovue;

namespace {

struct Track {
  const char* language;
  bool is_default = false;
};

// Pictures first, then these.
model::MediaFile file_of(std::vector<Track> tracks) {
  model::MediaFile file;
  file.path = "/film.mkv";
  model::Stream video;
  video.kind = model::StreamKind::video;
  file.streams.push_back(video);
  for (const auto& track : tracks) {
    model::Stream stream;
    stream.index = static_cast<int>(file.streams.size());
    stream.kind = model::StreamKind::audio;
    stream.language = track.language;
    stream.is_default = track.is_default;
    file.streams.push_back(stream);
  }
  return file;
}

using Streams = std::vector<int>;
const auto chosen = station::sound_streams;

}  // namespace

TEST_CASE("without languages a file's own choice airs, alone") {
  CHECK(chosen(file_of({}), {}) == Streams{});
  CHECK(chosen(file_of({{"eng"}, {"deu"}}), {}) == Streams{1});
  CHECK(chosen(file_of({{"eng"}, {"deu", true}}), {}) == Streams{2});
}

TEST_CASE("the first track is the first language that the file has, else what it puts first") {
  const auto file = file_of({{"eng", true}, {"ger"}, {"fra"}});
  CHECK(chosen(file, {"de"}) == Streams{2});
  CHECK(chosen(file, {"nl", "fr"}) == Streams{3});
  CHECK(chosen(file, {"nl"}) == Streams{1});
  CHECK(chosen(file, {"nl", "sv"}) == Streams{1});
  CHECK(chosen(file_of({{""}, {"und", true}}), {"de", "en"}) == Streams{2});
  CHECK(chosen(file_of({}), {"de", "en"}) == Streams{});
}

TEST_CASE("the second track is the next language that the file has, and never the first again") {
  const auto file = file_of({{"eng", true}, {"ger"}, {"fra"}});
  CHECK(chosen(file, {"de", "en"}) == Streams{2, 1});
  CHECK(chosen(file, {"en", "fr"}) == Streams{1, 3});
  CHECK(chosen(file, {"de", "nl"}) == Streams{2});
  CHECK(chosen(file_of({{"deu"}, {"de-AT"}}), {"de", "en"}) == Streams{1});
}

TEST_CASE("of several tracks in a language the one that the file puts first airs") {
  CHECK(chosen(file_of({{"eng"}, {"eng", true}, {"deu"}, {"deu"}}), {"en", "de"}) == Streams{2, 3});
}

TEST_CASE("a clip carries both tracks") {
  const auto& profile = model::built_in_profiles().front();
  const auto file = file_of({{"eng", true}, {"ger"}});
  const auto plain = station::clip_of(file, profile), both = station::clip_of(file, profile, {"de", "en"}), one = station::clip_of(file, profile, {"de"});
  CHECK(plain.audio_stream == 1);
  CHECK(plain.more_audio.empty());
  CHECK(both.audio_stream == 2);
  CHECK(both.more_audio == Streams{1});
  CHECK(one.audio_stream == 2);
  CHECK(one.more_audio.empty());
}
